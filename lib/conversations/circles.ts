/** Members of a conversation, and the blocks between them. */
export { findBlocks, findBlocksOf, findCircle } from './store/conversations.ts';
export { listPeers } from './store/rows.ts';
