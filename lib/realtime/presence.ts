/** Presence: a person is online while they have an open socket, and otherwise has a "last seen" time. */

import { findLastSeen, setLastSeen } from '../accounts/people.ts';
import { foldUsername } from '../accounts/username.ts';
import type { PresenceAudience } from '../conversations/visibility.ts';
import { now } from '../platform/clock.ts';
import { orWithoutDynamo } from '../platform/dynamo-fallback.ts';
import { describeError, log } from '../platform/log.ts';
import { withinDeadline } from '../platform/within-deadline.ts';
import { aliveUntil } from './connection.ts';
import { makeRoom, publish } from './publish.ts';
import { recentContacts } from './recent-peers.ts';
import type { Connection, KnownConnection } from './store/connection-items.ts';
import {
  deleteConnection,
  detachConnections,
  findConnection,
  insertConnection,
} from './store/connections.ts';
import { listConnections } from './store/reading.ts';

export interface Presence {
  online: boolean;
  /** null while online, and before the first connection */
  lastSeen: Date | null;
}

/** Who of these people is online. @returns folded names; undefined while DynamoDB does not say */
export async function findOnline(usernames: string[]): Promise<Set<string> | undefined> {
  const connections = await orWithoutDynamo(
    () => listConnections(usernames),
    (reason) => log.warn('presence unknown', reason),
  );
  return connections && new Set(connections.map(({ username }) => foldUsername(username)));
}

/** Who of these people is online. Without DynamoDB everyone appears offline. @returns folded names */
export const readOnline = async (usernames: string[]): Promise<Set<string>> =>
  (await findOnline(usernames)) ?? new Set();

export async function readPresence(username: string): Promise<Presence> {
  const online = await readOnline([username]);
  if (online.size > 0) return { online: true, lastSeen: null };
  return { online: false, lastSeen: await findLastSeen(username) };
}

/** Covers the query for recent peers, including a first connection to MongoDB. */
const TELL_DEADLINE_MS = 2_000;

/** A presence failure never refuses a connection, and is only logged. */
const tellOthers = (work: () => Promise<void>): Promise<void> =>
  withinDeadline(TELL_DEADLINE_MS, work, (error) =>
    log.warn('presence not told', { error: describeError(error, 0) }),
  );

/** To the recent contacts. People to whom the person shows it, but who are no contacts, ask for it. */
async function announce(username: string, { online, lastSeen }: Presence): Promise<void> {
  const contacts = await recentContacts(username);
  const LastSeen = lastSeen?.toISOString() ?? null;
  // The contacts of this person need not know, and may block, each other.
  const audience = { usernames: contacts, together: false };
  await publish(audience, { type: 'presence', data: { Username: username, Online: online, LastSeen } });
}

/**
 * Sockets of one person that are open at once. When a further one opens, the one whose last sign of life is the longest ago is closed:
 * one that the client has lost without noticing, if there is one.
 */
export const SOCKETS_MAX = 20;

/** @param live sockets of one person, of which `opened` is the newest @returns those to close */
function supernumerary(live: KnownConnection[], opened: Connection): KnownConnection[] {
  const others = live
    .filter(({ id }) => id !== opened.id)
    .sort((a, b) => a.expiresAt.getTime() - b.expiresAt.getTime());
  return others.slice(0, Math.max(0, live.length - SOCKETS_MAX));
}

/** After a change of who may know: nobody sees the person as one who was never there. Never fails, because the change is stored. */
export const publishPresence = (username: string, shownTo: PresenceAudience): Promise<void> =>
  tellOthers(async () => {
    const hidden = { online: false, lastSeen: null };
    await announce(username, shownTo === 'nobody' ? hidden : await readPresence(username));
  });

/** Registers an open socket. A person's first socket makes them online. */
export async function arrive(connection: Connection): Promise<void> {
  // The list is read with the insertion, so that of two concurrent changes the later one decides.
  const { live, dead } = await insertConnection(connection, aliveUntil());
  const excess = supernumerary(live, connection);
  if (excess.length > 0) await makeRoom(excess);
  await tellOthers(async () => {
    // In case no `$disconnect` ever arrives.
    const shownTo = await setLastSeen(connection.username, now());
    const isFirst = live.every(({ id }) => id === connection.id);
    if (isFirst && shownTo !== 'nobody')
      await announce(connection.username, { online: true, lastSeen: null });
    // The item of a person who is always online never expires, so dead sockets must be removed from it.
    await detachConnections(dead);
  });
}

/** Removes a closed socket. A person without sockets is offline. */
export async function leave(connection: Connection): Promise<void> {
  await deleteConnection(connection);
  const at = now();
  await tellOthers(async () => {
    const shownTo = await setLastSeen(connection.username, at);
    const others = await listConnections([connection.username]);
    if (others.length > 0 || shownTo === 'nobody') return;
    await announce(connection.username, { online: false, lastSeen: at });
  });
}

/** Like leave, by the socket's id. */
export async function leaveById(id: string): Promise<void> {
  const connection = await findConnection(id);
  if (connection) await leave(connection);
}
