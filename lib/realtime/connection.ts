/** An open socket on its own: whose it is, and how long it counts as alive. */

import { ApiError } from '../http/errors.ts';
import { now } from '../platform/clock.ts';
import { identifyUser, needLogKey } from '../platform/identity.ts';
import { findSession } from '../sessions/devices.ts';
import {
  type Connection,
  extendConnection,
  findConnection,
  type KnownConnection,
} from './store/connections.ts';

needLogKey();

/** API Gateway closes a socket that is idle for ten minutes; one that neither closed nor pinged for longer is dead. */
const ALIVE_SECONDS = 11 * 60;

export const aliveUntil = (): Date => new Date(now().getTime() + ALIVE_SECONDS * 1000);

/** API Gateway waits for `$connect` for at most 29 seconds; the rest is for clocks that differ. */
const OPENING_MS = 30_000;

/**
 * Whether it was registered (or pinged) so lately that `$connect` may not have returned: API Gateway answers 410 for its socket
 * until then, just as for one that is gone.
 */
export function mayBeOpening({ expiresAt }: KnownConnection): boolean {
  const age = aliveUntil().getTime() - expiresAt.getTime();
  return Math.abs(age) < OPENING_MS;
}

/** @throws ApiError unknown_connection: the socket is open but no longer known; session_ended */
export async function requireConnection(id: string): Promise<Connection> {
  const connection = await findConnection(id);
  if (!connection) throw new ApiError('unknown_connection');
  identifyUser(connection.username);
  if (!(await findSession(connection.username, connection.session))) throw new ApiError('session_ended');
  return connection;
}

/** @throws ApiError unknown_connection */
export async function stayAlive(connection: Connection): Promise<void> {
  if (!(await extendConnection(connection, aliveUntil()))) throw new ApiError('unknown_connection');
}
