/**
 * Writes that become visible long after their version and seq were allocated: behind the sync tokens and the read marks that have
 * passed them.
 */
import { type Allocation, admitChange, admitLateMessage } from '../conversations/admission.ts';
import { now } from '../platform/clock.ts';
import type { Message } from './message.ts';
import { moveToPlace, moveVersion } from './store/changes.ts';
import { findMessage, toObjectId } from './store/messages.ts';

/** Well below OVERLAP_MS of lib/http/sync-token.ts. Functions answer within 4.5 s (lib/platform/time-limit.ts); a later write was frozen. */
const LATE_MS = 5_000;

export const isLate = (startedAt: Date): boolean => now().getTime() - startedAt.getTime() > LATE_MS;

/** A written message, and who was in the conversation at its version: members who were removed meanwhile get nothing. */
export interface Written {
  message: Message;
  circle: Allocation;
}

/**
 * The members of now, with blocks and request as they were when the change was admitted, because they decided who sees it.
 * @param latest allocation
 */
function withMembersOf({ blocks, request }: Allocation, latest: Allocation): Allocation {
  const { blocks: _, request: __, ...rest } = latest;
  return { ...rest, ...(blocks ? { blocks } : {}), ...(request ? { request } : {}) };
}

/**
 * Gives a late change of a message a new version. It may have become visible after sync tokens had passed its first version, because
 * the majority was slow, or because the environment was frozen at its time limit and thawed by a later request.
 * @param startedAt before its version was allocated
 */
export async function moveIfLate({ message, circle }: Written, startedAt: Date): Promise<Written> {
  let [current, latest, began] = [message, circle, startedAt];
  while (isLate(began)) {
    began = now();
    latest = withMembersOf(
      circle,
      await admitChange(current.conversation, { id: toObjectId(current.id), set: {} }),
    );
    const moved = await moveVersion(current.id, latest.version, now());
    // A concurrent later change already has a higher version.
    if (!moved) break;
    current = moved;
  }
  return { message: current, circle: latest };
}

/**
 * Puts a new message that was written late at the end: its readers may have marked later ones as read meanwhile, and would count it
 * as read without having seen it.
 * @param startedAt before its seq was allocated
 */
export async function moveToEndIfLate({ message, circle }: Written, startedAt: Date): Promise<Written> {
  let [current, latest, began] = [message, circle, startedAt];
  while (isLate(began)) {
    const at = now();
    latest = withMembersOf(circle, await admitLateMessage(current.conversation));
    const { version, lastSeq: seq } = latest;
    const moved = await moveToPlace(current.id, { seq, version }, at);
    if (moved) {
      [current, began] = [moved, at];
      continue;
    }
    // Changed meanwhile with a higher version. A deleted message is nothing to read.
    const found = await findMessage(current.id);
    if (found) current = found;
    if (!found || found.deletedAt) break;
  }
  return { message: current, circle: latest };
}
