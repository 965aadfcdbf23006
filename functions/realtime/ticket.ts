import { endpoint } from '#lib/http/endpoint.ts';
import { json } from '#lib/http/responses.ts';
import { requireAdmission } from '#lib/limits/rate-limits.ts';
import { issueTicket, toTicketResource } from '#lib/realtime/tickets.ts';
import { requireSession } from '#lib/sessions/devices.ts';
import { spec } from './ticket.endpoint.ts';

/** POST /realtime/tickets */
export const handler = endpoint(
  spec,
  async ({ user, event }) => {
    const issued = await issueTicket(user, event.headers.origin ?? null);
    return json(201, toTicketResource(issued));
  },
  requireSession,
  requireAdmission,
);
