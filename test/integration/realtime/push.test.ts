/** Events that connected people receive; a push never fails or delays its request. */
import { beforeEach, expect, test } from 'vitest';
import { directConversationId } from '#lib/conversations/conversation.ts';
import { findConnection } from '#lib/realtime/store/connections.ts';
import { listConnections } from '#lib/realtime/store/reading.ts';
import { handler as blockHandler } from '../../../functions/blocks/add.ts';
import { handler as readHandler } from '../../../functions/conversations/read.ts';
import { handler as deleteAccountHandler } from '../../../functions/me/delete.ts';
import { handler as updateHandler } from '../../../functions/me/update.ts';
import { handler as deleteHandler } from '../../../functions/messages/delete.ts';
import { handler as editHandler } from '../../../functions/messages/edit.ts';
import { handler as sendHandler } from '../../../functions/messages/send.ts';
import { call } from '../../support/http/gateway.ts';
import { createPerson, logInAgain, type Person } from '../../support/people/people.ts';
import { PASSWORD } from '../../support/people/registration.ts';
import { accept, acquaint } from '../../support/people/two-people.ts';
import { gateway } from '../../support/sockets/socket-gateway.ts';
import { closeSocket, openSocket, vanish } from '../../support/sockets/sockets.ts';

let alice: Person;
let bob: Person;
beforeEach(async () => {
  [alice, bob] = [await createPerson('alice'), await createPerson('bob')];
});

const REPRESENTATION = { prefer: 'return=representation' };
const send = (Message: string, ClientId?: string) => {
  const body = { User: bob.username, Message, ...(ClientId === undefined ? {} : { ClientId }) };
  return call(sendHandler, {
    method: 'POST',
    path: '/messages',
    token: alice.token,
    body,
    headers: REPRESENTATION,
  });
};
const frames = (id: string) => gateway.frames(id).filter(({ type }) => type !== 'presence');

test('each change reaches every device of both sides, as the API answered it', async () => {
  const sockets = [await openSocket(alice), await openSocket(await logInAgain(alice)), await openSocket(bob)];
  const { body: message } = await send('hello', 'own-id');
  await accept(alice, bob);
  const change = { path: `/messages/${message.Id}`, params: { id: message.Id }, token: alice.token };
  const { body: edited } = await call(editHandler, {
    ...change,
    method: 'PATCH',
    body: { Message: 'hello!' },
    headers: REPRESENTATION,
  });
  await call(deleteHandler, { ...change, method: 'DELETE' });
  await call(readHandler, {
    method: 'PUT',
    path: '/conversations/x/read',
    params: { conversation: alice.username },
    token: bob.token,
    body: { Seq: message.Seq },
  });
  const conversation = directConversationId(alice.username, bob.username);
  for (const socket of sockets) {
    expect(frames(socket)).toEqual([
      { type: 'message.created', conversation, version: 1, data: message },
      { type: 'message.updated', conversation, version: 2, data: edited },
      {
        type: 'message.deleted',
        conversation,
        version: 3,
        data: { ...edited, Message: '', Version: 3, DeletedAt: expect.any(String) },
      },
      { type: 'conversation.read', conversation, version: 0, data: { Username: bob.username, Seq: 1 } },
    ]);
  }
  expect(message.ClientId).toBe('own-id');
});

