/** What deleting an account asks of its sockets. */
export { forgetConnections } from './store/connections.ts';
