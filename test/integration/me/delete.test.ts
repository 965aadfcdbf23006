import { beforeEach, describe, expect, test } from 'vitest';
import { setLastSeen } from '#lib/accounts/store/users.ts';
import { directConversationId } from '#lib/conversations/conversation.ts';
import { collection } from '#lib/platform/mongo.ts';
import { endSession } from '#lib/sessions/sessions.ts';
import { listSessions } from '#lib/sessions/store/sessions.ts';
import { handler as logInHandler } from '../../../functions/auth/login.ts';
import { handler as registerHandler } from '../../../functions/auth/register.ts';
import { handler as inboxHandler } from '../../../functions/conversations/list.ts';
import { handler as readHandler } from '../../../functions/conversations/read.ts';
import { handler } from '../../../functions/me/delete.ts';
import { handler as passwordHandler } from '../../../functions/me/password.ts';
import { handler as meHandler } from '../../../functions/me/show.ts';
import { handler as updateHandler } from '../../../functions/me/update.ts';
import { handler as editHandler } from '../../../functions/messages/edit.ts';
import { handler as listHandler } from '../../../functions/messages/list.ts';
import { handler as sendHandler } from '../../../functions/messages/send.ts';
import { handler as refreshHandler } from '../../../functions/sessions/refresh.ts';
import { handler as usersHandler } from '../../../functions/users/list.ts';
import { handler as userHandler } from '../../../functions/users/show.ts';
import { call } from '../../support/http/gateway.ts';
import { followLinks } from '../../support/people/pages.ts';
import { createPerson, logInAgain, type Person } from '../../support/people/people.ts';
import { PASSWORD, registration } from '../../support/people/registration.ts';
import { sweep } from '../../support/server/deletions.ts';

const GONE = 'deleted account';
const ENDED = { status: 401, body: { code: 'session_ended' } };

let alice: Person;
let bob: Person;
beforeEach(async () => {
  [alice, bob] = (await Promise.all(['Alice', 'bob'].map(createPerson))) as [Person, Person];
});

interface Resource {
  Id: string;
  To: string;
  From: string;
  Message: string;
  Seq: number;
  Version: number;
  DeletedAt: string | null;
  ClientId: string | null;
}

const remove = ({ token } = alice, body: unknown = { password: PASSWORD }) =>
  call(handler, { method: 'DELETE', path: '/me', token, body });
const send = async (from: Person, to: Person, Message: string, more = {}) => {
  const body = { User: to.username, Message, ...more };
  const headers = { prefer: 'return=representation' };
  return call(sendHandler, { method: 'POST', path: '/messages', token: from.token, body, headers });
};
const edit = ({ token }: Person, id: string, Message: string) =>
  call(editHandler, { method: 'PATCH', path: `/messages/${id}`, params: { id }, token, body: { Message } });
const read = ({ token }: Person, peer: Person, query = {}) =>
  call(listHandler, { path: '/messages', token, query: { User: peer.username, ...query } });
const logIn = async () => {
  const body = { username: alice.username, password: PASSWORD };
  return call(logInHandler, { method: 'POST', path: '/Login', body });
};

