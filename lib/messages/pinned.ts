/** The pinned messages of a conversation, as a member sees them. */
import { findReader } from '../conversations/circles.ts';
import { placeOf, type Target } from '../conversations/place.ts';
import { ApiError } from '../http/errors.ts';
import type { Message } from './message.ts';
import { withQuotes } from './quotes.ts';
import { listPinned } from './store/pins.ts';

/** The pin that was made last comes first. @throws ApiError conversation_not_found, also when the user is not a member */
export async function readPinned(username: string, target: Target, limit: number): Promise<Message[]> {
  const { id } = placeOf(username, target);
  const [found, reader] = await Promise.all([listPinned(id, username, limit), findReader(id, username)]);
  if (!reader) throw new ApiError('conversation_not_found');
  return withQuotes(username, found, found, reader.firstSeq);
}
