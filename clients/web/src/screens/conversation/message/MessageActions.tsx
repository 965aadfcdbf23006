import { Copy, Flag, Pencil, Trash2 } from 'lucide-preact';
import type { Conversation, Message } from '#sdk';
import { IconButton } from '../../../components/button/Button.tsx';
import { Menu } from '../../../components/menu/Menu.tsx';
import { copyText } from '../../../state/clipboard.ts';
import { notify } from '../../../state/toasts.ts';
import { removeMessage } from './remove.ts';
import { report } from './report.ts';
import { useFocusHandover } from './use-focus-handover.ts';

interface MessageActionsProps {
  conversation: Conversation;
  message: Message;
  own: boolean;
  tabIndex: 0 | -1;
  onEdit: (message: Message) => void;
}

/** Shown beside a message that the pointer or the focus is on. */
export function MessageActions({ conversation, message, own, tabIndex, onEdit }: MessageActionsProps) {
  const element = useFocusHandover<HTMLDivElement>();
  return (
    <div class="actions-place">
      <div class="actions" ref={element}>
        <IconButton label="Copy text" tabIndex={tabIndex} onClick={() => void copy(message.Message)}>
          <Copy size={16} />
        </IconButton>
        {!own && (
          <Menu
            label="More"
            iconSize={16}
            tabIndex={tabIndex}
            items={[
              { label: 'Copy text', Icon: Copy, onSelect: () => void copy(message.Message) },
              { label: 'Report…', Icon: Flag, onSelect: () => report(message) },
            ]}
          />
        )}
        {own && (
          <>
            <IconButton label="Edit" tabIndex={tabIndex} onClick={() => onEdit(message)}>
              <Pencil size={16} />
            </IconButton>
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
    </div>
  );
}

async function copy(text: string): Promise<void> {
  if (await copyText(text)) notify('Copied.');
  else notify('The browser did not allow copying. Select the text instead.', 'error');
}
