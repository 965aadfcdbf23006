/** Writes that become visible long after their version was allocated, behind the sync tokens that have passed it. */
import { admitChange } from '../conversations/admission.ts';
import { now } from '../platform/clock.ts';
import type { Message } from './message.ts';
import { moveVersion, toObjectId } from './store/messages.ts';

/** Well below OVERLAP_MS of lib/http/sync-token.ts. Functions answer within 4.5 s (lib/platform/time-limit.ts); a later write was frozen. */
const LATE_MS = 5_000;

export const isLate = (startedAt: Date): boolean => now().getTime() - startedAt.getTime() > LATE_MS;

/**
 * Gives a late write a new version. It may have become visible after sync tokens had passed its first version, because the majority
 * was slow, or because the environment was frozen at its time limit and thawed by a later request.
 * @param startedAt before its version was allocated
 */
export async function moveIfLate(message: Message, startedAt: Date): Promise<Message> {
  let [current, began] = [message, startedAt];
  while (isLate(began)) {
    began = now();
    const { version } = await admitChange(current.conversation, { id: toObjectId(current.id), set: {} });
    const moved = await moveVersion(current.id, version, now());
    // A concurrent later change already has a higher version.
    if (!moved) return current;
    current = moved;
  }
  return current;
}
