/** Account lookups for other capabilities. */
export {
  type EndedSessions,
  findEndedSessions,
  noteAllEnded,
  noteEnded,
} from './store/ended-sessions.ts';
export { setMailCode } from './store/mail-codes.ts';
export { setRecoveryLink } from './store/recovery.ts';
export {
  type Addable,
  findAddable,
  findLastSeen,
  findNotifiable,
  findShownTo,
  findUsername,
  type Notifiable,
  type ShownTo,
  setLastSeen,
  setSuspended,
  wantsLinkPreviews,
} from './store/users.ts';
