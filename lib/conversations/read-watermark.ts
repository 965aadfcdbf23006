/** Marking as read. Apart from reading the inbox, whose function loads no sockets. */

import { conversationRead } from '../events/subscribers.ts';
import { ApiError } from '../http/errors.ts';
import { listMessages } from '../messages/store/messages.ts';
import { mayMissSome, toConversationResources } from './inbox.ts';
import { placeOf, type Target } from './place.ts';
import type { ConversationResource } from './resources.ts';
import { type Conversation, circleOf, findConversation, moveReadWatermark } from './store/conversations.ts';
import { audienceOf } from './visibility.ts';

/** Its members, without one from whom all of it was kept: it is in no inbox of theirs. A further look where that can be. */
async function whoseInboxHas(conversation: Conversation): Promise<string[]> {
  const has = async (username: string) =>
    !mayMissSome(conversation, username) ||
    (await listMessages(conversation._id, username, { limit: 1 })).length > 0;
  const usernames = conversation.members.map(({ username }) => username);
  const seen = await Promise.all(usernames.map(has));
  return usernames.filter((_, index) => seen[index]);
}

/**
 * Marks everything up to a message as read. A watermark only moves forward; the same again changes nothing. While somebody
 * blocks the other theirs stands still: it would tell that they are there.
 * @throws ApiError conversation_not_found, watermark_backwards, watermark_beyond_end; session_ended when the account is deleted
 */
export async function markRead(username: string, target: Target, seq: number): Promise<ConversationResource> {
  const { id } = placeOf(username, target);
  // What can be marked is what can be seen: a conversation's version also counts edits and other people's reading.
  const [last] = await listMessages(id, username, { limit: 1 });
  if (!last) throw new ApiError('conversation_not_found');
  if (seq > last.seq) throw new ApiError('watermark_beyond_end');
  const moved = await moveReadWatermark(id, username, seq);
  const conversation = moved ?? (await findConversation(id));
  const own = conversation?.members.find((member) => member.username === username);
  if (!conversation || !own) throw new ApiError('conversation_not_found');
  if (own.deleted) throw new ApiError('session_ended');
  if (!moved && seq < own.readSeq) throw new ApiError('watermark_backwards');
  if (moved) {
    const { together } = audienceOf({ type: 'conversation.read', by: username }, circleOf(moved));
    const audience = { usernames: await whoseInboxHas(moved), together };
    await conversationRead({ conversation: id, version: moved.version, by: username, seq, audience });
  }
  const [resource] = await toConversationResources([conversation], username);
  if (!resource) throw new ApiError('conversation_not_found');
  return resource;
}
