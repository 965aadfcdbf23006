/** Who has an account, and what others need to know of them. */
export { findLastSeen, findStanding, findUsername, setLastSeen, setSuspended } from './store/users.ts';
