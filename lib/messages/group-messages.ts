/** Writing system messages, which tell of a change of a group. */
import type { Allocation, SentMessage } from '../conversations/admission.ts';
import { messageCreated } from '../events/subscribers.ts';
import { moveToEndIfLate } from './late-writes.ts';
import type { Message } from './message.ts';
import { insertMessage } from './store/messages.ts';

/**
 * Call after the change is stored.
 * @param startedAt before its seq was allocated
 */
export async function writeSystemMessage(
  { _id, clientId: _, ...sent }: SentMessage,
  allocated: Allocation,
  startedAt: Date,
): Promise<Message> {
  const { version, lastSeq: seq, conversation } = allocated;
  const numbers = { seq, version, firstVersion: version };
  const unchanged = { editedAt: null, deletedAt: null, clientId: null };
  const message: Message = {
    ...sent,
    ...numbers,
    ...unchanged,
    id: _id.toHexString(),
    conversation,
    to: null,
  };
  await insertMessage(message, null);
  const written = await moveToEndIfLate({ message, circle: allocated }, startedAt);
  await messageCreated(written);
  return written.message;
}
