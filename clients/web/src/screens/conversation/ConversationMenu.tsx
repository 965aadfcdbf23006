import { Ban, CalendarSearch, CircleUser, DoorOpen, Undo2, Users } from 'lucide-preact';
import { useState } from 'preact/hooks';
import { Menu, type MenuItem } from '../../components/menu/Menu.tsx';
import { isBlocked } from '../../state/blocks.ts';
import { now } from '../../state/clock.ts';
import { summaryOf } from '../../state/mutes.ts';
import { nameOf, type Person } from '../../state/people.ts';
import { leaveGroup } from '../groups/actions.ts';
import { HandOver } from '../groups/HandOver.tsx';
import { block, unblock } from './block.ts';
import { ConversationPanels } from './ConversationPanels.tsx';
import { itemsOf, type Panel, run } from './conversation-items.ts';
import { askDate } from './date/ask-date.ts';

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
  const [panel, setPanel] = useState<Panel>();
  const items: MenuItem[] = [
    group
      ? { label: 'About the group', Icon: Users, onSelect: onProfile }
      : { label: 'View profile', Icon: CircleUser, onSelect: onProfile },
    ...(summary ? itemsOf(summary, setPanel) : []),
    ...(summary
      ? [{ label: 'Jump to a date…', Icon: CalendarSearch, onSelect: () => askDate(now.peek()) }]
      : []),
    ...(group ? [leaving(peer, () => setHanding(true))] : [blocking(peer)]),
  ];
  return (
    <>
      <Menu label="More about this conversation" items={items} />
      {handing && (
        <HandOver group={{ Conversation: username, Name: nameOf(peer) }} onClose={() => setHanding(false)} />
      )}
      {summary && <ConversationPanels summary={summary} panel={panel} onClose={() => setPanel(undefined)} />}
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
