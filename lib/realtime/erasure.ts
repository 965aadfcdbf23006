/** For the deletion of accounts. */
export { forgetConnections } from './store/connections.ts';
