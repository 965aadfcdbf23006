/** Pages in the middle of a conversation: around a message or a time, and after a page. They lead on in both directions. */
import { findUsername } from '../accounts/people.ts';
import { type Place, placeOf, type Target } from '../conversations/place.ts';
import { isVisibleTo } from '../conversations/visibility.ts';
import { decodeCursor, encodeCursor } from '../http/cursor.ts';
import { ApiError } from '../http/errors.ts';
import { responseRoom } from '../http/room.ts';
import { type History, requireReader, takePage } from './history.ts';
import type { Message } from './message.ts';
import { withQuotes } from './quotes.ts';
import { findMessage, listMessages, listMessagesAfter } from './store/messages.ts';
import { findSeqAt } from './time-search.ts';

const cursorOf = ({ seq }: Message): string => encodeCursor('messages', seq);

/**
 * @returns its seq, and the first seq that the reader sees
 * @throws ApiError conversation_not_found; message_not_found, also for messages elsewhere and those that the reader cannot see
 */
async function findIn(place: Place, reader: string, id: string): Promise<{ seq: number; firstSeq: number }> {
  const [message, firstSeq] = await Promise.all([findMessage(id, reader), requireReader(reader, place)]);
  const isThere = message?.conversation === place.id && message.seq >= firstSeq;
  if (!isThere || !isVisibleTo(reader, message)) throw new ApiError('message_not_found');
  return { seq: message.seq, firstSeq };
}

/**
 * A message with as many before it as after it, oldest first. Two round trips, three with quotes of messages outside the page.
 * @throws ApiError conversation_not_found, message_not_found
 */
export async function readAround(
  reader: string,
  target: Target,
  { around, limit }: { around: string; limit: number },
): Promise<History> {
  const place = placeOf(reader, target);
  const { seq, firstSeq } = await findIn(place, reader, around);
  return pageAround(reader, place, { seq, firstSeq, limit });
}

/**
 * The first message sent at or after a time, or the newest one where there is none, with as many before it as after it, oldest first.
 * Nothing in a conversation without messages. Round trips: see findSeqAt, and one, two with quotes of messages outside the page.
 * @throws ApiError user_not_found, conversation_not_found
 */
export async function readAt(
  reader: string,
  target: Target,
  { at, limit }: { at: Date; limit: number },
): Promise<History> {
  const place = placeOf(reader, target);
  const firstSeq = await requireReader(reader, place);
  const seq = await findSeqAt(place.id, reader, { at, firstSeq });
  if (seq !== undefined) return pageAround(reader, place, { seq, firstSeq, limit });
  if (place.peer !== undefined && (await findUsername(place.peer)) === null)
    throw new ApiError('user_not_found');
  return { messages: [], next: undefined, prev: undefined, syncToken: undefined };
}

/** @param firstSeq the first one that the reader sees */
async function pageAround(
  reader: string,
  place: Place,
  { seq, firstSeq, limit }: { seq: number; firstSeq: number; limit: number },
): Promise<History> {
  const [upTo, behind] = [Math.ceil(limit / 2), Math.floor(limit / 2)];
  const [earlier, newer] = await Promise.all([
    listMessages(place.id, reader, { limit: upTo + 1, before: seq + 1 }),
    listMessagesAfter(place.id, reader, seq, behind + 1),
  ]);
  const older = earlier.filter((message) => message.seq >= firstSeq);
  const fits = responseRoom();
  const before = takePage(older, upTo, fits);
  const after = takePage(newer, behind, fits);
  const page = [...before.toReversed(), ...after];
  const [first, last] = [page[0], page.at(-1)];
  return {
    messages: await withQuotes(reader, page, [...older, ...newer], firstSeq),
    next: first && older.length > before.length ? { before: cursorOf(first) } : undefined,
    prev: last && newer.length > after.length ? { after: cursorOf(last) } : undefined,
    syncToken: undefined,
  };
}

/** The messages after a cursor, oldest first. @throws ApiError conversation_not_found, invalid_cursor */
export async function readAfter(
  reader: string,
  target: Target,
  { after, limit }: { after: string; limit: number },
): Promise<History> {
  const position = decodeCursor('messages', after);
  if (position === undefined) throw new ApiError('invalid_cursor');
  const place = placeOf(reader, target);
  const [listed, firstSeq] = await Promise.all([
    listMessagesAfter(place.id, reader, position, limit + 1),
    requireReader(reader, place),
  ]);
  const found = listed.filter(({ seq }) => seq >= firstSeq);
  const page = takePage(found, limit);
  const last = page.at(-1);
  return {
    messages: await withQuotes(reader, page, found, firstSeq),
    next: undefined,
    prev: last && found.length > page.length ? { after: cursorOf(last) } : undefined,
    syncToken: undefined,
  };
}
