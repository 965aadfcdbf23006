/** Tickets, the handshake, presence: functions/realtime/ticket.ts, connect.ts, disconnect.ts. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { setClock } from '#lib/platform/clock.ts';
import { dynamo, GetItemCommand, tableName, text } from '#lib/platform/dynamo.ts';
import { readPresence } from '#lib/realtime/presence.ts';
import { listConnections } from '#lib/realtime/store/reading.ts';
import { endSession } from '#lib/sessions/sessions.ts';
import { handler as connectHandler } from '../../../functions/realtime/connect.ts';
import { handler as disconnectHandler } from '../../../functions/realtime/disconnect.ts';
import { handler as pingHandler } from '../../../functions/realtime/ping.ts';
import { handler as ticketHandler } from '../../../functions/realtime/ticket.ts';
import { buildContext, call } from '../../support/http/gateway.ts';
import { createPerson, logInAgain, type Person } from '../../support/people/people.ts';
import { acquaint } from '../../support/people/two-people.ts';
import { gateway } from '../../support/sockets/socket-gateway.ts';
import {
  closeSocket,
  connect,
  getTicket,
  newConnectionId,
  openSocket,
  sendFrame,
  socketEvent,
} from '../../support/sockets/sockets.ts';

let alice: Person;
let bob: Person;
beforeEach(async () => {
  [alice, bob] = [await createPerson('alice'), await createPerson('bob')];
});
afterEach(() => setClock());

test('a ticket comes with the complete address, for half a minute', async () => {
  const { status, body } = await call(ticketHandler, {
    method: 'POST',
    path: '/realtime/tickets',
    token: alice.token,
  });
  expect(status).toBe(201);
  expect(body.Url).toMatch(/^ws:\/\/.+\?ticket=/);
  expect(body.Url).toContain(body.Ticket);
  expect(Date.parse(body.ExpiresAt) - Date.now()).toBeGreaterThan(25_000);
});

test('a ticket admits one connection', async () => {
  const ticket = await getTicket(alice);
  const attempts = Array.from({ length: 8 }, () => connect(newConnectionId(), ticket));
  expect((await Promise.all(attempts)).sort()).toEqual([200, 401, 401, 401, 401, 401, 401, 401]);
  expect(await listConnections([alice.username])).toHaveLength(1);
});

test('the twenty-first socket closes the one without a ping for the longest, and says why', async () => {
  const start = Date.now();
  const sockets: string[] = [];
  for (let index = 0; index < 20; index++) {
    setClock(() => start + index * 5_000);
    sockets.push(await openSocket(alice));
  }
  const [pinged = '', silent = ''] = sockets;
  setClock(() => start + 100_000);
  await sendFrame(pingHandler, pinged, { type: 'ping' });
  const frames = gateway.frames(silent);
  const newest = await openSocket(alice);
  expect(sockets.filter((id) => !gateway.isOpen(id))).toEqual([silent]);
  expect(frames).toEqual([{ type: 'socket.closing', data: { Reason: 'too_many_sockets' } }]);
  const registered = (await listConnections([alice.username])).map(({ id }) => id);
  expect(registered.toSorted()).toEqual([...sockets.filter((id) => id !== silent), newest].toSorted());
  // The session goes on.
  expect((await sendFrame(pingHandler, newest, { type: 'ping' }))?.type).toBe('pong');
  expect(await sendFrame(pingHandler, silent, { type: 'ping' })).toMatchObject({
    data: { code: 'unknown_connection' },
  });
});

test('a ticket expires after 30 seconds', async () => {
  const ticket = await getTicket(alice);
  const start = Date.now();
  setClock(() => start + 31_000);
  expect(await connect(newConnectionId(), ticket)).toBe(401);
});

test.each(['', 'made-up', '{"$gt":""}'])('a ticket %j was never issued', async (ticket) => {
  expect(await connect(newConnectionId(), ticket)).toBe(401);
});

test('only a page of the origin that got the ticket may connect', async () => {
  const [home, elsewhere] = ['https://chat.example.org', 'https://evil.example'];
  expect(await connect(newConnectionId(), await getTicket(alice, home), home)).toBe(200);
  expect(await connect(newConnectionId(), await getTicket(alice, home), elsewhere)).toBe(403);
  expect(await connect(newConnectionId(), await getTicket(alice), elsewhere)).toBe(403);
});

test('an ended session gets no ticket, though its access token is still valid', async () => {
  await endSession(alice.username, alice.session);
  const answer = await call(ticketHandler, { method: 'POST', path: '/realtime/tickets', token: alice.token });
  expect(answer).toMatchObject({ status: 401, body: { code: 'session_ended' } });
});

test('a ticket from before the logout opens no socket after it', async () => {
  const ticket = await getTicket(alice);
  await endSession(alice.username, alice.session);
  const id = newConnectionId();
  expect(await connect(id, ticket)).toBe(401);
  expect(await listConnections([alice.username])).toEqual([]);
});

test('a new socket takes what died unnoticed off the list', async () => {
  const start = Date.now();
  const [died, pinged, last] = [newConnectionId(), newConnectionId(), newConnectionId()];
  setClock(() => start - 12 * 60_000);
  await connect(died, await getTicket(alice));
  setClock();
  await connect(pinged, await getTicket(alice));
  await connect(last, await getTicket(alice));
  const Key = { key: text(`user#${alice.username}`) };
  const { Item = {} } = await dynamo.send(
    new GetItemCommand({ TableName: tableName('connections'), Key, ConsistentRead: true }),
  );
  const listed = Object.keys(Item).filter((name) => name.startsWith('c:'));
  expect(listed.sort()).toEqual([`c:${pinged}`, `c:${last}`].sort());
});

test('logging out makes offline, as closing the socket does', async () => {
  await acquaint(alice, bob);
  const [his, hers] = [await openSocket(bob), await openSocket(alice)];
  await endSession(alice.username, alice.session);
  // What API Gateway does when it has closed the socket.
  await closeSocket(hers);
  expect(gateway.frames(his).at(-1)).toMatchObject({ type: 'presence', data: { Online: false } });
  expect(await readPresence(alice.username)).toEqual({ online: false, lastSeen: expect.any(Date) });
});

test('a frame that names a route of the gateway’s own is not one', async () => {
  const socket = await openSocket(alice);
  for (const [handler, routeKey] of [
    [connectHandler, '$connect'],
    [disconnectHandler, '$disconnect'],
  ] as const) {
    const { requestContext } = socketEvent(socket, routeKey);
    const frame = { requestContext: { ...requestContext, eventType: 'MESSAGE' as const } };
    expect((await handler(frame, buildContext())).statusCode).toBe(400);
  }
  expect((await readPresence(alice.username)).online).toBe(true);
});

test('a person is online while a socket is open, and last seen afterwards', async () => {
  expect(await readPresence(alice.username)).toEqual({ online: false, lastSeen: null });
  const [first, second] = [await openSocket(alice), await openSocket(await logInAgain(alice))];
  expect(await readPresence(alice.username)).toEqual({ online: true, lastSeen: null });
  await closeSocket(first);
  expect((await readPresence(alice.username)).online).toBe(true);
  await closeSocket(second);
  expect(await readPresence(alice.username)).toEqual({ online: false, lastSeen: expect.any(Date) });
});

test('a socket that neither closed nor pinged counts as dead after eleven minutes', async () => {
  await openSocket(alice);
  const start = Date.now();
  setClock(() => start + 11 * 60_000 + 1_000);
  expect((await readPresence(alice.username)).online).toBe(false);
});

test('recent peers get presence events for the first socket and after the last one', async () => {
  await acquaint(alice, bob);
  const socket = await openSocket(bob);
  const stranger = await openSocket(await createPerson('stranger'));
  const [first, second] = [await openSocket(alice), await openSocket(alice)];
  await closeSocket(first);
  await closeSocket(second);
  expect(gateway.frames(socket)).toEqual([
    { type: 'presence', data: { Username: alice.username, Online: true, LastSeen: null } },
    {
      type: 'presence',
      data: { Username: alice.username, Online: false, LastSeen: expect.stringMatching(/Z$/) },
    },
  ]);
  expect(gateway.frames(stranger)).toEqual([]);
});
