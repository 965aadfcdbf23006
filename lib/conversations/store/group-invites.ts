/** Invitations to a group, stored in its document, so that one atomic update counts a use and lists the member. */
import { now } from '../../platform/clock.ts';
import type { Document } from '../../platform/mongo.ts';
import { INVITES_MAX } from '../group.ts';
import { conversations, type GroupInvite } from './conversations.ts';
import { isOpen } from './permissions.ts';

/** As an expression; isUsable of lib/conversations/group.ts. */
const usable = (at: Date): Document => ({
  $and: [
    { $gt: ['$$this.expiresAt', at] },
    { $or: [{ $eq: ['$$this.maxUses', null] }, { $lt: ['$$this.uses', '$$this.maxUses'] }] },
  ],
});

const usableWith = (hash: string, at: Date): Document => ({
  $and: [{ $eq: ['$$this.hash', { $literal: hash }] }, usable(at)],
});

const all: Document = { $ifNull: ['$invites', []] };

/** A condition: the group has a usable invitation with this hash. */
export const hasInvite = (hash: string): Document => ({
  $expr: { $gt: [{ $size: { $filter: { input: all, cond: usableWith(hash, now()) } } }, 0] },
});

/** Stage that counts a use of the invitation with this hash. */
export const withUse = (hash: string): Document => ({
  $set: {
    invites: {
      $map: {
        input: all,
        in: {
          $cond: [
            usableWith(hash, now()),
            { $mergeObjects: ['$$this', { uses: { $add: ['$$this.uses', 1] } }] },
            '$$this',
          ],
        },
      },
    },
  },
});

/** Drops those that can no longer be used. @param where permission @returns false when there are INVITES_MAX, or it is not permitted */
export async function insertInvite(id: string, invite: GroupInvite, where: Document): Promise<boolean> {
  const left = { $filter: { input: all, cond: usable(now()) } };
  const { matchedCount } = await conversations.updateOne(
    {
      $and: [
        { _id: id, kind: 'group', ...isOpen },
        where,
        { $expr: { $lt: [{ $size: left }, INVITES_MAX] } },
      ],
    },
    [{ $set: { invites: { $concatArrays: [left, [{ $literal: invite }]] } } }],
  );
  return matchedCount === 1;
}

/** @param where permission */
export async function deleteInvite(id: string, invite: string, where: Document): Promise<void> {
  await conversations.updateOne(
    { $and: [{ _id: id, kind: 'group' }, where] },
    {
      $pull: { invites: { id: invite } },
    },
  );
}
