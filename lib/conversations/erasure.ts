/** For the deletion of accounts. */
export {
  allocateErasure,
  closeConversations,
  deleteConversation,
  eraseMember,
  eraseMemberships,
  listNotErased,
  type NotErased,
} from './store/erasure.ts';
