/** Messages as a reader sees them, for other capabilities. */
export { findMessage, listMessages, listMessagesAfter } from './store/messages.ts';
export {
  findInboxMessages,
  type InboxMessages,
  type Unread,
} from './store/unread.ts';
