/** The sessions of an account, one for each device that is logged in. */
export { deleteSession, findSession, listSessions } from './store/sessions.ts';
