/**
 * An attacker guesses, replays or races recovery codes, asks which names and codes exist, and stays in an account that its owner
 * recovers. Before there were codes and links, a forgotten password lost the account.
 */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { asks, beforeDatabases } from '../support/faults/interruptions.ts';
import { type ApiAnswer, call } from '../support/http/gateway.ts';
import { PASSWORD } from '../support/people/registration.ts';

const { mongodb, dynamodb } = await beforeDatabases();
process.env.RATE_LIMITS = 'recovery=6/1h,recovery_user=10/1h,login_user=20/1d';
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
const { setClock } = await import('#lib/platform/clock.ts');
const { issueRecoveryLink } = await import('#lib/moderation/moderation.ts');
const { deleteAccount } = await import('#lib/accounts/deletion.ts');
const { handler: loginHandler } = await import('../../functions/auth/login.ts');
const { handler: recoverHandler } = await import('../../functions/auth/recover.ts');
const { handler: codesHandler } = await import('../../functions/me/recovery-codes.ts');
const { handler: exportHandler } = await import('../../functions/me/export.ts');
const { handler: showHandler } = await import('../../functions/me/show.ts');
const { handler: refreshHandler } = await import('../../functions/sessions/refresh.ts');
const { createPerson } = await import('../support/people/people.ts');
const { rawSearch } = await import('../support/server/raw-search.ts');
const { openSocket } = await import('../support/sockets/sockets.ts');
const { gateway } = await import('../support/sockets/socket-gateway.ts');

type Person = Awaited<ReturnType<typeof createPerson>>;

const HOUR = 3_600_000;
let time: number;
beforeEach(() => {
  time = (Math.floor(Date.now() / HOUR) + 1) * HOUR;
  setClock(() => time);
});
afterEach(() => setClock());

let made = 0;
const newAddress = () => `198.18.${Math.floor(made / 250)}.${(made++ % 250) + 1}`;

const NEXT = 'a sentence of mine';
const recover = (username: string, code: string, new_password = NEXT, sourceIp = newAddress()) =>
  call(recoverHandler, {
    method: 'POST',
    path: '/recovery',
    sourceIp,
    body: { username, code, new_password },
  });
const makeCodes = async ({ token }: Person, password = PASSWORD) =>
  call(codesHandler, {
    method: 'POST',
    path: '/me/recovery-codes',
    token,
    body: { password },
    sourceIp: newAddress(),
  });
const codesOf = async (person: Person): Promise<string[]> => (await makeCodes(person)).body.codes;
/** A second later: sessions opened up to a recovery have ended. */
const logIn = ({ username }: Person, password = NEXT) => {
  time += 1_000;
  return call(loginHandler, {
    method: 'POST',
    path: '/Login',
    sourceIp: newAddress(),
    body: { username, password },
  });
};
const show = (token: string) => call(showHandler, { path: '/me', token });
const WRONG = { status: 403, body: { code: 'invalid_recovery_code' } };

describe('the owner', () => {
  test('sets a new password with a code, however it is typed, and the others stay', async () => {
    const alice = await createPerson('Alice');
    const codes = await codesOf(alice);
    expect(new Set(codes).size).toBe(10);
    for (const code of codes) expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{5}-){3}[0-9A-HJKMNP-TV-Z]{5}$/);
    const typed = (codes[3] ?? '')
      .toLowerCase()
      .replaceAll('-', ' ')
      .replaceAll('0', 'o')
      .replaceAll('1', 'l');
    expect((await recover(alice.username.toUpperCase(), typed)).status).toBe(204);
    expect((await logIn(alice, PASSWORD)).status).toBe(404);
    const { body } = await logIn(alice);
    expect((await show(body.Token)).body.recovery_codes).toEqual({ left: 9, made_at: expect.any(String) });
    expect((await recover(alice.username, codes[4] ?? '', 'another sentence')).status).toBe(204);
  });

  test('gets in while the name is under attack and wrong codes have used up every limit', async () => {
    const alice = await createPerson('alice');
    const [code = ''] = await codesOf(alice);
    const office = newAddress();
    for (let guess = 0; guess < 12; guess++) await recover(alice.username, `guess ${guess}`, NEXT, office);
    for (let guess = 0; guess < 12; guess++) await recover(alice.username, `guess ${guess}`);
    expect((await recover(alice.username, 'a guess', NEXT, office)).status).toBe(429);
    expect((await recover(alice.username, 'a guess')).status).toBe(429);
    expect((await recover(alice.username, code, NEXT, office)).status).toBe(204);
  });

  test('uses nothing up with a weak password', async () => {
    const alice = await createPerson('alice');
    const [code = ''] = await codesOf(alice);
    const { status, body } = await recover(alice.username, code, 'password1');
    expect([status, body.code, body.errors[0].field]).toEqual([400, 'validation_failed', 'new_password']);
    expect((await logIn(alice, PASSWORD)).status).toBe(200);
    expect((await recover(alice.username, code)).status).toBe(204);
  });

  test('makes new codes with the password only; the old ones then end', async () => {
    const alice = await createPerson('alice');
    const [old = ''] = await codesOf(alice);
    expect(await makeCodes(alice, 'not the password')).toMatchObject({
      status: 403,
      body: { code: 'wrong_password' },
    });
    const [code = ''] = await codesOf(alice);
    expect(await recover(alice.username, old)).toMatchObject(WRONG);
    expect((await recover(alice.username, code)).status).toBe(204);
  });
});

