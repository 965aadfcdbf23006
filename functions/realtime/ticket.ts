import { endpoint } from '#lib/http/endpoint.ts';
import { json } from '#lib/http/responses.ts';
import { issueTicket } from '#lib/realtime/admission.ts';
import { NoInput } from '#lib/schemas.ts';

/** POST /realtime/tickets */
export const handler = endpoint({ access: 'token', input: NoInput }, async ({ user, event }) => {
  const { ticket, url, expiresAt } = await issueTicket(user, event.headers.origin ?? null);
  return json(201, { Ticket: ticket, Url: url, ExpiresAt: expiresAt.toISOString() });
});
