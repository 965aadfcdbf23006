/** Long conversations for tests, written at once. */
import { randomBytes } from 'node:crypto';
import { collection, ObjectId } from '#lib/mongo.ts';
import { allocateFirstMessage, allocateVersions } from '#lib/store/conversations.ts';

/** Messages of both in turn, without a conversation before. @param text of the message of that seq */
export async function fillConversation(
  one: string,
  other: string,
  count: number,
  text = (seq: number) => `text ${seq}`,
): Promise<void> {
  const allocated = await allocateFirstMessage([{ username: one }, { username: other }], one);
  if (!allocated) throw new Error('There is a conversation already');
  const { conversation } = allocated;
  if (count > 1) await allocateVersions(conversation, count - 1);
  const documents = Array.from({ length: count }, (_, index) => {
    const seq = index + 1;
    const [from, to] = seq % 2 ? [one, other] : [other, one];
    const times = { sentAt: new Date(), editedAt: null, deletedAt: null };
    const idempotency = { clientId: randomBytes(6).toString('hex'), textDigest: 'digest' };
    const _id = new ObjectId();
    return { _id, conversation, from, to, text: text(seq), seq, version: seq, ...times, ...idempotency };
  });
  await collection('messages').insertMany(documents);
}
