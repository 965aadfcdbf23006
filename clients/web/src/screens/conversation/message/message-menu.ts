/** What can be done with a message, besides the buttons beside it. */
import { Bookmark, Copy, Flag, Forward, Link, Mail, Pin, PinOff, Trash2 } from 'lucide-preact';
import { type Conversation, type Message, sentence } from '#sdk';
import { href } from '../../../app/router.ts';
import type { MenuItem } from '../../../components/menu/Menu.tsx';
import { copyText } from '../../../state/clipboard.ts';
import { isVisible } from '../../../state/text.ts';
import { notify } from '../../../state/toasts.ts';
import { markUnread } from '../mark-unread.ts';
import { removeMessage } from './remove.ts';
import { report } from './report.ts';

/** Opens the conversation at the message, for all of its members. */
const linkTo = ({ Conversation: peer, Id }: Message): string =>
  new URL(href({ name: 'chat', peer, message: Id }), location.href).href;

export async function copy(text: string): Promise<void> {
  if (await copyText(text)) notify('Copied.');
  else notify('The browser did not allow copying. Select the text instead.', 'error');
}

const run = (work: () => Promise<unknown>) => () =>
  void work().catch((error: unknown) => notify(sentence(error), 'error'));

/** In a group only admins pin. */
function pinning(conversation: Conversation, { Id, PinnedAt }: Message): MenuItem[] {
  const { group, canManage } = conversation.snapshot;
  if (group && !canManage) return [];
  const isPinned = PinnedAt !== null;
  const label = isPinned ? 'Unpin message' : 'Pin message';
  const pin = run(async () => {
    await conversation.pin(Id, !isPinned);
    notify(isPinned ? 'No longer pinned.' : 'Pinned.');
  });
  return [{ label, Icon: isPinned ? PinOff : Pin, onSelect: pin }];
}

async function save(conversation: Conversation, { Id }: Message): Promise<void> {
  await conversation.save(Id);
  notify('Saved. You find it under Saved messages.');
}

/** Admins of a group delete what others wrote. */
const moderation = (conversation: Conversation, message: Message): MenuItem[] =>
  conversation.snapshot.canManage
    ? [
        {
          label: 'Delete…',
          Icon: Trash2,
          tone: 'danger',
          onSelect: () => void removeMessage(conversation, message),
        },
      ]
    : [];

/** @param onForward opens the dialog for it */
export function menuOf(
  conversation: Conversation,
  message: Message,
  { own, onForward }: { own: boolean; onForward: () => void },
): MenuItem[] {
  const ofOthers: MenuItem[] = [
    { label: 'Mark as unread', Icon: Mail, onSelect: run(() => markUnread(message)) },
    { label: 'Report…', Icon: Flag, onSelect: () => report(message) },
    ...moderation(conversation, message),
  ];
  return [
    ...(isVisible(message.Message)
      ? [{ label: 'Copy text', Icon: Copy, onSelect: run(() => copy(message.Message)) }]
      : []),
    { label: 'Copy link', Icon: Link, onSelect: run(() => copy(linkTo(message))) },
    { label: 'Forward…', Icon: Forward, onSelect: onForward },
    ...pinning(conversation, message),
    { label: 'Save for me', Icon: Bookmark, onSelect: run(() => save(conversation, message)) },
    ...(own ? [] : ofOthers),
  ];
}
