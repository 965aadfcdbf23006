/** Who is in a conversation, with whom, and who blocks whom there. */
export { findBlocks, findCircle, setMemberSuspended } from './store/conversations.ts';
export { listPeers } from './store/rows.ts';
