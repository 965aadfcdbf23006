/** Copies of last messages whose send stopped before the message itself was written. */
import type { Message } from '../messages/message.ts';
import { now } from '../platform/clock.ts';
import { ObjectId } from '../platform/mongo.ts';
import { waitForAll } from '../platform/wait-for-all.ts';
import { forgetLastMessages } from './store/allocation.ts';

/** For how long after its send a copy is compared with the messages. One comparison that fails repairs it for all readers. */
const COMPARED_MS = 24 * 60 * 60 * 1_000;

/** Those of which counting unread messages does not show that they are missing: own and system messages are never unread. */
export function uncountedOf(copies: Iterable<Message | null | undefined>, username: string): Message[] {
  const since = now().getTime() - COMPARED_MS;
  return [...copies].flatMap((copy) =>
    copy && (copy.from === username || copy.system) && copy.sentAt.getTime() > since ? copy : [],
  );
}

/**
 * Removes the copies without a message. Then readers look up the newest message until the next send.
 * @param newest messages, by conversation
 * @returns the conversations
 */
export async function forgetUnwritten(
  copies: Message[],
  newest: ReadonlyMap<string, Message>,
): Promise<string[]> {
  const unwritten = copies.filter(({ conversation, seq }) => (newest.get(conversation)?.seq ?? 0) < seq);
  await waitForAll(
    unwritten.map(({ conversation, id }) =>
      forgetLastMessages(conversation, ObjectId.createFromHexString(id)),
    ),
  );
  return unwritten.map(({ conversation }) => conversation);
}
