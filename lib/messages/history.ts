/** Reading a conversation: backwards by page, or the changes since a sync token. Pages in its middle: around.ts. */

import { findUsername } from '../accounts/people.ts';
import { foldUsername } from '../accounts/username.ts';
import { findReader } from '../conversations/circles.ts';
import { type Place, placeOf, type Target } from '../conversations/place.ts';
import { decodeCursor, encodeCursor } from '../http/cursor.ts';
import { ApiError } from '../http/errors.ts';
import { responseRoom } from '../http/room.ts';
import {
  decodeSyncToken,
  encodeSyncToken,
  type MessagesPosition,
  OVERLAP_MS,
  settledVersion,
} from '../http/sync-token.ts';
import { now } from '../platform/clock.ts';
import { waitForBoth } from '../platform/wait-for-all.ts';
import { changedAt, firstVersionOf, type Message } from './message.ts';
import { withQuotes } from './quotes.ts';
import { charactersOf } from './room.ts';
import { findVersionAt, listChanges, listMessages } from './store/messages.ts';

export interface History {
  messages: Message[];
  /** the query of the next page's URL, if there is a next page */
  next: { before: string } | { since: string } | undefined;
  /** the query of the page of newer messages; absent at the end, and where it is not asked for */
  prev?: { after: string } | undefined;
  /** for later changes; absent on further pages backwards, whose reader already has one */
  syncToken: string | undefined;
}

/** The first of these messages, as many as the reader asks for and a response has room for. */
export function takePage(found: Message[], limit: number, fits = responseRoom()): Message[] {
  const end = found.findIndex((message, index) => index === limit || !fits(charactersOf(message)));
  return end === -1 ? found : found.slice(0, end);
}

const versioned = (messages: Message[]) =>
  messages.map((message) => ({ version: message.version, changedAt: changedAt(message) }));

/**
 * Checks membership for a conversation addressed by its id.
 * @returns the first seq that the reader sees; messages are read beside it, and filtered by it @throws ApiError conversation_not_found
 */
export async function requireReader(username: string, { id, peer }: Place): Promise<number> {
  if (peer !== undefined) return 0;
  const reader = await findReader(id, username);
  if (!reader) throw new ApiError('conversation_not_found');
  return reader.firstSeq;
}

const from = (firstSeq: number): Pick<MessagesPosition, 'firstSeq'> => (firstSeq > 0 ? { firstSeq } : {});

/**
 * The newest page, or the page before a cursor; oldest message first. One round trip; two in sequence for an empty page and for quotes
 * of messages before the page, two in parallel for a conversation addressed by its id.
 * @throws ApiError user_not_found, conversation_not_found, invalid_cursor
 */
export async function readPage(
  reader: string,
  target: Target,
  { before, limit }: { before?: string | undefined; limit: number },
): Promise<History> {
  const place = placeOf(reader, target);
  const { id: conversation, peer } = place;
  const position = before === undefined ? undefined : decodeCursor('messages', before);
  if (before !== undefined && position === undefined) throw new ApiError('invalid_cursor');
  const asOf = now();
  const page = { limit: limit + 1, ...(position === undefined ? {} : { before: position }) };
  const [found, firstSeq] = await Promise.all([
    listMessages(conversation, reader, page),
    requireReader(reader, place),
  ]);
  if (found.length === 0 && peer !== undefined && (await findUsername(peer)) === null)
    throw new ApiError('user_not_found');
  const all = takePage(found, limit).reverse();
  const [oldest] = all;
  const hasOlder = found.length > all.length;
  const next =
    oldest && hasOlder && oldest.seq > firstSeq
      ? { before: encodeCursor('messages', oldest.seq) }
      : undefined;
  const quoting = withQuotes(reader, all, found, firstSeq);
  if (before !== undefined) return { messages: await quoting, next, syncToken: undefined };

  const settling = settledAtFirstLoad(conversation, reader, all, hasOlder, asOf);
  const [quotes, version] = await waitForBoth(quoting, settling);
  const token: MessagesPosition = { list: 'messages', conversation, version, ...from(firstSeq) };
  return { messages: quotes, next, syncToken: encodeSyncToken(foldUsername(reader), token, asOf) };
}

/**
 * The version at which the first sync starts. A first load shows the current state of its messages, and later loads show the then
 * current state of older ones. Writes that were in flight, between or before the shown messages, must be part of the sync.
 */
async function settledAtFirstLoad(
  conversation: string,
  reader: string,
  messages: Message[],
  hasOlder: boolean,
  asOf: Date,
): Promise<number> {
  const births = messages.map((message) => ({
    version: firstVersionOf(message),
    changedAt: message.sentAt,
  }));
  const version = settledVersion(births, 0, asOf);
  // Needs a query only when the whole page was sent within the last seconds.
  if (version > 0 || !hasOlder) return version;
  return findVersionAt(conversation, reader, new Date(asOf.getTime() - OVERLAP_MS));
}

/**
 * The changes since a sync token, in order, including tombstones.
 * @throws ApiError conversation_not_found, invalid_sync_token; resync_required when the token is too old, or the reader sees another part
 * of the messages now
 */
export async function readChanges(
  reader: string,
  target: Target,
  { since, limit }: { since: string; limit: number },
): Promise<History> {
  const [user, place, at] = [foldUsername(reader), placeOf(reader, target), now()];
  const { id: conversation } = place;
  const position = decodeSyncToken(since, { list: 'messages', user, at });
  if (position === 'expired') throw new ApiError('resync_required');
  if (position === 'invalid' || position.conversation !== conversation)
    throw new ApiError('invalid_sync_token');

  // All pages of one sync count as read at the time of the first, which may lack writes that were in flight then.
  const { settled, asOf } = position.pending ?? { settled: position.version, asOf: at.getTime() };
  const [found, firstSeq] = await Promise.all([
    listChanges(conversation, reader, position.version, limit + 1),
    requireReader(reader, place),
  ]);
  const all = takePage(found, limit);
  // They left the group and joined again, or its setting has changed: they see others of the older messages than before.
  if ((position.firstSeq ?? 0) !== firstSeq) throw new ApiError('resync_required');
  const messages = await withQuotes(reader, all, found, firstSeq);
  // The positions count hidden messages, so that nothing is skipped.
  const reached = settledVersion(versioned(all), settled, new Date(asOf));
  const last = all.at(-1);
  const token = (more: Pick<MessagesPosition, 'version' | 'pending'>) =>
    encodeSyncToken(user, { list: 'messages', conversation, ...from(firstSeq), ...more }, at);
  if (last && found.length > all.length) {
    const next = { since: token({ version: last.version, pending: { settled: reached, asOf } }) };
    return { messages, next, syncToken: undefined };
  }
  return { messages, next: undefined, syncToken: token({ version: reached }) };
}
