/** Reading a conversation: page by page backwards, or what changed since. */

import { findUsername } from '../accounts/people.ts';
import { foldUsername } from '../accounts/username.ts';
import { findCircle } from '../conversations/circles.ts';
import { type Place, placeOf, type Target } from '../conversations/place.ts';
import { isMember } from '../conversations/visibility.ts';
import { decodeCursor, encodeCursor } from '../http/cursor.ts';
import { ApiError } from '../http/errors.ts';
import {
  decodeSyncToken,
  encodeSyncToken,
  type MessagesPosition,
  OVERLAP_MS,
  settledVersion,
} from '../http/sync-token.ts';
import { now } from '../platform/clock.ts';
import { changedAt, firstVersionOf, type Message } from './message.ts';
import { findVersionAt, listChanges, listMessages } from './store/messages.ts';

export interface History {
  messages: Message[];
  /** for the query of the next page's address, when there is one */
  next: { before: string } | { since: string } | undefined;
  /** to ask later what changed since this answer; not on further pages backwards, whose reader has one already */
  syncToken: string | undefined;
}

const versioned = (messages: Message[]) =>
  messages.map((message) => ({ version: message.version, changedAt: changedAt(message) }));

/** Of a conversation that is named by its id: what is read is shown to members only. @throws ApiError conversation_not_found */
async function requireMember(reader: string, { id, peer }: Place): Promise<void> {
  if (peer !== undefined) return;
  const circle = await findCircle(id);
  if (!circle || !isMember(circle, reader)) throw new ApiError('conversation_not_found');
}

/**
 * The newest page, oldest first in it, or the page before a cursor. One round trip; two one after the other when there is nothing
 * to show, and two at once for a conversation named by its id.
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
  const [found] = await Promise.all([listMessages(conversation, reader, page), requireMember(reader, place)]);
  if (found.length === 0 && peer !== undefined && (await findUsername(peer)) === null)
    throw new ApiError('user_not_found');
  const messages = found.slice(0, limit).reverse();
  const [oldest] = messages;
  const next = oldest && found.length > limit ? { before: encodeCursor('messages', oldest.seq) } : undefined;
  if (before !== undefined) return { messages, next, syncToken: undefined };

  const version = await settledAtFirstLoad(conversation, reader, messages, next !== undefined, asOf);
  const token: MessagesPosition = { list: 'messages', conversation, version };
  return { messages, next, syncToken: encodeSyncToken(foldUsername(reader), token, asOf) };
}

/**
 * Where the first sync may start. A first load knows each message that it shows as it is now, and will see older ones as
 * they are then; what was on its way must be asked for, between the messages shown and before them.
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
  // Only when a whole page was sent within seconds is a further look needed.
  if (version > 0 || !hasOlder) return version;
  return findVersionAt(conversation, reader, new Date(asOf.getTime() - OVERLAP_MS));
}

/**
 * What changed since a sync token, in the order of the changes, tombstones included.
 * @throws ApiError conversation_not_found, invalid_sync_token; resync_required when the token is too old
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

  // All pages of one sync count as read when the first was: what was in flight then may have slipped past it.
  const { settled, asOf } = position.pending ?? { settled: position.version, asOf: at.getTime() };
  const [found] = await Promise.all([
    listChanges(conversation, reader, position.version, limit + 1),
    requireMember(reader, place),
  ]);
  const messages = found.slice(0, limit);
  const reached = settledVersion(versioned(messages), settled, new Date(asOf));
  const last = messages.at(-1);
  const token = (more: Pick<MessagesPosition, 'version' | 'pending'>) =>
    encodeSyncToken(user, { list: 'messages', conversation, ...more }, at);
  if (last && found.length > limit) {
    const next = { since: token({ version: last.version, pending: { settled: reached, asOf } }) };
    return { messages, next, syncToken: undefined };
  }
  return { messages, next: undefined, syncToken: token({ version: reached }) };
}