describe('afterwards', () => {
  test('the account cannot be found, and its name stays reserved', async () => {
    expect(await remove()).toMatchObject({ status: 204, body: undefined });
    await sweep();
    const { username } = alice;
    expect((await call(usersHandler, { path: '/Users' })).body).not.toContain(username);
    expect(
      await call(userHandler, { path: `/Users/${username}`, params: { username }, token: bob.token }),
    ).toMatchObject({ status: 404, body: { code: 'user_not_found' } });
    expect(await logIn()).toMatchObject({ status: 404, body: 'Invalid user.' });
    for (const name of [username, username.toUpperCase()]) {
      const body = registration(name);
      expect(await call(registerHandler, { method: 'POST', path: '/Register', body })).toMatchObject({
        status: 409,
        body: 'This user already exists',
      });
    }
  });

  test('profile and password are gone with the answer, the name with what runs after it', async () => {
    const usernameKey = alice.username.toLowerCase();
    await setLastSeen(alice.username, new Date());
    const settings = {
      quietHours: { from: '22:00', to: '07:00', zone: 'Europe/Berlin' },
      presenceTo: 'nobody',
      linkPreviews: false,
      settingOfALaterVersion: 'x',
    };
    await collection('users').updateOne({ usernameKey }, { $set: settings });
    await remove();
    await setLastSeen(alice.username, new Date());
    const marked = await collection('users').findOne({ usernameKey });
    const { username } = alice;
    const [deletedAt, erasingSince] = [expect.any(Date), expect.any(Date)];
    if (!marked) throw new Error('The account is gone');
    const { _id } = marked;
    const names = [expect.stringMatching(/^[\w-]{43}$/)];
    const ended = {
      endedUntil: expect.any(Date),
      endedExcept: alice.session,
      endedSessions: [{ id: alice.session, at: expect.any(Date) }],
    };
    const kept = { _id, username, usernameKey, nameKeys: names, deletedAt, erasingSince };
    expect(marked).toEqual({ ...kept, ...ended });
    await sweep();
    const reserved = expect.stringMatching(/^~[\w-]{43}$/);
    const left = await collection('users').findOne({ _id });
    expect(left).toEqual({ _id, usernameKey: reserved, nameKeys: names, deletedAt });
  });

  test('the name of an account that is older than keyed hashes is reserved, too', async () => {
    const usernameKey = alice.username.toLowerCase();
    await collection('users').updateOne({ usernameKey }, { $unset: { nameKeys: '' } });
    await remove();
    await sweep();
    for (const name of [alice.username, alice.username.toUpperCase()]) {
      const answer = await call(registerHandler, {
        method: 'POST',
        path: '/Register',
        body: registration(name),
      });
      expect(answer).toMatchObject({ status: 409, body: 'This user already exists' });
    }
  });

  test('all sessions have ended, and a token that is still valid changes nothing', async () => {
    const phone = await logInAgain(alice, 'phone');
    const { body: sent } = await send(alice, bob, 'mine');
    await remove();
    expect(await listSessions(alice.username)).toEqual([]);
    const { token, refreshToken: RefreshToken } = phone;
    expect(await call(refreshHandler, { method: 'POST', path: '/', body: { RefreshToken } })).toMatchObject({
      status: 401,
    });
    const password = { current_password: PASSWORD, new_password: 'another password' };
    const refused = [
      await call(meHandler, { path: '/me', token }),
      await call(updateHandler, { method: 'PATCH', path: '/me', token, body: { bio: 'back' } }),
      await call(passwordHandler, { method: 'PUT', path: '/me/password', token, body: password }),
      await remove(phone),
      await send(phone, bob, 'a ghost writes'),
      await send(phone, await createPerson('carol'), 'to somebody new'),
      await call(readHandler, {
        method: 'PUT',
        path: '/',
        params: { conversation: bob.username },
        token,
        body: { Seq: 1 },
      }),
    ];
    for (const answer of refused) expect(answer).toMatchObject(ENDED);
    expect(await edit(phone, sent.Id, 'back')).toMatchObject(ENDED);
    await sweep();
    expect(await edit(phone, sent.Id, 'back')).toMatchObject(ENDED);
  });

  test('the peer keeps the conversation: own texts, tombstones of a deleted account', async () => {
    await send(alice, bob, 'secret of Alice', { ClientId: 'a1' });
    await send(bob, alice, 'answer of Bob', { ClientId: 'b1' });
    await remove();
    await sweep();
    const { status, body } = await read(bob, alice);
    expect(status).toBe(200);
    expect(body).toMatchObject([
      { From: GONE, To: bob.username, Message: '', Seq: 1, Version: 4, ClientId: null },
      { From: bob.username, To: GONE, Message: 'answer of Bob', Seq: 2, Version: 5, DeletedAt: null },
    ]);
    expect(body[1].ClientId).toBe('b1');
    expect(body[0].DeletedAt).toMatch(/Z$/);
    const [entry] = (await call(inboxHandler, { path: '/conversations', token: bob.token })).body;
    expect(entry).toMatchObject({ User: entry.Conversation, Deleted: true, Unread: 0, Version: 6 });
    expect(JSON.stringify(await collection('messages').find().toArray())).not.toContain('secret of Alice');
  });

  test('the peer can change own messages, and send no more', async () => {
    const { body: own } = await send(bob, alice, 'answer of Bob');
    const { body: theirs } = await send(alice, bob, 'hers');
    await remove();
    await sweep();
    expect(await edit(bob, own.Id, 'better')).toMatchObject({ status: 200 });
    expect(await edit(bob, theirs.Id, 'x')).toMatchObject({
      status: 403,
      body: { code: 'not_your_message' },
    });
    expect(await send(bob, alice, 'hello?')).toMatchObject({ status: 404, body: { code: 'user_not_found' } });
  });

  test('a peer who syncs ends with what one sees who loads anew', async () => {
    const known = new Map<string, Resource>();
    for (let i = 0; i < 5; i++) {
      await send(alice, bob, `hers ${i}`);
      await send(bob, alice, `his ${i}`);
    }
    const first = await read(bob, alice);
    for (const message of first.body) known.set(message.Id, message);
    const inbox = await call(inboxHandler, { path: '/conversations', token: bob.token });
    await remove();
    await sweep();
    const since = first.headers['x-sync-token'] ?? '';
    const query = { User: alice.username, since, limit: '3' };
    const changes = await followLinks(listHandler, { path: '/messages', token: bob.token, query });
    for (const message of changes.flat() as Resource[]) known.set(message.Id, message);
    const { body: anew } = await read(bob, alice);
    expect([...known.values()]).toEqual(anew);
    expect(new Set(anew.map(({ Version }: Resource) => Version)).size).toBe(anew.length);
    const inboxQuery = { since: inbox.headers['x-sync-token'] ?? '' };
    const { body } = await call(inboxHandler, {
      path: '/conversations',
      token: bob.token,
      query: inboxQuery,
    });
    expect(body).toMatchObject([{ User: body[0].Conversation, Deleted: true }]);
  });

  test.each<[string, () => Person[]]>([
    ['notes to oneself', () => [alice, alice]],
    ['what two people wrote who have both left', () => [alice, bob]],
  ])('nothing is left of %s', async (_, people) => {
    const [one, other] = people() as [Person, Person];
    await send(one, other, 'hers');
    await send(other, one, 'his');
    for (const person of new Set([one, other])) expect((await remove(person)).status).toBe(204);
    await sweep();
    const conversation = directConversationId(one.username, other.username);
    expect(await collection('messages').countDocuments({ conversation })).toBe(0);
    expect(await collection<{ _id: string }>('conversations').countDocuments({ _id: conversation })).toBe(0);
  });
});

