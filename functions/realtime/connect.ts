import { arrive, leave } from '#lib/realtime/presence.ts';
import { lifecycleEndpoint } from '#lib/realtime/socket-endpoint.ts';
import { redeemTicket } from '#lib/realtime/tickets.ts';
import { requireSession } from '#lib/sessions/devices.ts';

/** $connect: admits the bearer of a ticket. The socket can receive frames only after this has returned. */
export const handler = lifecycleEndpoint('CONNECT', async ({ connectionId, event }) => {
  const { ticket = '' } = event.queryStringParameters ?? {};
  const origin = event.headers?.Origin ?? event.headers?.origin ?? null;
  const { username, session } = await redeemTicket(ticket, origin);
  const connection = { id: connectionId, username, session };
  try {
    await arrive(connection);
    // Checked after the registration: a session that ends later closes the socket, one that ended before is refused here.
    await requireSession(connection);
  } catch (error) {
    // Also after a failed registration, whose response may have been lost.
    await leave(connection);
    throw error;
  }
  return undefined;
});
