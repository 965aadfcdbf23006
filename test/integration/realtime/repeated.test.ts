/** Whoever repeats a command was not answered, maybe because the first attempt ended before it told anybody. */
import { expect, test } from 'vitest';
import { handler as deleteHandler } from '../../../functions/messages/delete.ts';
import { handler as sendHandler } from '../../../functions/messages/send.ts';
import { call } from '../../support/gateway.ts';
import { createPerson, type Person } from '../../support/people.ts';
import { gateway } from '../../support/socket-gateway.ts';
import { openSocket } from '../../support/sockets.ts';

const frames = (id: string) => gateway.frames(id).filter(({ type }) => type !== 'presence');

const send = (from: Person, to: Person, headers = {}) => {
  const body = { User: to.username, Message: 'once', ClientId: 'same-id' };
  return call(sendHandler, { method: 'POST', path: '/messages', token: from.token, headers, body });
};

test('a send or a deletion that is repeated is told again, as it was', async () => {
  const [alice, bob] = [await createPerson('alice'), await createPerson('bob')];
  const { body: first } = await send(alice, bob, { prefer: 'return=representation' });
  const socket = await openSocket(bob);
  await send(alice, bob);
  const created = { type: 'message.created', conversation: expect.any(String), version: 1, data: first };
  expect(frames(socket)).toEqual([created]);

  const change = { path: `/messages/${first.Id}`, params: { id: first.Id }, token: alice.token };
  await call(deleteHandler, { ...change, method: 'DELETE' });
  await call(deleteHandler, { ...change, method: 'DELETE' });
  const [, deleted, again] = frames(socket);
  expect(deleted).toMatchObject({ type: 'message.deleted', data: { Id: first.Id, Message: '' } });
  expect(again).toEqual(deleted);
});

test('a send that is repeated after the message was changed tells nobody how it was', async () => {
  const [alice, bob] = [await createPerson('alice'), await createPerson('bob')];
  const { body: first } = await send(alice, bob, { prefer: 'return=representation' });
  const change = { path: `/messages/${first.Id}`, params: { id: first.Id }, token: alice.token };
  await call(deleteHandler, { ...change, method: 'DELETE' });
  const socket = await openSocket(bob);
  await send(alice, bob);
  expect(frames(socket)).toEqual([]);
});
