import { expect, test } from 'vitest';
import { findCredentials } from '#lib/accounts/store/users.ts';
import { handler } from '../../../functions/auth/register.ts';
import { call } from '../../support/http/gateway.ts';
import { PASSWORD, registration } from '../../support/people/registration.ts';

const register = (body: unknown) => call(handler, { method: 'POST', path: '/Register', body });

test('adds a user once, in any spelling of the name', async () => {
  expect(await register(registration('Alice'))).toMatchObject({ status: 201, body: 'Added Successfully' });
  expect(await register(registration('alice'))).toMatchObject({
    status: 409,
    body: 'This user already exists',
  });
});

test('of many at once, one gets the name', async () => {
  const spellings = ['carol', 'Carol', 'CAROL', 'cArOl', 'carol', 'carol'];
  const answers = await Promise.all(spellings.map((name) => register(registration(name))));
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409, 409]);
});

test('keeps the password as an argon2id hash only', async () => {
  await register(registration('dave'));
  const stored = await findCredentials('dave');
  expect(stored?.password).toMatch(/^\$argon2id\$/);
  expect(JSON.stringify(stored)).not.toContain(PASSWORD);
});

test.each([
  [{ username: 'x y' }, 'username'],
  [{ username: { $gt: '' } }, 'username'],
  [{ password: 'short' }, 'password'],
  [{ password: 'Password1' }, 'password'],
  [{ password: 'Blackwood2026', last_name: 'Blackwood' }, 'password'],
  [{ email: 'nowhere' }, 'email'],
  [{ first_name: '   ' }, 'first_name'],
  [{ last_name: undefined }, 'last_name'],
  [{ is_admin: true }, 'is_admin'],
])('refuses %j', async (change, field) => {
  const { status, body } = await register({ ...registration('erin'), ...change });
  expect(status).toBe(400);
  expect(body.errors.map((error: { field: string }) => error.field)).toEqual([field]);
  expect(await findCredentials('erin')).toBeNull();
});
