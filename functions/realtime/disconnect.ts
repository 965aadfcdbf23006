import { leaveById } from '#lib/realtime/presence.ts';
import { lifecycleEndpoint } from '#lib/realtime/socket-endpoint.ts';

/** $disconnect: best effort on API Gateway's side, so that dead connections also expire by themselves. */
export const handler = lifecycleEndpoint('DISCONNECT', async ({ connectionId }) => {
  await leaveById(connectionId);
  return undefined;
});
