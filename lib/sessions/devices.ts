/** The sessions of an account: one per logged-in device. */
export { deleteSession, findSession, listSessions } from './store/sessions.ts';
