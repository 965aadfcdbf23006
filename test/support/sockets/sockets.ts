/** Drives the WebSocket functions as API Gateway does, against the stand-in of its management API. */
import { randomBytes, randomUUID } from 'node:crypto';
import { now } from '#lib/platform/clock.ts';
import type { SocketEvent, SocketHandler, SocketResponse } from '#lib/realtime/socket-endpoint.ts';
import { extendConnection, findConnection } from '#lib/realtime/store/connections.ts';
import { handler as connectHandler } from '../../../functions/realtime/connect.ts';
import { handler as disconnectHandler } from '../../../functions/realtime/disconnect.ts';
import { handler as ticketHandler } from '../../../functions/realtime/ticket.ts';
import { recordingAs } from '../deploy/recorded-calls.ts';
import { buildContext, call } from '../http/gateway.ts';
import type { Person } from '../people/people.ts';
import { gateway } from './socket-gateway.ts';

export const newConnectionId = (): string => `c-${randomBytes(6).toString('base64url')}=`;

export async function getTicket({ token }: Person, origin?: string): Promise<string> {
  const headers = origin === undefined ? {} : { origin };
  const { body } = await call(ticketHandler, { method: 'POST', path: '/realtime/tickets', token, headers });
  return body.Ticket;
}

const EVENT_TYPES: Record<string, 'CONNECT' | 'DISCONNECT'> = {
  $connect: 'CONNECT',
  $disconnect: 'DISCONNECT',
};

/** As API Gateway sends it. */
export const socketEvent = (
  connectionId: string,
  routeKey: string,
  more: Partial<SocketEvent> = {},
): SocketEvent => ({
  requestContext: {
    connectionId,
    routeKey,
    eventType: EVENT_TYPES[routeKey] ?? 'MESSAGE',
    requestId: randomUUID(),
    identity: { sourceIp: '192.0.2.1' },
  },
  ...more,
});

/** @returns the status that API Gateway answers the handshake with */
export async function connect(id: string, ticket: string, origin?: string): Promise<number> {
  const headers = origin === undefined ? {} : { Origin: origin };
  const request = socketEvent(id, '$connect', { headers, queryStringParameters: { ticket } });
  const { statusCode } = await recordingAs(connectHandler, () => connectHandler(request, buildContext()));
  if (statusCode === 200) gateway.open(id);
  return statusCode;
}

/** An open socket of this person. @returns its connection id */
export async function openSocket(person: Person): Promise<string> {
  const id = newConnectionId();
  const status = await connect(id, await getTicket(person));
  if (status !== 200) throw new Error(`The socket was refused with ${status}`);
  return id;
}

/** Like a laptop that is closed: no `$disconnect` arrives. */
export async function vanish(id: string): Promise<void> {
  const connection = await findConnection(id);
  const openedEarlier = new Date(now().getTime() + 5 * 60_000);
  if (connection) await extendConnection(connection, openedEarlier);
  gateway.vanish(id);
}

export async function closeSocket(id: string): Promise<void> {
  gateway.vanish(id);
  await recordingAs(disconnectHandler, () =>
    disconnectHandler(socketEvent(id, '$disconnect'), buildContext()),
  );
}

/** @returns the frame that is sent back, if any */
export async function sendFrame(handler: SocketHandler, id: string, frame: unknown) {
  const body = typeof frame === 'string' ? frame : JSON.stringify(frame);
  const response: SocketResponse = await recordingAs(handler, () =>
    handler(socketEvent(id, 'test', { body }), buildContext()),
  );
  return response.body === undefined ? undefined : JSON.parse(response.body);
}
