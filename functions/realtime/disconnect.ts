import { leaveById } from '#lib/realtime/presence.ts';
import { lifecycleEndpoint } from '#lib/realtime/socket-endpoint.ts';

/** $disconnect: API Gateway calls it on a best-effort basis, so connections also expire. */
export const handler = lifecycleEndpoint('DISCONNECT', async ({ connectionId }) => {
  await leaveById(connectionId);
  return undefined;
});
