/** How far a read mark may move: never past a message that may still be on its way to its readers. */
import { OVERLAP_MS } from '../http/sync-token.ts';
import type { MessagePlace } from '../messages/reading.ts';

/** How many of the newest messages are looked at. More than this are rarely sent within OVERLAP_MS. */
export const PLACES_MAX = 100;

/**
 * A message takes its seq first and becomes visible a moment later, so a reader can see 7 before 6. While 7 is younger than OVERLAP_MS
 * the mark stops at 5; afterwards 6 has failed, or has got a new seq (moveToEndIfLate of lib/messages/late-writes.ts).
 * @param places of the newest messages, newest first, at most PLACES_MAX
 * @param readSeq where the mark is
 * @param seq where the reader wants it
 */
export function readUpTo(places: readonly MessagePlace[], readSeq: number, seq: number, at: Date): number {
  const settledAt = at.getTime() - OVERLAP_MS;
  const [oldest] = places.slice(-1);
  // What is before the first of a full list counts as settled.
  const start = places.length < PLACES_MAX || !oldest ? 0 : oldest.seq - 1;
  let reached = Math.max(start, readSeq);
  for (const place of places.toReversed()) {
    if (reached >= seq) break;
    if (place.seq > reached + 1 && place.sentAt.getTime() > settledAt) return reached;
    reached = Math.max(reached, place.seq);
  }
  return seq;
}
