/** Entering a group: added by a member, or by oneself. */
import { findUsername } from '../accounts/people.ts';
import { foldUsername } from '../accounts/username.ts';
import { GROUPS_MAX, MEMBERS_MAX } from '../conversations/group.ts';
import { countGroupsOf, type GroupDocument } from '../conversations/groups.ts';
import { ApiError } from '../http/errors.ts';
import type { System } from '../messages/system.ts';
import { sortCandidates } from './adding.ts';
import type { GroupChange } from './change.ts';
import { isJoinable } from './group.ts';
import { mayAddPeople, requireMember, requireOpen } from './permission.ts';

/** A member of this name in any spelling. */
export const memberNamed = ({ members }: GroupDocument, name: string): string | undefined =>
  members.find((member) => foldUsername(member) === foldUsername(name));

/** Conditions and stages of every entering. @param more conditions */
export function entering(group: GroupDocument, username: string, system: System, where: object): GroupChange {
  if (group.members.length >= MEMBERS_MAX) throw new ApiError('group_full');
  const isFree = { members: { $ne: username }, [`members.${MEMBERS_MAX - 1}`]: { $exists: false } };
  return {
    where: { $and: [isFree, where] },
    change: [
      {
        $set: {
          members: { $concatArrays: ['$members', [{ $literal: username }]] },
          lastJoinedSeq: '$lastSeq',
        },
      },
    ],
    system,
    enters: username,
  };
}

/** @throws ApiError session_ended when the account is deleted, too_many_groups */
export async function requireRoom(username: string): Promise<void> {
  const [own, counts] = await Promise.all([findUsername(username), countGroupsOf([username])]);
  if (own === null) throw new ApiError('session_ended');
  if ((counts.get(username) ?? 0) >= GROUPS_MAX) throw new ApiError('too_many_groups');
}

/** @throws ApiError conversation_not_found, not_group_admin, conversation_closed */
function requireAdding(group: GroupDocument, actor: string): void {
  const role = requireMember(group, actor);
  if (role === 'member' && group.add === 'admins') throw new ApiError('not_group_admin');
  requireOpen(group);
}

/**
 * @param name in any spelling
 * @returns what decides on the addition, and the name as spelled at registration
 * @throws ApiError user_not_found; user_blocked, invitation_needed, too_many_groups: only for those who may add people
 */
export async function additionOf(actor: string, name: string) {
  const { addable, blocked, full, unknown } = await sortCandidates(actor, [name]);
  const [username] = addable;
  return (group: GroupDocument): GroupChange | undefined => {
    requireAdding(group, actor);
    if (memberNamed(group, name) !== undefined) return undefined;
    if (unknown.length > 0) throw new ApiError('user_not_found');
    if (blocked.length > 0) throw new ApiError('user_blocked');
    if (full.length > 0) throw new ApiError('too_many_groups');
    if (username === undefined) throw new ApiError('invitation_needed');
    return entering(group, username, { type: 'added', users: [username] }, mayAddPeople(actor));
  };
}

/** Joining a listed group. @throws ApiError conversation_not_found, group_full */
export function joiningOf(username: string) {
  return (group: GroupDocument): GroupChange | undefined => {
    if (group.members.includes(username)) return undefined;
    if (!isJoinable(group)) throw new ApiError('conversation_not_found');
    return entering(group, username, { type: 'joined' }, { listed: true });
  };
}
