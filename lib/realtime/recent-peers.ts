import { listPeers } from '../conversations/circles.ts';

const PEERS_MAX = 50;

/** The people who get a person's presence and profile: the most recent peers only, so that a change stays cheap for popular people. */
export const recentPeers = (username: string): Promise<string[]> => listPeers(username, PEERS_MAX);
