/** Handshakes while a database loses requests: a refused socket is not registered, and an admitted one may lack its presence event. */
import { afterAll, beforeEach, expect, test, vi } from 'vitest';
import { asks, beforeDatabases } from '../../support/faults/interruptions.ts';
import { buildContext } from '../../support/http/gateway.ts';
import type { Person } from '../../support/people/people.ts';
import { gateway } from '../../support/sockets/socket-gateway.ts';

const { mongodb, dynamodb } = await beforeDatabases();
process.env.LOG_LEVEL = 'info';
const lines: string[] = [];
vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
  lines.push(...String(chunk).split('\n'));
  return true;
});
const { handler: disconnectHandler } = await import('../../../functions/realtime/disconnect.ts');
const { readPresence } = await import('#lib/realtime/presence.ts');
const { createPerson } = await import('../../support/people/people.ts');
const { connect, getTicket, newConnectionId, openSocket, socketEvent } = await import(
  '../../support/sockets/sockets.ts'
);
const { send } = await import('../../support/people/two-people.ts');

let alice: Person;
let bob: Person;
beforeEach(async () => {
  [alice, bob] = [await createPerson('alice'), await createPerson('bob')];
  await send(alice, bob, 'so that they know each other');
});
afterAll(() => {
  vi.restoreAllMocks();
});

const logged = () => lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line));

test('a person whose socket was refused after its registration is not online', async () => {
  const ticket = await getTicket(alice);
  dynamodb.interrupt(asks('UpdateItem', 'SET #connection'), 'lose the answer');
  expect(await connect(newConnectionId(), ticket)).toBe(503);
  expect((await readPresence(alice.username)).online).toBe(false);
});

test('a coming or going that MongoDB keeps from being told is no push that failed', async () => {
  const his = await openSocket(bob);
  const hers = newConnectionId();
  const ticket = await getTicket(alice);
  gateway.frames(his).length = lines.length = 0;
  mongodb.interrupt((request) => request.includes('lastSeenAt'), 'cut', Infinity);
  expect(await connect(hers, ticket)).toBe(200);
  expect((await disconnectHandler(socketEvent(hers, '$disconnect'), buildContext())).statusCode).toBe(200);
  expect(gateway.frames(his)).toEqual([]);
  const warning = { level: 'warn', message: 'presence not told', error: expect.anything() };
  const frames = ['$connect', '$disconnect'].map((route) => ({ message: 'frame', route, status: 200 }));
  expect(logged()).toMatchObject([warning, frames[0], warning, frames[1]]);
  for (const line of logged()) expect(line).not.toHaveProperty('PushesFailed');
});
