/** A socket that closes while its ping is under way: held at each of the ping's two writes until the close is done. */
import { beforeEach, expect, test } from 'vitest';
import { asks, beforeDatabases } from '../../support/faults/interruptions.ts';
import { buildContext } from '../../support/http/gateway.ts';
import type { Person } from '../../support/people/people.ts';

const { dynamodb } = await beforeDatabases();
const { handler: disconnectHandler } = await import('../../../functions/realtime/disconnect.ts');
const { handler: pingHandler } = await import('../../../functions/realtime/ping.ts');
const { readPresence } = await import('#lib/realtime/presence.ts');
const { createPerson } = await import('../../support/people/people.ts');
const { openSocket, socketEvent } = await import('../../support/sockets/sockets.ts');

let alice: Person;
beforeEach(async () => {
  alice = await createPerson('alice');
});

test.each([0, 1])('leaves the person offline, held at write %i', async (held) => {
  const id = await openSocket(alice);
  let writes = 0;
  const isWrite = asks('UpdateItem', '-connections');
  dynamodb.decide = (request) => (isWrite(request.toString('latin1')) && writes++ === held ? 'hold' : 'pass');
  const pinging = pingHandler(socketEvent(id, 'ping', { body: '{"type":"ping"}' }), buildContext());
  await expect.poll(() => dynamodb.holding).toBe(1);
  expect((await disconnectHandler(socketEvent(id, '$disconnect'), buildContext())).statusCode).toBe(200);
  dynamodb.release();
  await pinging;
  expect((await readPresence(alice.username)).online).toBe(false);
});
