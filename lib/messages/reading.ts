/** Messages as a reader sees them, for other capabilities. */
export {
  findMessage,
  findSent,
  listMessages,
  listMessagesAfter,
  listPlaces,
  type MessagePlace,
} from './store/messages.ts';
export {
  findInboxMessages,
  type InboxMessages,
  type Unread,
} from './store/unread.ts';
