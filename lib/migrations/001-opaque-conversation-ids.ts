/**
 * From version 0.1: a conversation's id was its members' names, a message kept back named who never sees it (`hiddenFrom`), and
 * the state that an edit had frozen named for whom (`frozen.for`).
 *
 * Each conversation is copied under its new id, its messages and reports follow, and the old document goes last: while it is
 * there, the conversation is not done.
 */
import { directConversationId } from '../conversations/conversation.ts';
import { collection, type Document } from '../platform/mongo.ts';
import { dropIndexes, inBatches } from './steps.ts';

const conversations = () => collection<Document & { _id: string }>('conversations');

const OLD_INDEXES = ['timeline', 'changes', 'incoming', 'history', 'sync', 'unread'];

/** Names have letters of ASCII only, which is what $toLower folds. */
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
