/** Messages that a person may edit or delete. */
import { findReader } from '../conversations/circles.ts';
import { maySee, type Reader } from '../conversations/visibility.ts';
import { ApiError } from '../http/errors.ts';
import { waitForAll } from '../platform/wait-for-all.ts';
import type { Message } from './message.ts';
import { findMessage } from './store/messages.ts';

/** Of a message that a person changes: with the first seq that they see. */
interface Changeable {
  message: Message;
  firstSeq: number;
}

/**
 * Only in a group, and for messages of others, who sees the message takes a query.
 * @param admission the message is read beside it; a rejection of it precedes any other
 * @param mayChange whether this reader may change messages of others
 * @throws ApiError message_not_found, also for messages the user cannot see; not_your_message, system_message
 */
export async function findOwnMessage(
  username: string,
  id: string,
  admission: Promise<unknown>,
  mayChange: (reader: Reader) => boolean = () => false,
): Promise<Changeable> {
  const finding = findMessage(id);
  await waitForAll<unknown>([admission, finding]);
  const message = await finding;
  const isOwn = message?.from === username;
  if (isOwn && message.to !== null) return { message, firstSeq: 0 };
  const reader = message && (await findReader(message.conversation, username));
  if (!message || !maySee(username, message, reader)) throw new ApiError('message_not_found');
  if (message.system) throw new ApiError('system_message');
  if (!isOwn && !mayChange(reader)) throw new ApiError('not_your_message');
  return { message, firstSeq: reader.firstSeq };
}
