/** For the deletion of accounts. */
export {
  allocateErasure,
  closeConversations,
  deleteConversation,
  eraseMember,
  eraseMemberships,
  leaveAsDeleted,
  listNotErased,
  type NotErased,
} from './store/erasure.ts';
