import { listPeers } from '../conversations/circles.ts';
import { isBlocked, mayInteract } from '../conversations/visibility.ts';

const PEERS_MAX = 50;

/** The people who get a person's profile: the most recent peers only, so that a change stays cheap for popular people. */
export const recentPeers = (username: string): Promise<string[]> =>
  listPeers(username, PEERS_MAX, (circle) => !isBlocked(circle));

/** The people who get a person's presence: the most recent contacts. */
export const recentContacts = (username: string): Promise<string[]> =>
  listPeers(username, PEERS_MAX, mayInteract);
