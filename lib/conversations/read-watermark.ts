/** Marking as read. Apart from reading the inbox, whose function loads no sockets. */

import { conversationRead } from '../events/subscribers.ts';
import { ApiError } from '../http/errors.ts';
import { listMessages } from '../messages/reading.ts';
import { isDeleted, mayMissSome, toConversationResources } from './inbox.ts';
import { placeOf, type Target } from './place.ts';
import type { ConversationResource } from './resources.ts';
import { circleOf } from './store/conversations.ts';
import { moveReadSeq } from './store/memberships.ts';
import { findRow, type Row } from './store/rows.ts';
import { audienceOf, isBlocking } from './visibility.ts';

/** Without those from whom all of it was kept: it is in no inbox of theirs. A further look where that can be. */
async function whoseInboxHas(row: Row, usernames: readonly string[]): Promise<string[]> {
  const has = async (username: string) =>
    !mayMissSome(row, username) || (await listMessages(row._id, username, { limit: 1 })).length > 0;
  const seen = await Promise.all(usernames.map(has));
  return usernames.filter((_, index) => seen[index]);
}

async function publishRead(row: Row, username: string, seq: number): Promise<void> {
  const { usernames, together } = audienceOf({ type: 'conversation.read', by: username }, circleOf(row));
  const audience = { usernames: await whoseInboxHas(row, usernames), together };
  await conversationRead({ conversation: row._id, by: username, seq, audience });
}

/**
 * Marks everything up to a message as read. A mark only moves forward; the same again changes nothing. While somebody blocks the
 * other theirs stands still: it would tell that they are there.
 * @throws ApiError conversation_not_found, watermark_backwards, watermark_beyond_end; session_ended when the account is deleted
 */
export async function markRead(username: string, target: Target, seq: number): Promise<ConversationResource> {
  const { id } = placeOf(username, target);
  // What can be marked is what can be seen.
  const [[last], row] = await Promise.all([listMessages(id, username, { limit: 1 }), findRow(id, username)]);
  if (!last || !row) throw new ApiError('conversation_not_found');
  if (seq > last.seq) throw new ApiError('watermark_beyond_end');
  if (isDeleted(row, username)) throw new ApiError('session_ended');
  const moved = !isBlocking(circleOf(row), username) && (await moveReadSeq(id, username, seq));
  if (moved) await publishRead(row, username, seq);
  const [resource] = await toConversationResources([row], username);
  if (!resource) throw new ApiError('conversation_not_found');
  if (!moved && seq < resource.ReadSeq) throw new ApiError('watermark_backwards');
  return resource;
}
