/**
 * Changes of groups. One atomic update checks permission, changes the group, and allocates version and seq to the system message
 * that tells of it, which is then written like any other message.
 *
 * A membership begins before its owner enters the list of members, and ends after. Joins and leaves of one person can overlap, so
 * the seq of each decides which one a membership keeps. One whose owner is not in the list ends with the owner's next sync of the inbox.
 */

import { now } from '../../platform/clock.ts';
import type { Document } from '../../platform/mongo.ts';
import { isDuplicateKey } from '../../platform/mongo.ts';
import { type Membership, membershipId, newMembership } from '../membership.ts';
import { ALLOCATION, type Allocation, sending, toAllocation } from './allocation.ts';
import { conversations } from './conversations.ts';
import type { SentMessage } from './last-messages.ts';
import { memberships } from './memberships.ts';
import { isOpen } from './permissions.ts';

export interface GroupUpdate {
  /** permission, and whether there is something to change */
  where: Document;
  /** stages of a pipeline that change the group's fields */
  change: Document[];
  /** also in a closed group */
  evenClosed?: boolean;
}

/** @returns null, without a change, when the group is closed or the condition does not hold */
export async function updateGroup(
  id: string,
  { where, change, evenClosed = false }: GroupUpdate,
  message: SentMessage,
): Promise<Allocation | null> {
  const updated = await conversations.findOneAndUpdate(
    { $and: [{ _id: id, kind: 'group', ...(evenClosed ? {} : isOpen) }, where] },
    [...change, ...sending(message)],
    ALLOCATION,
  );
  return updated && toAllocation(updated);
}

/** Expression for a list without a name. */
export const without = (list: 'members' | 'owners' | 'admins', username: string): Document => ({
  $filter: { input: `$${list}`, cond: { $ne: ['$$this', { $literal: username }] } },
});

/** Stage that takes a member out of all lists. */
export const withoutMember = (username: string): Document => ({
  $set: {
    members: without('members', username),
    owners: without('owners', username),
    admins: without('admins', username),
  },
});

/** @param lastSeq of the group, before the member is listed @param where more conditions on a membership that has ended */
export async function beginMembership(
  id: string,
  username: string,
  lastSeq: number,
  where: Document = {},
): Promise<void> {
  const begun = newMembership({ conversation: id, kind: 'group' }, username, {
    joinedSeq: lastSeq,
    readSeq: lastSeq,
  });
  try {
    await memberships.replaceOne(
      { _id: begun._id, kind: { $ne: 'group' }, ...where },
      { ...begun, changedAt: now() },
      { upsert: true },
    );
  } catch (error) {
    // It has begun already.
    if (!isDuplicateKey(error)) throw error;
  }
}

/**
 * Begins the membership of a listed member if a joining that was cut off has left none; one that is there stays as it is.
 * @param lastSeq of the group, when it listed the member: a leaving since then counts
 */
export const keepMembership = (id: string, username: string, lastSeq: number): Promise<void> =>
  beginMembership(id, username, lastSeq, { leftSeq: { $not: { $gt: lastSeq } } });

/** @param seq of the message that tells of the joining */
export async function settleMembership(id: string, username: string, seq: number): Promise<void> {
  const {
    joinedSeq: _,
    readSeq: __,
    kind,
    ...rest
  } = newMembership({ conversation: id, kind: 'group' }, username);
  const { _id, ...fresh } = rest;
  try {
    await memberships.updateOne(
      { _id, leftSeq: { $not: { $gt: seq } } },
      {
        $set: { kind },
        $setOnInsert: fresh,
        $max: { joinedSeq: seq - 1, readSeq: seq - 1, changedAt: now() },
        $unset: { leftAt: '', leftSeq: '' },
      },
      { upsert: true },
    );
  } catch (error) {
    // The member has left again meanwhile.
    if (!isDuplicateKey(error)) throw error;
  }
}

/**
 * Keeps nothing of the member's own state but the name as its owner spells it, by which the deletion of the account finds it.
 * @param username in any spelling
 * @param seq of the message that tells of the leaving; a later joining keeps its membership
 * @returns null when there is only a later one
 */
export async function endMembership(
  id: string,
  username: string,
  seq: number,
): Promise<Pick<Membership, 'kind' | 'leftAt'> | null> {
  const at = now();
  const begun = newMembership({ conversation: id, kind: 'group' }, username);
  const ended = { kind: 'left', leftAt: at, leftSeq: seq, changedAt: at } as const;
  const { matchedCount } = await memberships.updateOne({ _id: begun._id, joinedSeq: { $lt: seq } }, [
    { $replaceWith: { $mergeObjects: [{ $literal: { ...begun, ...ended } }, { username: '$username' }] } },
  ]);
  return matchedCount === 1 ? ended : null;
}

/** Whether this person has left the group before. */
export const hasLeft = async (id: string, username: string): Promise<boolean> =>
  (await memberships.countDocuments({ _id: membershipId(id, username), kind: 'left' }, { limit: 1 })) === 1;
