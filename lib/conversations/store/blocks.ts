/** Blocks, stored in the conversation of the two people, where the first query of every send reads them. */

import { foldUsername } from '../../accounts/username.ts';
import type { Block } from '../../blocks/block.ts';
import { now } from '../../platform/clock.ts';
import { isDuplicateKey } from '../../platform/mongo.ts';
import { directConversationId } from '../conversation.ts';
import { conversations } from './conversations.ts';

const without = (list: string, member: string) => ({
  $filter: { input: { $ifNull: [`$${list}`, []] }, cond: { $ne: ['$$this.by', { $literal: member }] } },
});

/** Expression for `ownChanges` after a change that only this member (folded) may see. */
export const ownChangesWith = (by: string) => ({
  $concatArrays: [without('ownChanges', by), [{ by: { $literal: by }, at: now() }]],
});

/** Replaces this member's entries in both lists in one update. */
const replaced = (by: string, blocks: Block[]) => ({
  blocks: { $concatArrays: [without('blocks', by), { $literal: blocks }] },
  ownChanges: ownChangesWith(by),
});

/**
 * @param blocker and `blocked`: names as spelled at registration
 * @returns the block, new or existing, and whether it is new
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
    // The first message, or the other person's block, inserted the document meanwhile: the repetition updates it.
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

/** A block with its position in the list. */
export type ListedBlock = Block & { conversation: string };

/** In a stable order. @param after id of a conversation; the page starts behind it, '' starts at the beginning */
export async function listBlocks(blocker: string, after: string, limit: number): Promise<ListedBlock[]> {
  const by = foldUsername(blocker);
  const found = await conversations
    .find({ 'blocks.by': by, _id: { $gt: after } }, { projection: { blocks: 1 } })
    .sort({ _id: 1 })
    .limit(limit)
    .batchSize(limit)
    .toArray();
  return found.flatMap(({ _id, blocks = [] }) =>
    blocks.filter((entry) => entry.by === by).map((entry) => ({ ...entry, conversation: _id })),
  );
}

/** Removes all blocks by and against an account that is being deleted. Idempotent. */
export async function eraseBlocks(username: string): Promise<void> {
  const by = foldUsername(username);
  for (const mention of [{ 'blocks.by': by }, { 'blocks.of': username }]) {
    await conversations.deleteMany({ ...mention, members: { $exists: false } });
    await conversations.updateMany(mention, {
      $pull: { blocks: { $or: [{ by }, { of: username }] }, ownChanges: { by } },
    });
  }
}
