/** For notifications: marks in the item that lists a person's sockets, which each push to the sockets reads anyway. */
export type { NotificationMarks } from './store/connection-items.ts';
export { forgetMarks, listMarks, notePushed, noteSubscribed, noteWithdrawn } from './store/marks.ts';
