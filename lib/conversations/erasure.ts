/** What deleting an account asks of conversations. */
export {
  allocateErasure,
  closeConversations,
  deleteConversation,
  eraseMember,
  eraseMemberships,
  listNotErased,
  type NotErased,
} from './store/erasure.ts';
