/** Groups, for other capabilities. */

export {
  beginMembership,
  endMembership,
  type GroupUpdate,
  hasLeft,
  settleMembership,
  updateGroup,
  withHeir,
  without,
  withoutMember,
} from './store/group-changes.ts';
export {
  countGroupsOf,
  findGroup,
  type GroupDocument,
  insertGroup,
  type NewGroup,
} from './store/groups.ts';
export { newSystemMessage } from './store/last-messages.ts';
