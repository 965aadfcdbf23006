import { beforeAll, expect, test } from 'vitest';
import { arrive, leave } from '#lib/realtime/presence.ts';
import { handler as update } from '../../../functions/me/update.ts';
import { handler } from '../../../functions/users/show.ts';
import { call } from '../../support/http/gateway.ts';
import { createPerson, type Person } from '../../support/people/people.ts';
import { acquaint } from '../../support/people/two-people.ts';

let alice: Person;
let bob: Person;
beforeAll(async () => {
  [alice, bob] = (await Promise.all(['Alice', 'bob'].map(createPerson))) as [Person, Person];
});

const show = (username: string, token: string | undefined = bob.token) =>
  call(handler, { path: `/Users/${username}`, params: { username }, ...(token ? { token } : {}) });

test('shows what a person says about themselves, and nothing private', async () => {
  const shown = { display_name: 'Ali', bio: 'Likes foxes', avatar: { emoji: '🦊' } };
  const body = { ...shown, email: 'private@example.org' };
  await call(update, { method: 'PATCH', path: '/me', token: alice.token, body });
  const answer = await show(alice.username.toLowerCase());
  expect(answer.status).toBe(200);
  expect(answer.body).toEqual({
    username: alice.username,
    ...shown,
    presence: { online: false, last_seen: null },
  });
});

test('tells whether they are online, and since when they are not', async () => {
  await acquaint(alice, bob);
  const { username, session } = alice;
  const connection = { id: 'socket-of-alice', username, session };
  await arrive(connection);
  expect((await show(username)).body.presence).toEqual({ online: true, last_seen: null });
  await leave(connection);
  expect((await show(username)).body.presence).toEqual({
    online: false,
    last_seen: expect.stringMatching(/Z$/),
  });
});

test.each(['nobody-here', '$ne', 'a b', '__proto__'])('%j is unknown', async (name) => {
  expect(await show(name)).toMatchObject({ status: 404, body: { code: 'user_not_found' } });
});

test('a name beyond any length is refused', async () => {
  expect(await show('x'.repeat(65))).toMatchObject({ status: 400, body: { code: 'validation_failed' } });
});

test('asks for a token', async () => {
  expect(await call(handler, { path: '/Users/x', params: { username: 'x' } })).toMatchObject({
    status: 401,
    body: { code: 'unauthenticated' },
  });
});