test('a changed profile reaches recent peers and own devices, and so does its deletion', async () => {
  const stranger = await openSocket(await createPerson('stranger'));
  await send('hello');
  const blocker = await createPerson('carol');
  await call(sendHandler, {
    method: 'POST',
    path: '/messages',
    token: blocker.token,
    body: { User: alice.username, Message: 'hello' },
  });
  await call(blockHandler, {
    method: 'PUT',
    path: '/blocks/x',
    params: { username: alice.username },
    token: blocker.token,
  });
  const [own, his, blocked] = [await openSocket(alice), await openSocket(bob), await openSocket(blocker)];
  const update = (body: unknown) =>
    call(updateHandler, { method: 'PATCH', path: '/me', token: alice.token, body });
  await update({ email: 'only-for-alice@example.org' });
  for (const socket of [own, his]) expect(frames(socket)).toEqual([]);

  await update({ display_name: 'Ali', avatar: { emoji: '🦊' } });
  const changed = {
    type: 'profile',
    data: {
      Username: alice.username,
      Profile: { username: alice.username, display_name: 'Ali', bio: null, avatar: { emoji: '🦊' } },
    },
  };
  for (const socket of [own, his]) expect(frames(socket)).toEqual([changed]);

  const body = { password: PASSWORD };
  await call(deleteAccountHandler, { method: 'DELETE', path: '/me', token: alice.token, body });
  const deleted = { type: 'profile', data: { Username: alice.username, Profile: null } };
  expect(frames(his)).toEqual([changed, deleted]);
  for (const socket of [stranger, blocked]) expect(frames(socket)).toEqual([]);
});

test('a stranger gets nothing', async () => {
  const [member, stranger] = [await openSocket(bob), await openSocket(await createPerson('stranger'))];
  await send('between us');
  expect([frames(member).length, gateway.frames(stranger)]).toEqual([1, []]);
});

test('of one live and two stale sockets the live one gets the event, the stale rows go, the sender’s stay', async () => {
  const own = [await openSocket(alice), await openSocket(alice)];
  const [live, ...stale] = [await openSocket(bob), await openSocket(bob), await openSocket(bob)];
  for (const id of stale) await vanish(id);
  await send('anybody there?');
  expect(frames(live ?? '')).toHaveLength(1);
  const rows = (await listConnections([alice.username, bob.username])).map(({ id }) => id);
  expect(rows.sort()).toEqual([...own, live].sort());
});

test('a socket that is still opening does not count as gone: no presence event, and it gets the next event', async () => {
  const [own, opening] = [await openSocket(alice), await openSocket(bob)];
  // API Gateway answers 410 for a socket until its handshake is through, which it was when $connect had been answered.
  gateway.vanish(opening);
  await send('anybody there?');
  expect(gateway.frames(own).filter(({ type }) => type === 'presence')).toEqual([]);
  gateway.open(opening);
  await send('now?');
  expect(frames(opening)).toHaveLength(1);
});

test('when all sockets of the other side are gone, the sender hears that they left', async () => {
  await acquaint(alice, bob);
  const own = await openSocket(alice);
  await vanish(await openSocket(bob));
  await send('anybody there?');
  expect(gateway.frames(own).at(-1)).toEqual({
    type: 'presence',
    data: { Username: bob.username, Online: false, LastSeen: null },
  });
});

test('whose a stale socket was stays known until it expires: its end can still be told', async () => {
  const [own, stale] = [await openSocket(alice), await openSocket(bob)];
  await acquaint(alice, bob);
  await vanish(stale);
  await send('anybody there?');
  expect(await listConnections([bob.username])).toEqual([]);
  expect((await findConnection(stale))?.username).toBe(bob.username);
  await closeSocket(stale);
  expect(await findConnection(stale)).toBeUndefined();
  expect(gateway.frames(own).at(-1)?.data).toMatchObject({ Online: false, LastSeen: expect.any(String) });
});

test('the sockets of more than one person are found gone at once', async () => {
  const stale = [await openSocket(alice), await openSocket(bob), await openSocket(bob)];
  for (const id of stale) await vanish(id);
  await send('anybody there?');
  expect(await listConnections([alice.username, bob.username])).toEqual([]);
});

test.each(['hanging', 'failing'] as const)(
  'a %s socket neither delays nor fails a send, nor keeps others from it',
  async (behaviour) => {
    const [broken, sound] = [await openSocket(bob), await openSocket(bob)];
    await send('warm up');
    gateway.open(broken, behaviour);
    const startedAt = performance.now();
    expect((await send('still sent')).status).toBe(201);
    // 300 ms for the push, and the send itself; without the deadline the management client would wait for a second.
    expect(performance.now() - startedAt).toBeLessThan(950);
    expect(frames(sound)).toHaveLength(2);
  },
);
