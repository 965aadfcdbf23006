/** What a member can do with a conversation: search it, pin it, mark it as unread, mute it, archive it. */
import {
  Archive,
  ArchiveRestore,
  Bell,
  BellOff,
  BellRing,
  CalendarSearch,
  Clock,
  ListChecks,
  Mail,
  Pin,
  PinOff,
  TextSearch,
} from 'lucide-preact';
import { type ConversationSummary, sentence } from '#sdk';
import { chat } from '../../app/client.ts';
import { go } from '../../app/router.ts';
import type { MenuItem } from '../../components/menu/Menu.tsx';
import { now } from '../../state/clock.ts';
import { isMuted, mute } from '../../state/mutes.ts';
import { notify } from '../../state/toasts.ts';
import { askDate } from './date/ask-date.ts';
import { lastOfOthers, markUnread } from './mark-unread.ts';

const NIGHT_MINUTES = 8 * 60;

/** @returns an action that shows its failure */
export const run = (work: () => Promise<unknown>) => () =>
  void work().catch((error: unknown) => notify(sentence(error), 'error'));

export type Panel = 'notifications' | 'pins';

/** @param open opens a dialog of ConversationPanels.tsx @param isAlone nobody else writes in it */
export const itemsOf = (
  summary: ConversationSummary,
  open: (panel: Panel) => void,
  isAlone: boolean,
): MenuItem[] => [
  { label: 'Search…', Icon: TextSearch, onSelect: () => go({ name: 'search', within: summary.User }) },
  { label: 'Pinned messages…', Icon: ListChecks, onSelect: () => open('pins') },
  { label: 'Jump to a date…', Icon: CalendarSearch, onSelect: () => askDate(now.peek()) },
  ...placing(summary),
  ...(isAlone ? [] : notifying(summary, open)),
  archiving(summary),
];

function placing({ Conversation: id, Pinned }: ConversationSummary): MenuItem[] {
  const pin = run(async () => {
    await chat.conversations.update(id, { Pinned: !Pinned });
    notify(Pinned ? 'No longer on top.' : 'Pinned to the top.');
  });
  const last = lastOfOthers(id);
  return [
    { label: Pinned ? 'Unpin' : 'Pin to the top', Icon: Pinned ? PinOff : Pin, onSelect: pin },
    ...(last ? [{ label: 'Mark as unread', Icon: Mail, onSelect: run(() => markUnread(last)) }] : []),
  ];
}

const notifying = (summary: ConversationSummary, open: (panel: Panel) => void): MenuItem[] => [
  ...muting(summary),
  { label: 'Notifications…', Icon: BellRing, onSelect: () => open('notifications') },
];

function muting(summary: ConversationSummary): MenuItem[] {
  const { Conversation: id } = summary;
  const mutes = (minutes: number | undefined, done: string) =>
    run(async () => {
      await mute(id, minutes);
      notify(done);
    });
  if (isMuted(summary, now.value))
    return [{ label: 'Unmute', Icon: Bell, onSelect: mutes(0, 'You get notifications again.') }];
  return [
    { label: 'Mute for 8 hours', Icon: Clock, onSelect: mutes(NIGHT_MINUTES, 'Muted for 8 hours.') },
    { label: 'Mute until I unmute', Icon: BellOff, onSelect: mutes(undefined, 'Muted.') },
  ];
}

function archiving({ Conversation: id, Archived }: ConversationSummary): MenuItem {
  const archive = run(async () => {
    await chat.conversations.update(id, { Archived: !Archived });
    if (!Archived) go({ name: 'inbox' });
    notify(Archived ? 'Back in the list.' : 'Archived.');
  });
  return Archived
    ? { label: 'Take out of the archive', Icon: ArchiveRestore, onSelect: archive }
    : { label: 'Archive', Icon: Archive, onSelect: archive };
}
