import { leave } from '#lib/realtime/presence.ts';
import { lifecycleEndpoint } from '#lib/realtime/socket-endpoint.ts';
import { findConnection } from '#lib/realtime/store/connections.ts';

/** $disconnect: best effort on API Gateway's side, so that dead connections also expire by themselves. */
export const handler = lifecycleEndpoint('DISCONNECT', async ({ connectionId }) => {
  const connection = await findConnection(connectionId);
  if (connection) await leave(connection);
  return undefined;
});
