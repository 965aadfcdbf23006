/** Members of a conversation, blocks between them, and an unanswered request. */
export { findBlocks, findCircle, findCirclesOf } from './store/conversations.ts';
export { listPeers } from './store/rows.ts';
