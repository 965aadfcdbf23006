/** Online while a socket lives, last seen after. */

import { findLastSeen, setLastSeen } from '../accounts/people.ts';
import { listPeers } from '../conversations/circles.ts';
import { now } from '../platform/clock.ts';
import { describeError, log } from '../platform/log.ts';
import { withinDeadline } from '../platform/within-deadline.ts';
import { orWithoutDynamo } from '../platform/without-dynamo.ts';
import { aliveUntil } from './connection.ts';
import { publish } from './publish.ts';
import {
  type Connection,
  deleteConnection,
  detachConnections,
  findConnection,
  insertConnection,
  listConnections,
} from './store/connections.ts';

/** Only whom somebody talked to of late is told, so that a popular person's arrival stays cheap. */
const PEERS_TOLD = 50;

export interface Presence {
  online: boolean;
  /** null while online, and for somebody who never was */
  lastSeen: Date | null;
}

/** Without DynamoDB nobody is known to be online. */
export async function readPresence(username: string): Promise<Presence> {
  const connections = await orWithoutDynamo(
    () => listConnections([username]),
    (reason) => log.warn('presence unknown', reason),
  );
  if (connections && connections.length > 0) return { online: true, lastSeen: null };
  return { online: false, lastSeen: await findLastSeen(username) };
}

/** MongoDB tells whom to tell: longer than it takes to connect to it, and no longer when it does not answer. */
const TELL_DEADLINE_MS = 2_000;

/** Being seen, now or later, is not worth refusing a socket for. A push that fails counts as one, and looking for whom to tell does not. */
const tellOthers = (work: () => Promise<void>): Promise<void> =>
  withinDeadline(TELL_DEADLINE_MS, work, (error) =>
    log.warn('presence not told', { error: describeError(error, 0) }),
  );

async function announce(username: string, online: boolean, at: Date): Promise<void> {
  const peers = await listPeers(username, PEERS_TOLD);
  const LastSeen = online ? null : at.toISOString();
  // Who knows this person need not know the others, or may be blocked by them.
  const audience = { usernames: peers, together: false };
  await publish(audience, { type: 'presence', data: { Username: username, Online: online, LastSeen } });
}

/** Registers an open socket; the first one of a person makes them online. */
export async function arrive(connection: Connection): Promise<void> {
  // As of its insertion, so that of two sockets which come and go at once the later one decides.
  const { live, dead } = await insertConnection(connection, aliveUntil());
  await tellOthers(async () => {
    // Should its end never be told, this at least was known.
    await setLastSeen(connection.username, now());
    if (live.every(({ id }) => id === connection.id)) await announce(connection.username, true, now());
    // The item of somebody who is always online never expires, and would keep each socket that ended unnoticed.
    await detachConnections(dead);
  });
}

/** Forgets a closed socket; the last one of a person makes them offline. */
export async function leave(connection: Connection): Promise<void> {
  await deleteConnection(connection);
  const at = now();
  await tellOthers(async () => {
    await setLastSeen(connection.username, at);
    const others = await listConnections([connection.username]);
    if (others.length === 0) await announce(connection.username, false, at);
  });
}

/** As leave, where all that is known of the socket is its id. */
export async function leaveById(id: string): Promise<void> {
  const connection = await findConnection(id);
  if (connection) await leave(connection);
}
