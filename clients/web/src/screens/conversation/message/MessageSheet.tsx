import { Pencil, Reply, SmilePlus, Trash2 } from 'lucide-preact';
import { useRef, useState } from 'preact/hooks';
import type { Conversation, Message } from '#sdk';
import { Dialog } from '../../../components/dialog/Dialog.tsx';
import { EmojiPicker } from '../../../components/emoji/EmojiPicker.tsx';
import type { MenuItem } from '../../../components/menu/Menu.tsx';
import { recentEmoji } from '../../../state/emoji.ts';
import { excerptOf } from '../../../state/excerpt.ts';
import { self } from '../../../state/session.ts';
import { oneLine } from '../../../state/text.ts';
import { menuOf } from './message-menu.ts';
import { hasReacted, react } from './react.ts';
import { removeMessage } from './remove.ts';
import './message-sheet.css';

export interface MessageSheetProps {
  conversation: Conversation;
  message: Message;
  own: boolean;
  onEdit: (message: Message) => void;
  /** absent where the user cannot write */
  onReply: ((message: Message) => void) | undefined;
  /** opens the dialog for it */
  onForward: () => void;
  onClose: () => void;
}

/** As many as fit beside the button for others on the narrowest phone. */
const EMOJI = 5;

/** What can be done with a message, on a phone: reactions and a list, at the bottom of the window. */
export function MessageSheet(props: MessageSheetProps) {
  const { conversation, message, onClose } = props;
  const more = useRef<HTMLButtonElement>(null);
  const [isPicking, setPicking] = useState(false);
  const press = (emoji: string) => {
    const mine = message.Reactions?.some(({ Emoji, By }) => Emoji === emoji && hasReacted(By, self()));
    void react(conversation, message, emoji, !mine);
  };
  return (
    <Dialog title="Message actions" titleHidden sheet onClose={onClose}>
      <p class="sheet-text">
        <bdi>{oneLine(excerptOf(message))}</bdi>
      </p>
      <fieldset class="sheet-emoji">
        <legend class="hidden-text">React</legend>
        {recentEmoji()
          .slice(0, EMOJI)
          .map((emoji) => (
            <button
              key={emoji}
              type="button"
              aria-label={`React with ${emoji}`}
              onClick={closing(() => press(emoji))}
            >
              {emoji}
            </button>
          ))}
        <button
          type="button"
          ref={more}
          aria-label="Another emoji"
          aria-haspopup="dialog"
          aria-expanded={isPicking}
          onClick={() => setPicking(true)}
        >
          <SmilePlus size={22} />
        </button>
        {isPicking && (
          <EmojiPicker
            anchor={more.current}
            onPick={(emoji) => {
              more.current?.closest('dialog')?.close();
              void react(conversation, message, emoji);
            }}
            onClose={() => {
              setPicking(false);
              more.current?.focus();
            }}
          />
        )}
      </fieldset>
      <ul class="sheet-items">
        {itemsOf(props).map(({ label, Icon, tone, onSelect }) => (
          <li key={label}>
            <button type="button" class="menu-item" data-tone={tone} onClick={closing(onSelect)}>
              <Icon size={20} aria-hidden="true" />
              {label}
            </button>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}

/** First: the dialog gives the focus back, and what opens next takes it. */
const closing =
  (then: () => void) =>
  ({ currentTarget }: { currentTarget: HTMLElement }): void => {
    currentTarget.closest('dialog')?.close();
    then();
  };

function itemsOf({ conversation, message, own, onEdit, onReply, onForward }: MessageSheetProps): MenuItem[] {
  const isForward = (message.Forwarded ?? null) !== null;
  return [
    ...(onReply ? [{ label: 'Reply', Icon: Reply, onSelect: () => onReply(message) }] : []),
    ...(own && !isForward ? [{ label: 'Edit', Icon: Pencil, onSelect: () => onEdit(message) }] : []),
    ...menuOf(conversation, message, { own, onForward }),
    ...(own
      ? [
          {
            label: 'Delete…',
            Icon: Trash2,
            tone: 'danger' as const,
            onSelect: () => void removeMessage(conversation, message),
          },
        ]
      : []),
  ];
}
