/** Inserts a number of direct conversations of a user directly into the product's collections. */
import { randomBytes } from 'node:crypto';
import { directConversationId } from '#lib/conversations/conversation.ts';
import { directMemberships } from '#lib/conversations/membership.ts';

const BATCH = 250;
const MINUTE = 60_000;

export interface ManyConversations {
  conversations: number;
  /** messages in each, of both in turn, the owner's first */
  messages: number;
  /** how many of them the owner has not read, in every third conversation; in the others none */
  unread: number;
}

/** The last activity is an hour old; of each further conversation a minute older. Call with the environment in place. */
export async function writeConversations(owner: string, counts: ManyConversations): Promise<void> {
  const { collection, ObjectId } = await import('#lib/platform/mongo.ts');
  const suffix = randomBytes(4).toString('hex');
  const end = Date.now() - 60 * MINUTE;

  const write = (index: number) => {
    const peer = `peer-${suffix}-${index}`;
    const conversation = directConversationId(owner, peer);
    const at = (seq: number) => new Date(end - index * MINUTE - (counts.messages - seq) * 1_000);
    const messages = Array.from({ length: counts.messages }, (_, place) => {
      const seq = place + 1;
      const from = seq % 2 ? owner : peer;
      const rest = { text: `message ${seq}`, sentAt: at(seq), editedAt: null, deletedAt: null };
      return { _id: new ObjectId(), from, seq, version: seq, ...rest };
    });
    const [last, count] = [messages.at(-1), counts.messages];
    const readSeq = index % 3 === 0 ? count - counts.unread : count;
    const times = { createdAt: at(1), activityAt: at(count), changedAt: at(count) };
    return {
      conversation: {
        _id: conversation,
        kind: 'direct',
        members: [owner, peer],
        version: count,
        lastSeq: count,
        ...times,
        lastMessages: [{ ...last, onlyFor: null }],
      },
      memberships: directMemberships(conversation, [owner, peer]).map((each) => ({ ...each, readSeq })),
      messages: messages.map((message) => ({
        ...message,
        conversation,
        to: message.from === owner ? peer : owner,
        firstVersion: message.version,
      })),
    };
  };
  for (let start = 0; start < counts.conversations; start += BATCH) {
    const size = Math.min(BATCH, counts.conversations - start);
    const all = Array.from({ length: size }, (_, offset) => write(start + offset));
    await collection<{ _id: string }>('conversations').insertMany(all.map((each) => each.conversation));
    await collection<{ _id: string }>('memberships').insertMany(all.flatMap((each) => each.memberships));
    await collection('messages').insertMany(all.flatMap((each) => each.messages));
  }
}