test.each<[string, unknown, number, string]>([
  ['a wrong password', { password: 'not the password' }, 403, 'wrong_password'],
  ['no password', {}, 400, 'validation_failed'],
  ['no body', undefined, 400, 'validation_failed'],
  ['an operator', { password: { $ne: null } }, 400, 'validation_failed'],
  ['an unknown field', { password: PASSWORD, username: 'bob' }, 400, 'validation_failed'],
])('refuses %s, and nothing is deleted', async (_, body, status, code) => {
  const answer = await call(handler, {
    method: 'DELETE',
    path: '/me',
    token: alice.token,
    ...(body === undefined ? {} : { body }),
  });
  expect(answer).toMatchObject({ status, body: { code } });
  expect((await call(meHandler, { path: '/me', token: alice.token })).status).toBe(200);
  expect((await logIn()).status).toBe(200);
});

test('a password in the address is not taken', async () => {
  const query = { password: PASSWORD };
  const answer = await call(handler, { method: 'DELETE', path: '/me', token: alice.token, query });
  expect(answer).toMatchObject({ status: 400, body: { code: 'validation_failed' } });
});

test('asks for a token, and for a session that still lives', async () => {
  const body = { password: PASSWORD };
  expect(await call(handler, { method: 'DELETE', path: '/me', body })).toMatchObject({
    status: 401,
    body: { code: 'unauthenticated' },
  });
  await endSession(alice.username, alice.session);
  expect(await remove()).toMatchObject(ENDED);
  expect((await logIn()).status).toBe(200);
});

test('the list of users examines no deleted account', async () => {
  for (let i = 0; i < 3; i++) await remove(await createPerson(`Alice${i}`));
  await sweep();
  const query = { listed: true, usernameKey: { $gte: 'alice', $lt: 'alice~' } };
  const plan = await collection('users').find(query).sort({ usernameKey: 1 }).explain('executionStats');
  const { nReturned, totalKeysExamined } = plan.executionStats;
  expect(nReturned).toBeGreaterThan(0);
  expect(totalKeysExamined).toBeLessThanOrEqual(nReturned + 1);
});
