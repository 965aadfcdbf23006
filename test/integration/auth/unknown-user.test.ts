/**
 * Login with an unknown name and with a wrong password: the original API distinguishes the two by its sentence, and names are public. All
 * else is the same: status, headers, and what the databases and the processor are asked to do.
 */
import { randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { CountingProxy } from '../../support/faults/counting-proxies.ts';
import { type ApiAnswer, call } from '../../support/http/gateway.ts';
import { PASSWORD, registration } from '../../support/people/registration.ts';

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

const [mongodb, dynamodb] = [new CountingProxy(), new CountingProxy()];
// Before anything of lib is loaded, which reads them once.
process.env.MONGODB_URI = await mongodb.beforeMongodb(process.env.MONGODB_URI ?? '');
process.env.AWS_ENDPOINT_URL_DYNAMODB = await dynamodb.beforeDynamodb(
  process.env.AWS_ENDPOINT_URL_DYNAMODB ?? '',
);
const { handler } = await import('../../../functions/auth/login.ts');
const { createPerson } = await import('../../support/people/people.ts');
const { deleteAccount } = await import('#lib/accounts/deletion.ts');
const { register } = await import('#lib/accounts/registration.ts');
const { suspend } = await import('#lib/moderation/moderation.ts');

const unique = (name: string): string => `${name}-${randomBytes(4).toString('hex')}`;

interface Seen {
  answer: ApiAnswer;
  mongodb: string[];
  dynamodb: string[];
  hashes: number;
}

async function logIn(username: string, password: string): Promise<Seen> {
  mongodb.reset();
  dynamodb.reset();
  derivations.count = 0;
  const answer = await call(handler, { method: 'POST', path: '/Login', body: { username, password } });
  const commands = ({ roundTrips }: CountingProxy) => roundTrips.map(({ command }) => command).sort();
  return { answer, mongodb: commands(mongodb), dynamodb: commands(dynamodb), hashes: derivations.count };
}

/** Of each request its own, or counted: see docs/limits.md. */
const VARYING = new Set(['x-request-id', 'date', 'ratelimit']);
const headersOf = ({ answer: { headers, cookies } }: Seen) => [
  Object.entries(headers).filter(([name]) => !VARYING.has(name)),
  Object.keys(headers).sort(),
  cookies,
];

const WRONG = 'not the password';
let wrongPassword: Seen;
beforeAll(async () => {
  const { username } = await createPerson('alice');
  // Connections are made once.
  await logIn(username, WRONG);
  wrongPassword = await logIn(username, WRONG);
});

test('a wrong password is looked at once, in one query and one hash', () => {
  expect(wrongPassword.answer).toMatchObject({ status: 404, body: 'Wrong password' });
  expect(wrongPassword.mongodb).toEqual(['find']);
  expect(wrongPassword.hashes).toBe(1);
});

describe.each<[string, () => Promise<string>]>([
  ['of no account', async () => unique('nobody')],
  ['that is no valid username', async () => `no such name ${unique('')}`],
  ['longer than any', async () => 'x'.repeat(3_000)],
  ['with an operator in it', async () => `{"$gt":"${unique('')}"}`],
  [
    'of a deleted account',
    async () => {
      const { username, session } = await createPerson('gone');
      await deleteAccount({ username, session }, '192.0.2.1', PASSWORD);
      return username;
    },
  ],
])('a name %s', (_, nameOf) => {
  test.each([WRONG, PASSWORD])(
    'with the password "%s" is answered as a wrong password is',
    async (password) => {
      const seen = await logIn(await nameOf(), password);
      expect(seen.answer.status).toBe(wrongPassword.answer.status);
      expect(headersOf(seen)).toEqual(headersOf(wrongPassword));
      // The original clients show this sentence.
      expect(seen.answer.body).toBe('Invalid user.');
    },
  );

  test('costs what a wrong password costs', async () => {
    const { answer: _answer, ...work } = await logIn(await nameOf(), WRONG);
    const { answer: _other, ...expected } = wrongPassword;
    expect(work).toEqual(expected);
  });
});

test('only a login with the right password reveals a suspension', async () => {
  const username = unique('suspended');
  await register(registration(username));
  await suspend('operator', username, 'a test');
  const { answer, ...work } = await logIn(username, WRONG);
  const { answer: expected, ...same } = wrongPassword;
  expect([answer.status, answer.body]).toEqual([expected.status, expected.body]);
  expect(work).toEqual(same);
});