describe('a thief', () => {
  test('loses every session, socket and token, and the codes that they made, to a link', async () => {
    const thief = await createPerson('alice');
    const socket = await openSocket(thief);
    const [theirs = ''] = await codesOf(thief);
    const { token } = await issueRecoveryLink('olga', thief.username, 'seen her passport', 86_400);
    time += 1_000;
    expect((await recover(thief.username, token)).status).toBe(204);
    expect(gateway.isOpen(socket)).toBe(false);
    expect(await show(thief.token)).toMatchObject({ status: 401, body: { code: 'session_ended' } });
    const body = { RefreshToken: thief.refreshToken };
    expect((await call(refreshHandler, { method: 'POST', path: '/sessions/refresh', body })).status).toBe(
      401,
    );
    expect(await recover(thief.username, theirs, 'the thief’s sentence')).toMatchObject(WRONG);
    expect((await show((await logIn(thief)).body.Token)).body.recovery_codes).toBeNull();
  });

  test('gets nothing of a link that has expired, was replaced or was used', async () => {
    const alice = await createPerson('alice');
    const first = await issueRecoveryLink('olga', alice.username, 'a call', 3_600);
    const second = await issueRecoveryLink('olga', alice.username, 'a call', 3_600);
    expect(await recover(alice.username, first.token)).toMatchObject(WRONG);
    time += HOUR;
    expect(await recover(alice.username, second.token)).toMatchObject(WRONG);
    const third = await issueRecoveryLink('olga', alice.username, 'a call', 3_600);
    expect((await recover(alice.username, third.token)).status).toBe(204);
    expect(await recover(alice.username, third.token, 'the thief’s sentence')).toMatchObject(WRONG);
    expect((await logIn(alice)).status).toBe(200);
  });

  test('who has a used code cannot use it as a faster way to guess the password', async () => {
    const alice = await createPerson('alice');
    const [code = ''] = await codesOf(alice);
    expect((await recover(alice.username, code)).status).toBe(204);
    const address = newAddress();
    const answers = [];
    for (let guess = 0; guess < 14; guess++)
      answers.push(await recover(alice.username, code, `the guess ${guess}`, address));
    const compared = answers.filter(({ status }) => status === 403).length;
    expect(compared).toBeLessThanOrEqual(10);
    time += HOUR;
    expect(await recover(alice.username, code)).toMatchObject(WRONG);
  });
});

