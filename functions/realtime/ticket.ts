import { endpoint } from '#lib/http/endpoint.ts';
import { json } from '#lib/http/responses.ts';
import { issueTicket, toTicketResource } from '#lib/realtime/admission.ts';
import { NoInput } from '#lib/schemas.ts';

/** POST /realtime/tickets */
export const handler = endpoint({ access: 'token', input: NoInput }, async ({ user, event }) => {
  const issued = await issueTicket(user, event.headers.origin ?? null);
  return json(201, toTicketResource(issued));
});
