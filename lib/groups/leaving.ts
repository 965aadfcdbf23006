/** Leaving a group, and removing a member. */

import { foldUsername } from '../accounts/username.ts';
import { roleOf } from '../conversations/group.ts';
import {
  endMembership,
  findGroup,
  type GroupDocument,
  hasLeft,
  withoutMember,
} from '../conversations/groups.ts';
import { ApiError } from '../http/errors.ts';
import { now } from '../platform/clock.ts';
import { changeGroup, type GroupChange } from './change.ts';
import { memberNamed } from './joining.ts';
import { requireAdmin } from './permission.ts';
import { hasOtherOwner } from './roles.ts';

const isAlone = { 'members.1': { $exists: false } };

/** The last member who leaves closes the group. */
const closedWhenEmpty = () => {
  const whenEmpty = (then: unknown, field: string) => ({ $cond: [{ $eq: ['$members', []] }, then, field] });
  return {
    $set: {
      closedAt: whenEmpty({ $ifNull: ['$closedAt', now()] }, '$closedAt'),
      listedName: whenEmpty('$$REMOVE', '$listedName'),
      invites: whenEmpty('$$REMOVE', '$invites'),
    },
  };
};

function leavingOf(group: GroupDocument, username: string): GroupChange {
  const { owners, members } = group;
  const isLastOwner = owners.length === 1 && owners.includes(username);
  if (isLastOwner && members.length > 1) throw new ApiError('last_owner');
  return {
    where: { members: username, $or: [hasOtherOwner(username), isAlone] },
    change: [withoutMember(username), closedWhenEmpty()],
    evenClosed: true,
    system: { type: 'left' },
    leaves: username,
  };
}

function removalOf(group: GroupDocument, actor: string, username: string): GroupChange {
  const isOwner = group.owners.includes(actor);
  if (!isOwner && roleOf(group, username) !== 'member') throw new ApiError('not_group_owner');
  const isPlain = { admins: actor, owners: { $ne: username } };
  return {
    where: {
      $and: [
        { members: username },
        { $or: [{ owners: actor }, { $and: [isPlain, { admins: { $ne: username } }] }] },
        hasOtherOwner(username),
      ],
    },
    change: [withoutMember(username)],
    system: { type: 'removed', users: [username] },
    leaves: username,
  };
}

/** For a repeated request: also ends the membership where the first one was cut off before that. @returns whether it is one */
async function isRepeated(id: string, username: string): Promise<boolean> {
  const group = await findGroup(id);
  if (!group || memberNamed(group, username) !== undefined) return false;
  return (await hasLeft(id, username)) || (await endMembership(id, username, group.lastSeq)) !== null;
}

/**
 * Idempotent. @param name of the member, in any spelling; one's own to leave
 * @throws ApiError conversation_not_found for others than members; last_owner, not_group_admin, not_group_owner, member_not_found,
 * conversation_closed
 */
export async function leaveGroup(actor: string, id: string, name: string): Promise<void> {
  const isOwn = foldUsername(name) === foldUsername(actor);
  await changeGroup(id, actor, (group) => {
    if (isOwn) return group.members.includes(actor) ? leavingOf(group, actor) : undefined;
    requireAdmin(group, actor);
    const username = memberNamed(group, name);
    return username === undefined ? undefined : removalOf(group, actor, username);
  }).then(async (group) => {
    if (memberNamed(group, name) !== undefined || (await isRepeated(id, name))) return;
    throw new ApiError(isOwn ? 'conversation_not_found' : 'member_not_found');
  });
}