describe('a code', () => {
  test('is used once by requests at once with different passwords', async () => {
    const alice = await createPerson('alice');
    const [code = ''] = await codesOf(alice);
    const passwords = Array.from({ length: 8 }, (_, index) => `a sentence of mine ${index}`);
    const answers = await Promise.all(passwords.map((each) => recover(alice.username, code, each)));
    expect(answers.filter(({ status }) => status === 204)).toHaveLength(1);
    const set = passwords[answers.findIndex(({ status }) => status === 204)];
    expect((await logIn(alice, set)).status).toBe(200);
  });

  test('answers a repeated request as the first, which ends no session that was opened since', async () => {
    const alice = await createPerson('alice');
    const [code = ''] = await codesOf(alice);
    const answers = await Promise.all(Array.from({ length: 4 }, () => recover(alice.username, code)));
    expect(answers.map(({ status }) => status)).toEqual([204, 204, 204, 204]);
    time += 1_000;
    const { body } = await logIn(alice);
    time += 1_000;
    expect((await recover(alice.username, code)).status).toBe(204);
    expect((await show(body.Token)).body.recovery_codes.left).toBe(9);
  });

  test('whose answer is lost on the way from the database is used once, and has its effect', async () => {
    const alice = await createPerson('alice');
    const [code = ''] = await codesOf(alice);
    mongodb.interrupt((request) => request.includes('recovery.used'), 'lose the answer');
    const { status } = await recover(alice.username, code);
    if (status !== 204) expect((await recover(alice.username, code)).status).toBe(204);
    expect((await show((await logIn(alice)).body.Token)).body.recovery_codes.left).toBe(9);
  });

  test('ends the access tokens also when the rest fails, and the rest when it is repeated', async () => {
    const alice = await createPerson('alice');
    const [code = ''] = await codesOf(alice);
    dynamodb.interrupt(asks('Query', 'sessions'));
    time += 1_000;
    expect((await recover(alice.username, code)).status).toBe(503);
    expect((await show(alice.token)).status).toBe(401);
    expect((await recover(alice.username, code)).status).toBe(204);
    const body = { RefreshToken: alice.refreshToken };
    expect((await call(refreshHandler, { method: 'POST', path: '/sessions/refresh', body })).status).toBe(
      401,
    );
  });
});

describe('nothing tells whether a name or a code exists', () => {
  const REAL = ({ status, body, headers }: ApiAnswer) => {
    const { request_id: _, ...problem } = body;
    return { status, problem, headers: Object.keys(headers).sort() };
  };
  const unknown: [string, () => Promise<string>][] = [
    ['an unknown name', async () => 'nobody-here'],
    ['a name that is none', async () => `{"$gt": ""} ${'x'.repeat(2_000)}`],
    ['a name without codes', async () => (await createPerson('bob')).username],
    [
      'a deleted account',
      async () => {
        const person = await createPerson('gone');
        await codesOf(person);
        await deleteAccount(person, newAddress(), PASSWORD);
        return person.username;
      },
    ],
  ];
  test.each(unknown)('%s: the answer and the work are those of a wrong code', async (_, nameOf) => {
    const alice = await createPerson('alice');
    await codesOf(alice);
    const name = await nameOf();
    derivations.count = 0;
    const wrong = REAL(await recover(alice.username, '00000-00000-00000-00000'));
    expect(wrong.status).toBe(403);
    expect(REAL(await recover(name, '00000-00000-00000-00000'))).toEqual(wrong);
    expect(REAL(await recover(name, '00000', 'password1'))).toEqual(wrong);
    expect(derivations.count).toBe(0);
  });

  test('guesses are counted by address and by name', async () => {
    const answers = [];
    const address = newAddress();
    for (let guess = 0; guess < 8; guess++)
      answers.push((await recover(`name-${guess}`, 'a guess', NEXT, address)).status);
    expect(answers).toEqual([403, 403, 403, 403, 403, 403, 429, 429]);
    const byName = [];
    for (let guess = 0; guess < 12; guess++) byName.push((await recover('one-name', 'a guess')).status);
    expect(byName.filter((status) => status === 403)).toHaveLength(10);
  });
});

test('only hashes are stored, the export says that there are codes, and the deletion erases them', async () => {
  const alice = await createPerson('alice');
  const codes = await codesOf(alice);
  const { token } = await issueRecoveryLink('olga', alice.username, 'a call', 3_600);
  const raw = (text: string) => rawSearch([text, text.replaceAll('-', '')]);
  for (const secret of [codes[0] ?? '', token]) expect(await raw(secret)).toEqual([]);
  const { hashRecoveryCode } = await import('#lib/accounts/recovery-code.ts');
  const hash = hashRecoveryCode(codes[0] ?? '');
  expect((await rawSearch([hash])).length).toBeGreaterThan(0);
  const { body } = await call(exportHandler, { path: '/me/export', token: alice.token });
  expect(body.profile.recovery_codes).toMatchObject({ left: 10 });
  expect(JSON.stringify(body)).not.toContain(hash);
  await deleteAccount(alice, newAddress(), PASSWORD);
  expect(await rawSearch([hash, hashRecoveryCode(token)])).toEqual([]);
});
