import { redeemTicket } from '#lib/realtime/admission.ts';
import { arrive, leave } from '#lib/realtime/presence.ts';
import { lifecycleEndpoint } from '#lib/realtime/socket-endpoint.ts';
import { requireSession } from '#lib/sessions/sessions.ts';

/** $connect: admits the bearer of a ticket. Nothing can be sent to the socket before this has returned. */
export const handler = lifecycleEndpoint('CONNECT', async ({ connectionId, event }) => {
  const { ticket = '' } = event.queryStringParameters ?? {};
  const origin = event.headers?.Origin ?? event.headers?.origin ?? null;
  const { username, session } = await redeemTicket(ticket, origin);
  const connection = { id: connectionId, username, session };
  try {
    await arrive(connection);
    // After it was registered: a session that ends from here on closes it, one that ended before is refused.
    await requireSession(username, session);
  } catch (error) {
    // Also when it could not be registered, for all that is known: the answer may have been lost.
    await leave(connection);
    throw error;
  }
  return undefined;
});
