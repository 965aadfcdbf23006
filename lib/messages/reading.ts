/** Messages as one reader sees them, for use cases that are not about messages alone. */
export { findMessage, listMessages, listMessagesAfter } from './store/messages.ts';
