import { Copy, EllipsisVertical, Pencil, Reply, SmilePlus, Trash2 } from 'lucide-preact';
import { useRef, useState } from 'preact/hooks';
import type { Conversation, Message } from '#sdk';
import { IconButton } from '../../../components/button/Button.tsx';
import { EmojiPicker } from '../../../components/emoji/EmojiPicker.tsx';
import { Menu } from '../../../components/menu/Menu.tsx';
import { isNarrow } from '../../../state/narrow.ts';
import { ForwardDialog } from './ForwardDialog.tsx';
import { MessageSheet } from './MessageSheet.tsx';
import { copy, menuOf } from './message-menu.ts';
import { react } from './react.ts';
import { removeMessage } from './remove.ts';
import { useFocusHandover } from './use-focus-handover.ts';

interface MessageActionsProps {
  conversation: Conversation;
  message: Message;
  own: boolean;
  tabIndex: 0 | -1;
  onEdit: (message: Message) => void;
  onReply: ((message: Message) => void) | undefined;
}

/** Shown beside a message that the pointer or the focus is on. */
export function MessageActions(props: MessageActionsProps) {
  const { conversation, message, own, tabIndex, onEdit, onReply } = props;
  const element = useFocusHandover<HTMLDivElement>();
  const [opened, setOpened] = useState<'sheet' | 'forward'>();
  const onForward = () => setOpened('forward');
  const isForward = (message.Forwarded ?? null) !== null;
  return (
    <div class="actions-place">
      <div class="actions" ref={element}>
        <ReactButton conversation={conversation} message={message} tabIndex={tabIndex} />
        {onReply && (
          <IconButton label="Reply" tabIndex={tabIndex} onClick={() => onReply(message)}>
            <Reply size={16} />
          </IconButton>
        )}
        <IconButton label="Copy text" tabIndex={tabIndex} onClick={() => void copy(message.Message)}>
          <Copy size={16} />
        </IconButton>
        {isNarrow.value ? (
          <IconButton
            label="More"
            tabIndex={tabIndex}
            aria-haspopup="dialog"
            aria-expanded={opened === 'sheet'}
            onClick={() => setOpened('sheet')}
          >
            <EllipsisVertical size={16} />
          </IconButton>
        ) : (
          <Menu
            label="More"
            iconSize={16}
            tabIndex={tabIndex}
            items={menuOf(conversation, message, { own, onForward })}
          />
        )}
        {own && (
          <>
            {!isForward && (
              <IconButton label="Edit" tabIndex={tabIndex} onClick={() => onEdit(message)}>
                <Pencil size={16} />
              </IconButton>
            )}
            <IconButton
              label="Delete"
              tabIndex={tabIndex}
              onClick={() => void removeMessage(conversation, message)}
            >
              <Trash2 size={16} />
            </IconButton>
          </>
        )}
      </div>
      {opened === 'sheet' && (
        <MessageSheet
          {...props}
          onForward={onForward}
          onClose={() => setOpened((now) => (now === 'sheet' ? undefined : now))}
        />
      )}
      {opened === 'forward' && (
        <ForwardDialog conversation={conversation} message={message} onClose={() => setOpened(undefined)} />
      )}
    </div>
  );
}

interface ReactButtonProps {
  conversation: Conversation;
  message: Message;
  tabIndex: 0 | -1;
}

function ReactButton({ conversation, message, tabIndex }: ReactButtonProps) {
  const button = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  const close = () => {
    setOpen(false);
    button.current?.focus({ preventScroll: true });
  };
  return (
    <>
      <IconButton
        label="React"
        buttonRef={button}
        tabIndex={tabIndex}
        aria-haspopup="dialog"
        aria-expanded={open}
        onClick={() => setOpen(true)}
      >
        <SmilePlus size={16} />
      </IconButton>
      {open && (
        <EmojiPicker
          anchor={button.current}
          onPick={(emoji) => void react(conversation, message, emoji)}
          onClose={close}
        />
      )}
    </>
  );
}
