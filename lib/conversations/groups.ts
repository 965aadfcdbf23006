/** Groups, for other capabilities. */

export type { GroupInvite } from './group.ts';
export {
  beginMembership,
  endMembership,
  type GroupUpdate,
  hasLeft,
  keepMembership,
  settleMembership,
  updateGroup,
  without,
  withoutMember,
} from './store/group-changes.ts';
export { deleteInvite, hasInvite, insertInvite, withUse } from './store/group-invites.ts';
export {
  countGroupsOf,
  findGroup,
  findGroupName,
  type GroupDocument,
  insertGroup,
  type ListedGroup,
  listGroups,
  type NewGroup,
} from './store/groups.ts';
export { newSystemMessage } from './store/last-messages.ts';
