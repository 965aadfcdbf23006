import { Ban, CircleUser, DoorOpen, Undo2, Users } from 'lucide-preact';
import { useState } from 'preact/hooks';
import { Menu, type MenuItem } from '../../components/menu/Menu.tsx';
import { isBlocked } from '../../state/blocks.ts';
import { summaryOf } from '../../state/mutes.ts';
import { nameOf, type Person } from '../../state/people.ts';
import { leaveGroup } from '../groups/actions.ts';
import { HandOver } from '../groups/HandOver.tsx';
import { block, unblock } from './block.ts';
import { ConversationPanels } from './ConversationPanels.tsx';
import { itemsOf, type Panel, run } from './conversation-items.ts';

/** What can be done with a person and with the conversation with them. */
export function ConversationMenu({
  peer,
  kind,
  onProfile,
}: {
  /** in a group: its name, and the id of the conversation as username */
  peer: Person;
  /** alone: with oneself, or with an account that was deleted */
  kind: 'direct' | 'group' | 'alone';
  onProfile: () => void;
}) {
  const [handing, setHanding] = useState(false);
  const { username } = peer;
  const summary = summaryOf(username);
  const [panel, setPanel] = useState<Panel>();
  const about: Record<typeof kind, MenuItem[]> = {
    direct: [{ label: 'View profile', Icon: CircleUser, onSelect: onProfile }],
    group: [{ label: 'About the group', Icon: Users, onSelect: onProfile }],
    alone: [],
  };
  const parting: Record<typeof kind, () => MenuItem[]> = {
    direct: () => [blocking(peer)],
    group: () => [leaving(peer, () => setHanding(true))],
    alone: () => [],
  };
  const items: MenuItem[] = [
    ...about[kind],
    ...(summary ? itemsOf(summary, setPanel, kind === 'alone') : []),
    ...parting[kind](),
  ];
  if (items.length === 0) return null;
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
