import { findAudience, findSmallCircle } from '../conversations/circles.ts';
import { placeOf, type Target } from '../conversations/place.ts';
import { isMember, TYPING_MAX } from '../conversations/visibility.ts';
import { ApiError } from '../http/errors.ts';
import { now } from '../platform/clock.ts';
import { publish } from './publish.ts';
import type { Connection } from './store/connection-items.ts';

/** Clients stop showing "typing" after this time without another frame. */
const TYPING_SECONDS = 5;

/**
 * In a group of more than TYPING_MAX members it does nothing.
 * @throws ApiError conversation_not_found, so that strangers get no typing frames
 */
export async function announceTyping(connection: Connection, target: Target, typing: boolean): Promise<void> {
  const { username } = connection;
  const { id } = placeOf(username, target);
  const circle = await findSmallCircle(id, username, TYPING_MAX);
  if (!circle || !isMember(circle, username)) throw new ApiError('conversation_not_found');
  const audience = await findAudience({ type: 'typing', by: username }, circle);
  if (audience.usernames.length === 0) return;
  const ExpiresAt = new Date(now().getTime() + TYPING_SECONDS * 1000).toISOString();
  const data = { Username: username, Typing: typing, ExpiresAt };
  await publish(audience, { type: 'typing', conversation: id, data });
}
