/**
 * Writes that become visible long after their version and seq were allocated: behind the sync tokens and the read marks that have
 * passed them.
 */
import { admitChange, admitLateMessage } from '../conversations/admission.ts';
import { now } from '../platform/clock.ts';
import type { Message } from './message.ts';
import { findMessage, moveToPlace, moveVersion, toObjectId } from './store/messages.ts';

/** Well below OVERLAP_MS of lib/http/sync-token.ts. Functions answer within 4.5 s (lib/platform/time-limit.ts); a later write was frozen. */
const LATE_MS = 5_000;

export const isLate = (startedAt: Date): boolean => now().getTime() - startedAt.getTime() > LATE_MS;

/**
 * Gives a late change of a message a new version. It may have become visible after sync tokens had passed its first version, because
 * the majority was slow, or because the environment was frozen at its time limit and thawed by a later request.
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

/**
 * Puts a new message that was written late at the end: its readers may have marked later ones as read meanwhile, and would count it
 * as read without having seen it.
 * @param startedAt before its seq was allocated
 */
export async function moveToEndIfLate(message: Message, startedAt: Date): Promise<Message> {
  let [current, began] = [message, startedAt];
  while (isLate(began)) {
    const at = now();
    const { version, lastSeq: seq } = await admitLateMessage(current.conversation);
    const moved = await moveToPlace(current.id, { seq, version }, at);
    if (moved) {
      [current, began] = [moved, at];
      continue;
    }
    // Changed meanwhile with a higher version. A deleted message is nothing to read.
    const found = await findMessage(current.id);
    if (!found || found.deletedAt) return found ?? current;
    current = found;
  }
  return current;
}
