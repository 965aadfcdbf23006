import { redeemTicket } from '#lib/realtime/admission.ts';
import { arrive } from '#lib/realtime/presence.ts';
import { lifecycleEndpoint } from '#lib/realtime/socket-endpoint.ts';

/** $connect: admits the bearer of a ticket. Nothing can be sent to the socket before this has returned. */
export const handler = lifecycleEndpoint(async ({ connectionId, event }) => {
  const { ticket = '' } = event.queryStringParameters ?? {};
  const origin = event.headers?.Origin ?? event.headers?.origin ?? null;
  const { username, session } = await redeemTicket(ticket, origin);
  await arrive({ id: connectionId, username, session });
  return undefined;
});
