/** Account lookups for other capabilities. */
export { findLastSeen, findStanding, findUsername, setLastSeen, setSuspended } from './store/users.ts';
