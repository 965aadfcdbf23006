/** Delivers events to whoever is connected: after the database acknowledged, bounded in time, never failing the cause. */

import type { Audience } from '../conversations/visibility.ts';
import { config } from '../platform/config.ts';
import { describeError, log } from '../platform/log.ts';
import { countMetric } from '../platform/request-scope.ts';
import { waitForAll } from '../platform/wait-for-all.ts';
import { withinDeadline } from '../platform/within-deadline.ts';
import { mayBeOpening } from './connection.ts';
import type { ServerFrame } from './resources.ts';
import { closeSocket, postToSocket } from './sockets.ts';
import { detachConnections, type KnownConnection, listConnections } from './store/connections.ts';

/** withinDeadline for what goes over sockets. @param what for the log: the type of a frame */
const push = (
  milliseconds: number,
  what: string,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<void> =>
  withinDeadline(milliseconds, work, (error) => {
    countMetric('PushesFailed');
    log.warn('push failed', { what, error: describeError(error, 0) });
  });

/** @returns false when the socket is gone */
async function deliver(connection: KnownConnection, frame: string, signal: AbortSignal): Promise<boolean> {
  const delivered = await postToSocket(connection.id, frame, signal);
  if (delivered) countMetric('Pushes');
  // It syncs as soon as it is open, and so misses nothing.
  else if (mayBeOpening(connection)) return true;
  else countMetric('StaleConnections');
  return delivered;
}

/** @returns of these people's sockets those that it reached, and those that are gone */
async function deliverToAll(
  usernames: readonly string[],
  frame: ServerFrame,
  signal: AbortSignal,
): Promise<{ live: KnownConnection[]; gone: KnownConnection[] }> {
  const text = JSON.stringify(frame);
  const connections = await listConnections(usernames, signal);
  const gone = new Set<KnownConnection>();
  await waitForAll(
    connections.map(async (connection) => {
      if (!(await deliver(connection, text, signal))) gone.add(connection);
    }),
  );
  return { live: connections.filter((connection) => !gone.has(connection)), gone: [...gone] };
}

/**
 * To every socket of these people, the sender's own devices included. PUSH_TIMEOUT_MS is what it may add to the request that
 * caused it; a device that is missed learns of the event when it syncs.
 * @param audience only people who are `together` hear that the sockets of one of them turned out to be gone
 */
export const publish = ({ usernames, together }: Audience, frame: ServerFrame): Promise<void> =>
  push(config.pushTimeoutMs, frame.type, async (signal) => {
    const { live, gone } = await deliverToAll(usernames, frame, signal);
    // Those that are gone, and no others: the sender has sockets too.
    const followUps = [detachConnections(gone)];
    if (together) followUps.push(tellWhoLeft(live, gone, signal));
    await Promise.all(followUps);
  });

/** Who of these people has an open socket: nobody, when that cannot be told within a push's time. */
export async function listPresent(usernames: string[]): Promise<ReadonlySet<string>> {
  const present = new Set<string>();
  await push(config.pushTimeoutMs, 'who is present', async (signal) => {
    for (const { username } of await listConnections(usernames, signal)) present.add(username);
  });
  return present;
}

/** Somebody whose sockets all turned out to be gone left without a `$disconnect`: those who are here hear of it now. */
async function tellWhoLeft(
  live: KnownConnection[],
  gone: KnownConnection[],
  signal: AbortSignal,
): Promise<void> {
  const here = new Set(live.map(({ username }) => username));
  const left = new Set(gone.map(({ username }) => username).filter((username) => !here.has(username)));
  for (const Username of left) {
    const frame: ServerFrame = { type: 'presence', data: { Username, Online: false, LastSeen: null } };
    await waitForAll(live.map(({ id }) => postToSocket(id, JSON.stringify(frame), signal)));
  }
}

/** Whoever logs out waits for it: an ended session's sockets must not go on listening. */
const CLOSE_DEADLINE_MS = 3_000;

/**
 * Tells the sockets of ended sessions and closes them. First of all nothing is delivered to them any more, however long the
 * rest takes; one that could not be closed is refused at its next ping.
 * @param ended decides by session id
 */
export const closeSocketsOf = (username: string, ended: (session: string) => boolean): Promise<void> =>
  push(CLOSE_DEADLINE_MS, 'session.revoked', async (signal) => {
    const connections = (await listConnections([username], signal)).filter(({ session }) => ended(session));
    await detachConnections(connections);
    await waitForAll(
      connections.map(async ({ id, session }) => {
        const frame: ServerFrame = { type: 'session.revoked', data: { SessionId: session } };
        await postToSocket(id, JSON.stringify(frame), signal);
        await closeSocket(id, signal);
      }),
    );
  });
