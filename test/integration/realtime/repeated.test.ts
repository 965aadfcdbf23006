/** Repeated commands publish their event again, because the first attempt may have stopped before publishing. */
import { afterEach, expect, test } from 'vitest';
import { setClock } from '#lib/platform/clock.ts';
import { handler as deleteHandler } from '../../../functions/messages/delete.ts';
import { handler as sendHandler } from '../../../functions/messages/send.ts';
import { call } from '../../support/http/gateway.ts';
import { createPerson, type Person } from '../../support/people/people.ts';
import { block, edit, read } from '../../support/people/two-people.ts';
import { gateway } from '../../support/sockets/socket-gateway.ts';
import { openSocket } from '../../support/sockets/sockets.ts';

afterEach(() => setClock());

const frames = (id: string) => gateway.frames(id).filter(({ type }) => type !== 'presence');

const send = (from: Person, to: Person, headers = {}) => {
  const body = { User: to.username, Message: 'once', ClientId: 'same-id' };
  return call(sendHandler, { method: 'POST', path: '/messages', token: from.token, headers, body });
};

test('a repeated send or deletion publishes the same event again', async () => {
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

test('a deletion publishes its event again only within a minute', async () => {
  const [alice, bob] = [await createPerson('alice'), await createPerson('bob')];
  const { body: first } = await send(alice, bob, { prefer: 'return=representation' });
  const change = { path: `/messages/${first.Id}`, params: { id: first.Id }, token: alice.token };
  const remove = () => call(deleteHandler, { ...change, method: 'DELETE' });
  const start = Date.now();
  setClock(() => start);
  await remove();
  const socket = await openSocket(bob);
  setClock(() => start + 59_000);
  expect((await remove()).status).toBe(204);
  expect(frames(socket)).toHaveLength(1);
  setClock(() => start + 61_000);
  expect((await remove()).status).toBe(204);
  expect(frames(socket)).toHaveLength(1);
});

test('a send repeated after a change of the message publishes nothing', async () => {
  const [alice, bob] = [await createPerson('alice'), await createPerson('bob')];
  const { body: first } = await send(alice, bob, { prefer: 'return=representation' });
  const change = { path: `/messages/${first.Id}`, params: { id: first.Id }, token: alice.token };
  await call(deleteHandler, { ...change, method: 'DELETE' });
  const socket = await openSocket(bob);
  await send(alice, bob);
  expect(frames(socket)).toEqual([]);
});

test('a repeated edit publishes another event; a read mark or block that is already set does not', async () => {
  const [alice, bob] = [await createPerson('alice'), await createPerson('bob')];
  const { body: first } = await send(alice, bob, { prefer: 'return=representation' });
  const socket = await openSocket(bob);
  const twice = async (action: () => Promise<unknown>) => {
    gateway.frames(socket).length = 0;
    await action();
    await action();
    return frames(socket).map(({ type }) => type);
  };
  expect(await twice(() => edit(alice, first.Id, 'better'))).toEqual(['message.updated', 'message.updated']);
  expect(await twice(() => read(bob, alice, first.Seq))).toEqual(['conversation.read']);
  expect(await twice(() => block(bob, alice.username))).toEqual(['block']);
});
