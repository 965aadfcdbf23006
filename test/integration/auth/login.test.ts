import { argon2Sync } from 'node:crypto';
import { expect, test, vi } from 'vitest';
import { findCredentials, insertUser } from '#lib/accounts/store/users.ts';
import { verifyAccessToken } from '#lib/sessions/token.ts';
import { handler } from '../../../functions/auth/login.ts';
import { call } from '../../support/http/gateway.ts';
import { createPerson } from '../../support/people/people.ts';
import { PASSWORD } from '../../support/people/registration.ts';

vi.unmock('#lib/accounts/password-cost.ts');

const derivations = vi.hoisted(() => ({ count: 0 }));

// The real argon2, counted.
vi.mock('node:crypto', async (importOriginal) => {
  const crypto = await importOriginal<typeof import('node:crypto')>();
  const argon2: typeof crypto.argon2 = (...args) => {
    derivations.count++;
    return crypto.argon2(...args);
  };
  return { ...crypto, argon2 };
});

const logIn = (body: unknown, headers = {}) =>
  call(handler, { method: 'POST', path: '/Login', body, headers });

test('answers a token for the user as registered, with its times', async () => {
  const { username } = await createPerson('Alice');
  const { status, body } = await logIn({ username: username.toLowerCase(), password: PASSWORD });
  expect(status).toBe(200);
  expect(body).toEqual({
    Token: expect.any(String),
    TokenIssued: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    TokenExpiry: expect.stringMatching(/Z$/),
    Username: username,
    SessionId: expect.any(String),
    RefreshToken: expect.any(String),
    DeviceMark: expect.any(String),
    RefreshTokenExpiry: expect.stringMatching(/Z$/),
  });
  expect(await verifyAccessToken(body.Token)).toMatchObject({ username, session: body.SessionId });
});

test.each([
  ['that renews its token', { 'x-corechat-session': 'token' }, 15],
  ['that does not, as the original one', {}, 180],
])('a client %s gets one for its time', async (_, headers, minutes) => {
  const { username } = await createPerson('Alice');
  const { body } = await logIn({ username, password: PASSWORD }, headers);
  const lifetime = Date.parse(body.TokenExpiry) - Date.parse(body.TokenIssued);
  // The expiry is in whole seconds.
  expect(Math.ceil(lifetime / 1000)).toBe(minutes * 60);
});

test('does the same work for an unknown user as for a known one', async () => {
  const { username } = await createPerson('carol');
  derivations.count = 0;
  await logIn({ username, password: 'not the password' });
  const known = derivations.count;
  await logIn({ username: 'nobody-here', password: 'not the password' });
  expect([known, derivations.count - known]).toEqual([1, 1]);
});

test('tells a wrong password from an unknown user, as the seed does', async () => {
  const { username } = await createPerson('bob');
  expect(await logIn({ username, password: 'not the password' })).toMatchObject({
    status: 404,
    body: 'Wrong password',
  });
  expect(await logIn({ username: 'nobody-here', password: PASSWORD })).toMatchObject({
    status: 404,
    body: 'Invalid user.',
  });
});

test.each([
  [{ username: 'alice' }],
  [{ username: 'alice', password: { $ne: null } }],
  [{ username: { $gt: '' }, password: 'x' }],
  [{ username: ['alice'], password: 'x' }],
])('refuses %j', async (body) => {
  expect(await logIn(body)).toMatchObject({ status: 400, body: { code: 'validation_failed' } });
});

test('renews a hash made with weaker parameters, and the password still fits', async () => {
  const salt = Buffer.alloc(16, 3);
  const tag = argon2Sync('argon2id', {
    message: PASSWORD,
    nonce: salt,
    memory: 8_192,
    passes: 1,
    parallelism: 1,
    tagLength: 32,
  });
  const base64 = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '');
  const weak = `$argon2id$v=19$m=8192,t=1,p=1$${base64(salt)}$${base64(tag)}`;
  const person = { username: 'old-timer', firstName: 'Old', lastName: 'Timer', email: 'o@example.org' };
  await insertUser({ ...person, password: weak, createdAt: new Date() });

  expect((await logIn({ username: 'old-timer', password: PASSWORD })).status).toBe(200);
  const renewed = (await findCredentials('old-timer'))?.password;
  expect(renewed).toContain('$m=19456,t=2,p=1$');
  expect((await logIn({ username: 'old-timer', password: PASSWORD })).status).toBe(200);
});
