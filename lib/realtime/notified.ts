/** For notifications: marks in the item that lists a person's sockets, which each push to the sockets reads anyway. */
export { noteSubscribed } from './store/connections.ts';
