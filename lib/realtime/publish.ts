/** Pushes events to open sockets, within a time limit. A failed push never fails the request. */

import { findShownTo } from '../accounts/people.ts';
import type { Audience } from '../conversations/visibility.ts';
import { config } from '../platform/config.ts';
import { describeError, log } from '../platform/log.ts';
import { countMetric } from '../platform/request-scope.ts';
import { waitForAll } from '../platform/wait-for-all.ts';
import { withinDeadline } from '../platform/within-deadline.ts';
import { mayBeOpening } from './connection.ts';
import type { ServerFrame } from './resources.ts';
import { closeSocket, postToSocket } from './sockets.ts';
import type { Connection, KnownConnection, NotificationMarks } from './store/connection-items.ts';
import { deleteConnection, detachConnections } from './store/connections.ts';
import { listConnections, readConnections, UNREAD } from './store/reading.ts';

/** withinDeadline for pushes. @param what type of the frame, for the log */
const push = (
  milliseconds: number,
  what: string,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<void> =>
  withinDeadline(milliseconds, work, (error) => {
    countMetric('PushesFailed');
    log.warn('push failed', { what, error: describeError(error, 0) });
  });

/** @returns false when the socket no longer exists */
async function deliver(connection: KnownConnection, frame: string, signal: AbortSignal): Promise<boolean> {
  const delivered = await postToSocket(connection.id, frame, signal);
  if (delivered) countMetric('Pushes');
  // A socket that is still opening syncs once it is open, so it misses nothing.
  else if (mayBeOpening(connection)) return true;
  else countMetric('StaleConnections');
  return delivered;
}

/**
 * Below the 32 KB of a frame, beyond which API Gateway closes the socket.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html
 */
const FRAME_MAX_BYTES = 30 * 1024;

/** A message that does not fit is fetched by its readers. */
export function frameText(frame: ServerFrame): string {
  const text = JSON.stringify(frame);
  if (Buffer.byteLength(text) <= FRAME_MAX_BYTES || !('version' in frame && 'Id' in frame.data)) return text;
  const { conversation, version } = frame;
  const { Id } = frame.data;
  const changed: ServerFrame = { type: 'conversation.changed', conversation, version, data: { Id } };
  return JSON.stringify(changed);
}

interface Delivery {
  /** sockets that were reached, or may be */
  live: KnownConnection[];
  /** sockets that no longer exist */
  gone: KnownConnection[];
  /** why sockets were not reached, or not looked up, that may exist */
  failures: unknown[];
}

/** Work beside the pushes, within their time. @param marks of those of the audience who have a push subscription */
export type Beside = (marks: NotificationMarks[], signal: AbortSignal) => Promise<void>;

async function deliverToAll(
  usernames: readonly string[],
  frame: ServerFrame,
  signal: AbortSignal,
  beside: Beside | undefined,
): Promise<Delivery> {
  const text = frameText(frame);
  const { connections, marks, isComplete } = await readConnections(usernames, signal);
  const delivery: Delivery = { live: [], gone: [], failures: isComplete ? [] : [new Error(UNREAD)] };
  const { live, gone, failures } = delivery;
  await waitForAll([
    ...(beside && marks.length > 0 ? [beside(marks, signal)] : []),
    ...connections.map(async (connection) => {
      try {
        (await deliver(connection, text, signal)) ? live.push(connection) : gone.push(connection);
      } catch (error) {
        live.push(connection);
        failures.push(error);
      }
    }),
  ]);
  signal.throwIfAborted();
  return delivery;
}

export interface Publishing {
  /** that it takes at most */
  milliseconds?: number;
  beside?: Beside | undefined;
}

/**
 * Pushes to every socket of the audience, including the sender's own devices; a device that was not reached gets the change by sync.
 * @param to only with `together` do its members learn that all sockets of one of them have gone
 */
export const publish = (
  to: Audience | Promise<Audience>,
  frame: ServerFrame,
  { milliseconds = config.pushTimeoutMs, beside }: Publishing = {},
): Promise<void> =>
  push(milliseconds, frame.type, async (signal) => {
    const { usernames, together } = await to;
    const { live, gone, failures } = await deliverToAll(usernames, frame, signal, beside);
    // Only the sockets that no longer exist, also when others failed.
    const followUps = [detachConnections(gone)];
    if (together) followUps.push(tellWhoLeft(live, gone, signal));
    await Promise.all(followUps);
    if (failures.length > 0) throw failures[0];
  });

/** @returns the people with an open socket; empty when DynamoDB does not answer within a push's time limit */
export async function listPresent(usernames: string[]): Promise<ReadonlySet<string>> {
  const present = new Set<string>();
  await push(config.pushTimeoutMs, 'who is present', async (signal) => {
    for (const { username } of await listConnections(usernames, signal)) present.add(username);
  });
  return present;
}

/** Publishes "offline" for people whose sockets have all gone without a `$disconnect`. */
async function tellWhoLeft(
  live: KnownConnection[],
  gone: KnownConnection[],
  signal: AbortSignal,
): Promise<void> {
  const here = new Set(live.map(({ username }) => username));
  const left = new Set(gone.map(({ username }) => username).filter((username) => !here.has(username)));
  if (left.size === 0) return;
  const settings = await findShownTo([...left]);
  for (const Username of left) {
    if (settings.get(Username)?.presenceTo === 'nobody') continue;
    const frame: ServerFrame = { type: 'presence', data: { Username, Online: false, LastSeen: null } };
    await waitForAll(live.map(({ id }) => postToSocket(id, JSON.stringify(frame), signal)));
  }
}

/** Longer than a push, and part of a logout's time: sockets of an ended session must not receive further events. */
const CLOSE_DEADLINE_MS = 3_000;

/** Says `socket.closing` to these sockets of one person and closes them. They are forgotten first, so that nothing further is delivered. */
export const makeRoom = (connections: Connection[]): Promise<void> =>
  push(CLOSE_DEADLINE_MS, 'socket.closing', async (signal) => {
    await waitForAll(connections.map(deleteConnection));
    await waitForAll(
      connections.map(async ({ id }) => {
        const frame: ServerFrame = { type: 'socket.closing', data: { Reason: 'too_many_sockets' } };
        await postToSocket(id, JSON.stringify(frame), signal);
        await closeSocket(id, signal);
      }),
    );
  });

/**
 * Sends `session.revoked` to the sockets of ended sessions and closes them. They are detached first, so that nothing further is
 * delivered; a socket that could not be closed is refused at its next ping.
 * @param ended whether a session (by id) has ended
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
