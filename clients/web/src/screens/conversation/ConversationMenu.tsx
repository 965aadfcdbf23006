import { Ban, Bell, BellOff, CircleUser, Clock, Undo2 } from 'lucide-preact';
import { sentence } from '#sdk';
import { Menu, type MenuItem } from '../../components/menu/Menu.tsx';
import { isBlocked } from '../../state/blocks.ts';
import { now } from '../../state/clock.ts';
import { isMuted, mute, summaryOf } from '../../state/mutes.ts';
import type { Person } from '../../state/people.ts';
import { notify } from '../../state/toasts.ts';
import { block, unblock } from './block.ts';

const NIGHT_MINUTES = 8 * 60;

/** What can be done with a person and with the conversation with them. */
export function ConversationMenu({ peer, onProfile }: { peer: Person; onProfile: () => void }) {
  const { username } = peer;
  const summary = summaryOf(username);
  const run = (work: () => Promise<unknown>) => () =>
    void work().catch((error: unknown) => notify(sentence(error), 'error'));
  const muting = (minutes?: number, done = '') =>
    run(async () => {
      await mute(username, minutes);
      notify(done);
    });

  const items: MenuItem[] = [{ label: 'View profile', Icon: CircleUser, onSelect: onProfile }];
  if (summary && isMuted(summary, now.value)) {
    items.push({ label: 'Unmute', Icon: Bell, onSelect: muting(0, 'You get notifications again.') });
  } else if (summary) {
    items.push(
      { label: 'Mute for 8 hours', Icon: Clock, onSelect: muting(NIGHT_MINUTES, 'Muted for 8 hours.') },
      { label: 'Mute until I unmute', Icon: BellOff, onSelect: muting(undefined, 'Muted.') },
    );
  }
  items.push(
    isBlocked(username)
      ? { label: 'Unblock', Icon: Undo2, onSelect: run(() => unblock(username)) }
      : { label: 'Block…', Icon: Ban, tone: 'danger', onSelect: run(() => block(peer)) },
  );
  return <Menu label="More about this conversation" items={items} />;
}
