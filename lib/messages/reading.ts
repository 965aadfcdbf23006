/** Messages as a reader sees them, for other capabilities. */
export { findMessage, listMessages, listMessagesAfter } from './store/messages.ts';
