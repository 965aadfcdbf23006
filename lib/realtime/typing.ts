import { now } from '../clock.ts';
import { conversationId } from '../domain/conversation.ts';
import { ApiError } from '../errors.ts';
import type { Connection } from '../store/connections.ts';
import { findMembers } from '../store/conversations.ts';
import { publish } from './publish.ts';

/** Whoever sees somebody type forgets it after this, unless told again. */
const TYPING_SECONDS = 5;

/** @throws ApiError conversation_not_found: strangers cannot be told */
export async function announceTyping(connection: Connection, peer: string, typing: boolean): Promise<void> {
  const { username } = connection;
  const conversation = conversationId(username, peer);
  const found = await findMembers(conversation);
  if (!found) throw new ApiError('conversation_not_found');
  // Neither of the two sees the other type; who is blocked is answered as ever.
  if (found.blockers.length > 0) return;
  const ExpiresAt = new Date(now().getTime() + TYPING_SECONDS * 1000).toISOString();
  const others = found.members.filter((member) => member !== username);
  await publish(others, {
    type: 'typing',
    conversation,
    data: { Username: username, Typing: typing, ExpiresAt },
  });
}
