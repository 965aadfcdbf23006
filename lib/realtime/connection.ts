/** An open socket: its owner, and how long it counts as alive. */

import { ApiError } from '../http/errors.ts';
import { requireAdmission } from '../limits/rate-limits.ts';
import { countInMemory } from '../limits/windows.ts';
import { now } from '../platform/clock.ts';
import { identifyUser, needLogKey } from '../platform/identity.ts';
import { waitForAll } from '../platform/wait-for-all.ts';
import { findSession } from '../sessions/devices.ts';
import type { Connection, KnownConnection } from './store/connection-items.ts';
import { extendConnection, findConnection } from './store/connections.ts';

needLogKey();

/** API Gateway closes sockets after ten idle minutes, so one without a ping for longer is dead. */
const ALIVE_SECONDS = 11 * 60;

export const aliveUntil = (): Date => new Date(now().getTime() + ALIVE_SECONDS * 1000);

/** API Gateway waits at most 29 seconds for `$connect`; one second is for clock skew. */
const OPENING_MS = 30_000;

/**
 * Whether the socket is so new (or pinged so recently) that `$connect` may still be running. Until `$connect` returns, API Gateway
 * answers 410 for the socket, as for a closed one.
 */
export function mayBeOpening({ expiresAt }: KnownConnection): boolean {
  const age = aliveUntil().getTime() - expiresAt.getTime();
  return Math.abs(age) < OPENING_MS;
}

/**
 * Counts a frame, for all sockets of its owner together, and beside it reads whether their session has ended. A flood over one socket is
 * refused from memory.
 * @throws ApiError rate_limited; unknown_connection when the open socket is no longer registered; session_ended
 */
export async function admitFrame(id: string): Promise<Connection> {
  countInMemory('frames', id);
  const connection = await findConnection(id);
  if (!connection) throw new ApiError('unknown_connection');
  const { username, session } = connection;
  identifyUser(username);
  const [, found] = await waitForAll<unknown>([
    requireAdmission('frames', `@${username}`),
    findSession(username, session),
  ]);
  if (!found) throw new ApiError('session_ended');
  return connection;
}

/** @throws ApiError unknown_connection */
export async function stayAlive(connection: Connection): Promise<void> {
  if (!(await extendConnection(connection, aliveUntil()))) throw new ApiError('unknown_connection');
}
