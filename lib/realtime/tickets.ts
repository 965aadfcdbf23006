/** Tickets for WebSockets. A ticket admits one connection within 30 seconds. */

import { ApiError } from '../http/errors.ts';
import { now } from '../platform/clock.ts';
import { config } from '../platform/config.ts';
import { identifyUser, needLogKey } from '../platform/identity.ts';
import { hashSecret, newSecret } from '../platform/random-secret.ts';
import type { Principal } from '../sessions/token.ts';
import type { TicketResource } from './resources.ts';
import { insertTicket, type Ticket, takeTicket } from './store/tickets.ts';

needLogKey();

const TICKET_SECONDS = 30;

export interface IssuedTicket {
  ticket: string;
  /** the complete URL to open, including the ticket */
  url: string;
  expiresAt: Date;
}

export const toTicketResource = ({ ticket, url, expiresAt }: IssuedTicket): TicketResource => ({
  Ticket: ticket,
  Url: url,
  ExpiresAt: expiresAt.toISOString(),
});

/**
 * @param origin of the requesting page; null when none was sent
 * @throws ApiError session_ended
 */
export async function issueTicket(
  { username, session }: Principal,
  origin: string | null,
): Promise<IssuedTicket> {
  const ticket = newSecret();
  const expiresAt = new Date(now().getTime() + TICKET_SECONDS * 1000);
  await insertTicket(hashSecret(ticket), { username, session, origin }, expiresAt);
  return { ticket, url: `${config.websocket.url}?ticket=${ticket}`, expiresAt };
}

/**
 * Uses the ticket. Browsers let any page open a WebSocket to any host and only send the page's origin, so the origin must be the
 * one that requested the ticket (RFC 6455 §10.2).
 * @throws ApiError invalid_ticket, origin_not_allowed
 */
export async function redeemTicket(ticket: string, origin: string | null): Promise<Ticket> {
  const found = ticket === '' ? undefined : await takeTicket(hashSecret(ticket));
  if (!found) throw new ApiError('invalid_ticket');
  identifyUser(found.username);
  if (found.origin !== origin) throw new ApiError('origin_not_allowed');
  return found;
}
