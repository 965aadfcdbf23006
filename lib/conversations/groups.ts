/** Groups, for other capabilities. */

export {
  countGroupsOf,
  findGroup,
  type GroupDocument,
  insertGroup,
  type NewGroup,
} from './store/groups.ts';
export { newSystemMessage } from './store/last-messages.ts';
