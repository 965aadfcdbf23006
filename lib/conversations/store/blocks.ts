/** Who blocks whom: kept in the conversation of the two, where the first step of every send meets it. */

import { foldUsername } from '../../accounts/username.ts';
import type { Block } from '../../blocks/block.ts';
import { now } from '../../platform/clock.ts';
import { isDuplicateKey } from '../../platform/mongo.ts';
import { directConversationId } from '../conversation.ts';
import { conversations } from './conversations.ts';

const without = (list: string, member: string) => ({
  $filter: { input: { $ifNull: [`$${list}`, []] }, cond: { $ne: ['$$this.by', { $literal: member }] } },
});

/** The member's entries of both lists are replaced in one step. */
const replaced = (by: string, blocks: Block[]) => ({
  blocks: { $concatArrays: [without('blocks', by), { $literal: blocks }] },
  ownChanges: { $concatArrays: [without('ownChanges', by), [{ by: { $literal: by }, at: now() }]] },
});

/**
 * @param blocker and blocked as they spell their names
 * @returns the block, also when it was there already, and whether it is new
 */
export async function insertBlock(
  blocker: string,
  blocked: string,
): Promise<{ entry: Block; isNew: boolean }> {
  const id = directConversationId(blocker, blocked);
  const by = foldUsername(blocker);
  const entry = { by, of: blocked, since: now() };
  const isThere = { $in: [{ $literal: by }, { $ifNull: ['$blocks.by', []] }] };
  const withEntry = { $mergeObjects: ['$$ROOT', { kind: 'direct' }, replaced(by, [entry])] };
  const upsert = () =>
    conversations.findOneAndUpdate(
      { _id: id },
      [{ $replaceWith: { $cond: [isThere, '$$ROOT', withEntry] } }],
      { upsert: true, returnDocument: 'before', projection: { blocks: 1 } },
    );
  const before = await upsert().catch((error) => {
    // The pair's first message, or the other's block, inserted the document meanwhile: done again it is an update.
    if (!isDuplicateKey(error)) throw error;
    return upsert();
  });
  const found = before?.blocks?.find((each) => each.by === by);
  return { entry: found ?? entry, isNew: found === undefined };
}

/** @returns false when there was none */
export async function deleteBlock(blocker: string, blocked: string): Promise<boolean> {
  const id = directConversationId(blocker, blocked);
  const by = foldUsername(blocker);
  const { matchedCount } = await conversations.updateOne({ _id: id, 'blocks.by': by }, [
    { $set: replaced(by, []) },
  ]);
  await conversations.deleteOne({ _id: id, members: { $exists: false }, blocks: { $size: 0 } });
  return matchedCount === 1;
}

/** A block, and where it stands in the list of its owner's. */
export type ListedBlock = Block & { conversation: string };

/** In an order that never changes. @param after id of the conversation to continue behind; '' begins */
export async function listBlocks(blocker: string, after: string, limit: number): Promise<ListedBlock[]> {
  const by = foldUsername(blocker);
  const found = await conversations
    .find({ 'blocks.by': by, _id: { $gt: after } }, { projection: { blocks: 1 } })
    .sort({ _id: 1 })
    .limit(limit)
    .toArray();
  return found.flatMap(({ _id, blocks = [] }) =>
    blocks.filter((entry) => entry.by === by).map((entry) => ({ ...entry, conversation: _id })),
  );
}

/** Those that an account which is being deleted has set, and those that others have set on it. Again, it changes nothing. */
export async function eraseBlocks(username: string): Promise<void> {
  const by = foldUsername(username);
  for (const mention of [{ 'blocks.by': by }, { 'blocks.of': username }]) {
    await conversations.deleteMany({ ...mention, members: { $exists: false } });
    await conversations.updateMany(mention, {
      $pull: { blocks: { $or: [{ by }, { of: username }] }, ownChanges: { by } },
    });
  }
}
