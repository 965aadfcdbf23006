/** Who may open a WebSocket: the bearer of a ticket, which is good for one connection within half a minute. */

import { ApiError } from '../http/errors.ts';
import { now } from '../platform/clock.ts';
import { config } from '../platform/config.ts';
import { identifyUser, needLogKey } from '../platform/identity.ts';
import { hashSecret, newSecret } from '../platform/random-secret.ts';
import { requireSession } from '../sessions/sessions.ts';
import type { Principal } from '../sessions/token.ts';
import type { TicketResource } from './resources.ts';
import { insertTicket, type Ticket, takeTicket } from './store/tickets.ts';

needLogKey();

const TICKET_SECONDS = 30;

export interface IssuedTicket {
  ticket: string;
  /** complete, the ticket included: what a client opens */
  url: string;
  expiresAt: Date;
}

export const toTicketResource = ({ ticket, url, expiresAt }: IssuedTicket): TicketResource => ({
  Ticket: ticket,
  Url: url,
  ExpiresAt: expiresAt.toISOString(),
});

/**
 * @param origin of the page that asks, null when none was sent
 * @throws ApiError session_ended
 */
export async function issueTicket(
  { username, session }: Principal,
  origin: string | null,
): Promise<IssuedTicket> {
  await requireSession(username, session);
  const ticket = newSecret();
  const expiresAt = new Date(now().getTime() + TICKET_SECONDS * 1000);
  await insertTicket(hashSecret(ticket), { username, session, origin }, expiresAt);
  return { ticket, url: `${config.websocket.url}?ticket=${ticket}`, expiresAt };
}

/**
 * Uses the ticket up. Browsers let any page open a WebSocket anywhere and only tell its origin, so the page that connects
 * must be of the origin that asked for the ticket (RFC 6455 §10.2).
 * @throws ApiError invalid_ticket, origin_not_allowed
 */
export async function redeemTicket(ticket: string, origin: string | null): Promise<Ticket> {
  const found = ticket === '' ? undefined : await takeTicket(hashSecret(ticket));
  if (!found) throw new ApiError('invalid_ticket');
  identifyUser(found.username);
  if (found.origin !== origin) throw new ApiError('origin_not_allowed');
  return found;
}
