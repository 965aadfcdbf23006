import { now } from '#lib/platform/clock.ts';
import { stayAlive } from '#lib/realtime/connection.ts';
import { frameEndpoint } from '#lib/realtime/socket-endpoint.ts';
import { frame } from './ping.endpoint.ts';

/** The `ping` frame. */
export const handler = frameEndpoint(frame, async (connection) => {
  await stayAlive(connection);
  return { type: 'pong', data: { Time: now().toISOString() } };
});
