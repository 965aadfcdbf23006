/**
 * In version 0.1 a conversation's id consisted of its members' names, a hidden message had the name of the member who must not see
 * it (`hiddenFrom`), and a frozen state the name of its reader (`frozen.for`).
 *
 * Copies each conversation to its new id, then its messages and reports, and deletes the old document last: as long as it exists,
 * the conversation is not migrated.
 */
import { directConversationId } from '../conversations/conversation.ts';
import { collection, type Document } from '../platform/mongo.ts';
import { dropIndexes, inBatches } from './steps.ts';

const conversations = () => collection<Document & { _id: string }>('conversations');

const OLD_INDEXES = ['timeline', 'changes', 'incoming', 'history', 'sync', 'unread'];

/** Usernames contain only ASCII letters, which are what $toLower folds. */
const author = { $cond: [{ $gt: ['$hiddenFrom', null] }, { $toLower: '$from' }, '$$REMOVE'] };

export async function opaqueConversationIds(): Promise<void> {
  for (;;) {
    const old = await conversations()
      .find({ _id: { $lt: '~' } })
      .sort({ _id: 1 })
      .limit(100)
      .toArray();
    if (old.length === 0) break;
    for (const conversation of old) await move(conversation);
  }
  await dropIndexes('messages', OLD_INDEXES);
}

async function move({ _id: oldId, ...rest }: Document & { _id: string }): Promise<void> {
  const [one = '', other = one] = oldId.split(':');
  const conversation = directConversationId(one, other);
  await conversations().updateOne(
    { _id: conversation },
    { $setOnInsert: { kind: 'direct', ...rest } },
    { upsert: true },
  );
  await inBatches('messages', { conversation: oldId }, [
    { $set: { conversation, onlyFor: author } },
    { $unset: ['hiddenFrom', 'frozen.for'] },
  ]);
  await inBatches('reports', { conversation: oldId }, { $set: { conversation } });
  await conversations().deleteOne({ _id: oldId });
}
