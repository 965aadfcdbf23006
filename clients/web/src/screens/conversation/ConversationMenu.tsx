import {
  Archive,
  ArchiveRestore,
  Ban,
  Bell,
  BellOff,
  BellRing,
  CircleUser,
  Clock,
  DoorOpen,
  Mail,
  Pin,
  PinOff,
  Undo2,
  Users,
} from 'lucide-preact';
import { useState } from 'preact/hooks';
import { type ConversationSummary, sentence } from '#sdk';
import { chat } from '../../app/client.ts';
import { go } from '../../app/router.ts';
import { Menu, type MenuItem } from '../../components/menu/Menu.tsx';
import { isBlocked } from '../../state/blocks.ts';
import { now } from '../../state/clock.ts';
import { isMuted, mute, summaryOf } from '../../state/mutes.ts';
import { nameOf, type Person } from '../../state/people.ts';
import { notify } from '../../state/toasts.ts';
import { leaveGroup } from '../groups/actions.ts';
import { HandOver } from '../groups/HandOver.tsx';
import { block, unblock } from './block.ts';
import { lastOfOthers, markUnread } from './mark-unread.ts';
import { NotificationsDialog } from './NotificationsDialog.tsx';

const NIGHT_MINUTES = 8 * 60;

const run = (work: () => Promise<unknown>) => () =>
  void work().catch((error: unknown) => notify(sentence(error), 'error'));

/** What can be done with a person and with the conversation with them. */
export function ConversationMenu({
  peer,
  group = false,
  onProfile,
}: {
  /** in a group: its name, and the id of the conversation as username */
  peer: Person;
  group?: boolean;
  onProfile: () => void;
}) {
  const [handing, setHanding] = useState(false);
  const { username } = peer;
  const summary = summaryOf(username);
  const [choosing, setChoosing] = useState(false);
  const items: MenuItem[] = [
    group
      ? { label: 'About the group', Icon: Users, onSelect: onProfile }
      : { label: 'View profile', Icon: CircleUser, onSelect: onProfile },
    ...(summary ? [...placing(summary), ...muting(summary)] : []),
    ...(summary
      ? [{ label: 'Notifications…', Icon: BellRing, onSelect: () => setChoosing(true) }, archiving(summary)]
      : []),
    ...(group ? [leaving(peer, () => setHanding(true))] : [blocking(peer)]),
  ];
  return (
    <>
      <Menu label="More about this conversation" items={items} />
      {handing && (
        <HandOver group={{ Conversation: username, Name: nameOf(peer) }} onClose={() => setHanding(false)} />
      )}
      {summary && choosing && <NotificationsDialog summary={summary} onClose={() => setChoosing(false)} />}
    </>
  );
}

const blocking = (peer: Person): MenuItem =>
  isBlocked(peer.username)
    ? { label: 'Unblock', Icon: Undo2, onSelect: run(() => unblock(peer.username)) }
    : { label: 'Block…', Icon: Ban, tone: 'danger', onSelect: run(() => block(peer)) };

/** @param onLast the user is the last owner */
const leaving = (group: Person, onLast: () => void): MenuItem => ({
  label: 'Leave the group…',
  Icon: DoorOpen,
  tone: 'danger',
  onSelect: run(async () => {
    const outcome = await leaveGroup({ Conversation: group.username, Name: nameOf(group) });
    if (outcome === 'last-owner') onLast();
  }),
});

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
