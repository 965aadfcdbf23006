/** Who may do what in a group: decided on the group as it was read. The conditions of the updates say the same to the database. */
import { type Role, roleOf } from '../conversations/group.ts';
import type { GroupDocument } from '../conversations/groups.ts';
import { ApiError } from '../http/errors.ts';

/** @returns the actor's role @throws ApiError conversation_not_found for others */
export function requireMember(group: GroupDocument, actor: string): Role {
  if (!group.members.includes(actor)) throw new ApiError('conversation_not_found');
  return roleOf(group, actor);
}

/** @throws ApiError conversation_closed */
export function requireOpen({ closedAt }: GroupDocument): void {
  if (closedAt) throw new ApiError('conversation_closed');
}

/** @throws ApiError conversation_not_found, not_group_admin, conversation_closed */
export function requireAdmin(group: GroupDocument, actor: string): void {
  if (requireMember(group, actor) === 'member') throw new ApiError('not_group_admin');
  requireOpen(group);
}

/** @throws ApiError conversation_not_found, not_group_owner, conversation_closed */
export function requireOwner(group: GroupDocument, actor: string): void {
  if (requireMember(group, actor) !== 'owner') throw new ApiError('not_group_owner');
  requireOpen(group);
}

/** A condition: the actor is an owner or admin. */
export const isAdmin = (actor: string) => ({ $or: [{ owners: actor }, { admins: actor }] });

/** A condition: the actor may add people. */
export const mayAddPeople = (actor: string) => ({
  members: actor,
  $or: [{ add: 'members' }, { owners: actor }, { admins: actor }],
});
