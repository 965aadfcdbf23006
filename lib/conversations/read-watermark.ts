/** Marking as read. Separate from reading the inbox, so that its bundle contains no sockets. */

import { findShownTo } from '../accounts/people.ts';
import { conversationRead } from '../events/subscribers.ts';
import { ApiError } from '../http/errors.ts';
import { listMessages, listPlaces } from '../messages/reading.ts';
import { now } from '../platform/clock.ts';
import { findAudience, findSmallCircle } from './circles.ts';
import { isDeleted, mayMissSome, membershipOf, readSeqsOf, toConversationResources } from './inbox.ts';
import { membershipId } from './membership.ts';
import { placeOf, type Target } from './place.ts';
import { PLACES_MAX, readUpTo } from './read-up-to.ts';
import type { ConversationResource } from './resources.ts';
import { circleOf } from './store/conversations.ts';
import { changeOwnState, moveReadSeq } from './store/memberships.ts';
import { findRow, type Row } from './store/rows.ts';
import { type Circle, isBlocking, LIVE_READS_MAX, showsReadMark } from './visibility.ts';

/** The members whose inbox shows the conversation. Costs a query only where all messages may be hidden from one of them. */
async function whoseInboxHas(row: Row, usernames: readonly string[]): Promise<string[]> {
  const has = async (username: string) =>
    !mayMissSome(row, username) || (await listMessages(row._id, username, { limit: 1 })).length > 0;
  const seen = await Promise.all(usernames.map(has));
  return usernames.filter((_, index) => seen[index]);
}

/** The row of a group has no other members. */
const circleFor = async (row: Row, username: string): Promise<Circle> =>
  (row.kind === 'group' && (await findSmallCircle(row._id, username, LIVE_READS_MAX))) || circleOf(row);

async function publishRead(row: Row, username: string, seq: number, shown: boolean): Promise<void> {
  const event = { type: 'conversation.read', by: username, shown } as const;
  const { usernames, together } = await findAudience(event, await circleFor(row, username));
  const audience = { usernames: await whoseInboxHas(row, usernames), together };
  await conversationRead({ conversation: row._id, by: username, seq, audience });
}

/** @returns whether the user had marked the conversation as unread */
async function endUnread(row: Row, username: string): Promise<boolean> {
  if (membershipOf(row, username)?.unreadFrom === undefined) return false;
  return (await changeOwnState(row._id, username, { unreadFrom: null })) !== null;
}

const withReadSeq = (row: Row, username: string, readSeq: number): Row => ({
  ...row,
  memberships: row.memberships.map((each) =>
    each._id === membershipId(row._id, username) ? { ...each, readSeq } : each,
  ),
});

/**
 * Marks everything up to a message as read. A mark only moves forward; repeating one changes nothing. It stops before a message that
 * may still be on its way, see readUpTo: repeated ten seconds later, the request moves it to the end. While the user blocks the peer, the
 * user's mark does not move: it would show the peer that the user is active. Before a request is answered, and when the user
 * shows nobody their read marks, the peer does not see it. A conversation that the user had marked as unread is read again.
 * @throws ApiError conversation_not_found, watermark_backwards, watermark_beyond_end; session_ended when the account is deleted
 */
export async function markRead(username: string, target: Target, seq: number): Promise<ConversationResource> {
  const { id } = placeOf(username, target);
  // A conversation that is not in the member's inbox cannot be marked.
  const [places, row, settings] = await Promise.all([
    listPlaces(id, username, PLACES_MAX),
    findRow(id, username),
    findShownTo([username]),
  ]);
  const [last] = places;
  if (!last || !row) throw new ApiError('conversation_not_found');
  if (seq > last.seq) throw new ApiError('watermark_beyond_end');
  if (isDeleted(row, username)) throw new ApiError('session_ended');
  const upTo = readUpTo(places, readSeqsOf(row, username).ReadSeq, seq, now());
  const circle = circleOf(row);
  const shown = showsReadMark(settings.get(username)?.readMarksTo ?? 'contacts', circle);
  const moved = !isBlocking(circle, username) && (await moveReadSeq(id, username, upTo, shown));
  const isAgain = seq >= readSeqsOf(row, username).ReadSeq && (await endUnread(row, username));
  // A mark that has not moved is news for the user's other devices only.
  if (moved || isAgain) await publishRead(row, username, upTo, moved && shown);
  const current = moved && !isAgain ? withReadSeq(row, username, upTo) : await findRow(id, username);
  const [resource] = current ? await toConversationResources([current], username) : [];
  if (!resource) throw new ApiError('conversation_not_found');
  if (!moved && seq < resource.ReadSeq) throw new ApiError('watermark_backwards');
  return resource;
}
