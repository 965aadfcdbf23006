/** Long conversations for tests, written at once. */
import { randomBytes } from 'node:crypto';
import { allocateFirstMessage } from '#lib/conversations/store/allocation.ts';
import type { Conversation } from '#lib/conversations/store/conversations.ts';
import { newMessage } from '#lib/conversations/store/last-messages.ts';
import { collection, ObjectId } from '#lib/platform/mongo.ts';

/** Messages of both in turn, without a conversation before. @param text of the message of that seq */
export async function fillConversation(
  one: string,
  other: string,
  count: number,
  text = (seq: number) => `text ${seq}`,
): Promise<void> {
  const allocated = await allocateFirstMessage([one, other], newMessage(one, { text: text(1) }));
  if (!allocated) throw new Error('There is a conversation already');
  const { conversation } = allocated;
  const documents = Array.from({ length: count }, (_, index) => {
    const seq = index + 1;
    const [from, to] = seq % 2 ? [one, other] : [other, one];
    const times = { sentAt: new Date(), editedAt: null, deletedAt: null };
    const idempotency = { clientId: randomBytes(6).toString('hex'), textDigest: 'digest' };
    const _id = new ObjectId();
    return { _id, conversation, from, to, text: text(seq), seq, version: seq, ...times, ...idempotency };
  });
  await collection('messages').insertMany(documents);
  const last = documents.slice(-1).map(({ conversation: _, to: __, textDigest: ___, ...rest }) => rest);
  await collection<Conversation>('conversations').updateOne(
    { _id: conversation },
    {
      $set: {
        version: count,
        lastSeq: count,
        lastMessages: last.map((message) => ({ ...message, onlyFor: null })),
      },
    },
  );
}
