import { beforeEach, expect, test, vi } from 'vitest';
import { endSession } from '#lib/sessions/sessions.ts';
import { listSessions } from '#lib/sessions/store/sessions.ts';
import { handler as logInHandler } from '../../../functions/auth/login.ts';
import { handler } from '../../../functions/me/password.ts';
import { handler as refreshHandler } from '../../../functions/sessions/refresh.ts';
import { call } from '../../support/http/gateway.ts';
import { createPerson, logInAgain, type Person } from '../../support/people/people.ts';
import { PASSWORD } from '../../support/people/registration.ts';

vi.hoisted(() => {
  // Seventeen attempts are under way at once, and each counts until its password has been compared.
  process.env.RATE_LIMITS = 'login=100/1d,passwords=off';
});

const NEW = 'a brand new password';
let alice: Person;
beforeEach(async () => {
  alice = await createPerson('alice');
});

const change = (body: unknown, { token } = alice) =>
  call(handler, { method: 'PUT', path: '/me/password', token, body });
const logIn = async (password: string) => {
  const body = { username: alice.username, password };
  return (await call(logInHandler, { method: 'POST', path: '/Login', body })).status;
};
const refresh = async ({ refreshToken: RefreshToken }: Person) =>
  (await call(refreshHandler, { method: 'POST', path: '/sessions/refresh', body: { RefreshToken } })).status;

test('the new password fits from now on, the old one no more', async () => {
  expect(await change({ current_password: PASSWORD, new_password: NEW })).toMatchObject({
    status: 204,
    body: undefined,
  });
  expect(await logIn(NEW)).toBe(200);
  expect(await logIn(PASSWORD)).toBe(404);
});

test('other devices are logged out, this one stays', async () => {
  const phone = await logInAgain(alice, 'phone');
  await change({ current_password: PASSWORD, new_password: NEW });
  expect((await listSessions(alice.username)).map(({ id }) => id)).toEqual([alice.session]);
  expect(await refresh(phone)).toBe(401);
  expect(await refresh(alice)).toBe(200);
});

test('logins with the old password that are under way end up with no session', async () => {
  const logins = Array.from({ length: 8 }, () => logIn(PASSWORD));
  const changed = change({ current_password: PASSWORD, new_password: NEW });
  logins.push(...Array.from({ length: 8 }, () => logIn(PASSWORD)));
  expect((await changed).status).toBe(204);
  await Promise.all(logins);
  expect((await listSessions(alice.username)).map(({ id }) => id)).toEqual([alice.session]);
});

test('other devices stay when asked to', async () => {
  const phone = await logInAgain(alice, 'phone');
  await change({ current_password: PASSWORD, new_password: NEW, keep_other_sessions: true });
  expect(await refresh(phone)).toBe(200);
});

test('two spellings of one new password are one password', async () => {
  await change({ current_password: PASSWORD, new_password: 'cafe\u0301 au lait' });
  expect(await logIn('caf\u00e9 au lait')).toBe(200);
});

test('of two changes at once one wins, and the other no longer knows the password', async () => {
  const [one, two] = ['first new password', 'second new password'];
  const answers = await Promise.all(
    [one, two].map((new_password) =>
      change({ current_password: PASSWORD, new_password, keep_other_sessions: true }),
    ),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([204, 403]);
  const winner = answers[0]?.status === 204 ? one : two;
  expect(await logIn(winner)).toBe(200);
});

test.each<[string, unknown, number, string]>([
  ['a wrong current password', { current_password: 'wrong', new_password: NEW }, 403, 'wrong_password'],
  ['no current password', { new_password: NEW }, 400, 'validation_failed'],
  ['no new password', { current_password: PASSWORD }, 400, 'validation_failed'],
  ['a common one', { current_password: PASSWORD, new_password: 'Password1' }, 400, 'validation_failed'],
  ['a short one', { current_password: PASSWORD, new_password: 'short' }, 400, 'validation_failed'],
  ['a long one', { current_password: PASSWORD, new_password: 'x'.repeat(129) }, 400, 'validation_failed'],
  ['operators', { current_password: { $ne: null }, new_password: { $set: 1 } }, 400, 'validation_failed'],
  [
    'an unknown field',
    { current_password: PASSWORD, new_password: NEW, username: 'bob' },
    400,
    'validation_failed',
  ],
  [
    'a text for a truth value',
    { current_password: PASSWORD, new_password: NEW, keep_other_sessions: 'false' },
    400,
    'validation_failed',
  ],
])('refuses %s: password and sessions stay', async (_, body, status, code) => {
  const phone = await logInAgain(alice, 'phone');
  expect(await change(body)).toMatchObject({ status, body: { code } });
  expect(await logIn(PASSWORD)).toBe(200);
  expect(await refresh(phone)).toBe(200);
});

test('asks for a token, and for a session that still lives', async () => {
  const body = { current_password: PASSWORD, new_password: NEW };
  expect(await call(handler, { method: 'PUT', path: '/me/password', body })).toMatchObject({
    status: 401,
    body: { code: 'unauthenticated' },
  });
  await endSession(alice.username, alice.session);
  expect(await change(body)).toMatchObject({ status: 401, body: { code: 'session_ended' } });
  expect(await logIn(PASSWORD)).toBe(200);
});
