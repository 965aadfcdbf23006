/** Registration and login while a database loses requests or responses: users are neither refused nor delayed. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { asks, beforeDatabases } from '../../support/faults/interruptions.ts';
import { call } from '../../support/http/gateway.ts';
import { PASSWORD, registration } from '../../support/people/registration.ts';

const { mongodb, dynamodb } = await beforeDatabases();
process.env.RATE_LIMITS = 'login=1/1d,login_user=5/1d,login_address=100/1d,passwords=off';
const { setClock } = await import('#lib/platform/clock.ts');
const { handler } = await import('../../../functions/auth/login.ts');
const { handler: registerHandler } = await import('../../../functions/auth/register.ts');
const { createPerson } = await import('../../support/people/people.ts');

let time: number;
let username: string;
beforeEach(async () => {
  // The beginning of a day that lies ahead: no window ends while a test runs.
  time = (Math.floor(Date.now() / 86_400_000) + 1) * 86_400_000;
  setClock(() => time);
  ({ username } = await createPerson('alice'));
});
afterEach(() => setClock());

const [HOME, ELSEWHERE] = ['198.51.100.1', '198.51.100.2'];
const WRONG = 'not the password';
const logIn = async (password: string, sourceIp = HOME): Promise<number> => {
  const body = { username, password };
  return (await call(handler, { method: 'POST', path: '/Login', sourceIp, body })).status;
};

const counts = (name: string) => (request: string) =>
  asks('UpdateItem', `"${name}#`)(request) && /SET triedAt/.test(request);

test('an attempt is not held back by itself when the answer to its counting was lost', async () => {
  expect(await logIn(WRONG)).toBe(404);
  time += 5_000;
  dynamodb.interrupt(counts('login'), 'lose the answer', 1);
  expect(await logIn(PASSWORD)).toBe(200);
});

test('what was counted is taken back when the rest cannot be counted', async () => {
  dynamodb.interrupt(counts('login_address'));
  expect(await logIn(WRONG)).toBe(503);
  expect([await logIn(WRONG), await logIn(WRONG)]).toEqual([404, 429]);
});

test('nothing is taken back twice when the counter cannot be begun again', async () => {
  for (const address of ['198.51.100.11', '198.51.100.12']) expect(await logIn(WRONG, address)).toBe(404);
  dynamodb.interrupt(asks('DeleteItem'));
  expect(await logIn(PASSWORD)).toBe(503);
  expect(await logIn(PASSWORD)).toBe(200);
  expect(await logIn(WRONG, ELSEWHERE)).toBe(404);
  // The sixth wrong password for the name is the third from this address, which is one too many then.
  for (const [delay, status] of [
    [0, 404],
    [5, 404],
    [10, 429],
  ] as const) {
    time += delay * 1_000;
    expect(await logIn(WRONG, '198.51.100.13')).toBe(status);
  }
});

test('a name is not taken by the very registration whose answers were lost', async () => {
  const register = (name: string) =>
    call(registerHandler, { method: 'POST', path: '/Register', body: registration(name) });
  const name = `new-${username}`;
  mongodb.interrupt((request) => request.includes('insert') && request.includes(name), 'lose the answer');
  expect((await register(name)).status).toBe(201);
  expect(mongodb.counts['lose the answer']).toBe(2);
  expect((await register(name)).status).toBe(409);
});
