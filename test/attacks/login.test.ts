/**
 * An attacker with many addresses keeps an owner out by winning each slot of the delayed counters, guesses on meanwhile, and opens
 * sessions without end once a password is known.
 *
 * | | before | now |
 * |---|---|---|
 * | guesses a day, 1 address | 112 | 100 |
 * | guesses a day, 100 addresses | 1,546 | 280 at most |
 * | guesses a day, 10,000 addresses | 1,546 | 20,080 at most |
 * | the owner on a known device, the attacker at the same address | kept out while it lasts | no wait |
 * | the owner on a new device, the attacker elsewhere | kept out while it lasts | no wait |
 * | sessions opened in 12 seconds | 241 | 60 |
 *
 * The figures are those of the default limits. Below the limits are lower, so that the attacks take seconds.
 */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { setClock } from '#lib/platform/clock.ts';
import { handler as loginHandler } from '../../functions/auth/login.ts';
import { handler as passwordHandler } from '../../functions/me/password.ts';
import { handler as showHandler } from '../../functions/me/show.ts';
import { handler as sessionsHandler } from '../../functions/sessions/list.ts';
import { handler as refreshHandler } from '../../functions/sessions/refresh.ts';
import { type ApiAnswer, call } from '../support/http/gateway.ts';
import { createPerson, logInAgain } from '../support/people/people.ts';
import { PASSWORD } from '../support/people/registration.ts';

vi.hoisted(() => {
  process.env.RATE_LIMITS = 'login_user=20/1d,sessions=12/1h,sessions_address=20/1h,passwords=off';
});

// Hundreds of guesses are made. The counters, which are attacked, are the real ones.
vi.mock('node:crypto', async (importOriginal) => {
  const crypto = await importOriginal<typeof import('node:crypto')>();
  const argon2 = (
    _algorithm: string,
    { message, nonce }: { message: string; nonce: Buffer },
    done: (error: null, tag: Buffer) => void,
  ) => done(null, crypto.createHash('sha256').update(nonce).update(message).digest());
  return { ...crypto, argon2 };
});

const DAY = 86_400;
let time: number;
beforeEach(() => {
  time = (Math.floor(Date.now() / 1_000 / DAY) + 1) * DAY * 1_000;
  setClock(() => time);
});
afterEach(() => setClock());

let made = 0;
/** An unused address. */
const newAddress = () =>
  `198.${18 + Math.floor(made / 62_500)}.${Math.floor(made / 250) % 250}.${(made++ % 250) + 1}`;

interface Device {
  mark?: string | undefined;
  headers?: Record<string, string>;
}
const logIn = (username: string, password: string, sourceIp: string, { mark, headers = {} }: Device = {}) => {
  const body = { username, password, ...(mark === undefined ? {} : { DeviceMark: mark }) };
  return call(loginHandler, { method: 'POST', path: '/Login', sourceIp, headers, body });
};

/** Each address guesses whenever it may. @returns how many passwords were compared */
async function attack(username: string, addresses: string[], seconds: number): Promise<number> {
  const end = time + seconds * 1_000;
  const due = new Map(addresses.map((address) => [address, time]));
  let compared = 0;
  for (;;) {
    const [address, at] = [...due].reduce((first, next) => (next[1] < first[1] ? next : first));
    if (at >= end) return compared;
    time = Math.max(time, at);
    const { status, headers } = await logIn(username, 'a guess', address);
    if (status === 404) compared++;
    due.set(address, time + Number(headers['retry-after'] ?? 0) * 1_000);
  }
}

const attackers = (count: number) => Array.from({ length: count }, newAddress);

/** Has made more wrong attempts than make a name count as under attack. */
async function underAttack(name: string) {
  const person = await createPerson(name);
  expect(await attack(person.username, attackers(3), 1)).toBeGreaterThan(20);
  return person;
}

describe('an owner is not kept out', () => {
  test('on a device that has logged in before, with the attacker at the same address', async () => {
    const { username } = await createPerson('alice');
    const office = newAddress();
    const { DeviceMark: mark } = (await logIn(username, PASSWORD, office)).body;
    await attack(username, [office, ...attackers(3)], 3_600);
    expect((await logIn(username, PASSWORD, office)).status).toBe(429);
    expect((await logIn(username, PASSWORD, office, { mark })).status).toBe(200);
  });

  test('in a browser that has logged in before, also when others use it', async () => {
    const [alice, bob] = [await createPerson('alice'), await createPerson('bob')];
    const office = newAddress();
    const headers = { 'x-corechat-session': 'cookie' };
    const deviceCookie = ({ cookies }: ApiAnswer) =>
      cookies.find((each) => each.startsWith('__Host-corechat-device='))?.split(';')[0] ?? '';
    const first = await logIn(alice.username, PASSWORD, office, { headers });
    expect(first.body.DeviceMark).toBeUndefined();
    expect(first.cookies.at(-1)).toMatch(/; HttpOnly; Secure; SameSite=Strict; Max-Age=34560000$/);
    const cookie = deviceCookie(first);
    const second = await logIn(bob.username, PASSWORD, office, { headers: { ...headers, cookie } });
    await attack(alice.username, [office], 60);
    const kept = { headers: { ...headers, cookie: deviceCookie(second) } };
    expect((await logIn(alice.username, PASSWORD, office, kept)).status).toBe(200);
  });

  test('on a device that was logged in before there were marks: a refresh brings one', async () => {
    const { username, refreshToken } = await createPerson('alice');
    const body = { RefreshToken: refreshToken };
    const answer = await call(refreshHandler, { method: 'POST', path: '/sessions/refresh', body });
    const office = newAddress();
    await attack(username, [office], 60);
    expect((await logIn(username, PASSWORD, office, { mark: answer.body.DeviceMark })).status).toBe(200);
  });

  test('on a new device at another address, at the first attempt and after one slip', async () => {
    const { username } = await underAttack('alice');
    expect((await logIn(username, PASSWORD, newAddress())).status).toBe(200);
    const phone = newAddress();
    expect((await logIn(username, 'a slip', phone)).status).toBe(404);
    expect((await logIn(username, PASSWORD, phone)).status).toBe(200);
  });

  test('of a change of the password, which counts by the session', async () => {
    const { username, token } = await createPerson('alice');
    const office = newAddress();
    await attack(username, [office, ...attackers(3)], 3_600);
    const body = { current_password: PASSWORD, new_password: 'a sentence of mine' };
    const request = { method: 'PUT', path: '/me/password', sourceIp: office, token, body };
    expect((await call(passwordHandler, request)).status).toBe(204);
  });

  test('by a thief who uses up the log-ins with a stolen password, once it is changed', async () => {
    const { username, token } = await createPerson('alice');
    for (let count = 0; count < 12; count++) await logIn(username, PASSWORD, newAddress());
    const home = newAddress();
    expect((await logIn(username, PASSWORD, home)).status).toBe(429);
    const body = { current_password: PASSWORD, new_password: 'a sentence of mine' };
    await call(passwordHandler, { method: 'PUT', path: '/me/password', sourceIp: home, token, body });
    expect((await logIn(username, 'a sentence of mine', home)).status).toBe(200);
  });
});

describe('guesses', () => {
  test.each([
    [1, 20],
    [30, 20 + 2 * 30],
  ])('in a day from %i addresses: at most %i', async (addresses, most) => {
    const { username } = await createPerson('alice');
    const compared = await attack(username, attackers(addresses), DAY);
    expect(compared).toBeLessThanOrEqual(most);
    expect(compared).toBeGreaterThanOrEqual(20);
  });

  test('at once from one address, for a name under attack: exactly two', async () => {
    const { username } = await underAttack('alice');
    const address = newAddress();
    const answers = await Promise.all(Array.from({ length: 32 }, () => logIn(username, 'a guess', address)));
    expect(answers.filter(({ status }) => status === 404)).toHaveLength(2);
    const home = newAddress();
    for (let slip = 0; slip < 2; slip++) await logIn(username, 'a slip', home);
    const refused = await logIn(username, PASSWORD, home);
    expect(refused).toMatchObject({ status: 429, body: { code: 'rate_limited' } });
    expect(refused.body.detail).toContain('recovery code');
  });

  test('with a stolen mark: ten more a day, at once or not', async () => {
    const { username } = await underAttack('alice');
    const { DeviceMark: mark } = (await logIn(username, PASSWORD, newAddress())).body;
    const thief = newAddress();
    const answers = await Promise.all(
      Array.from({ length: 32 }, () => logIn(username, 'a guess', thief, { mark })),
    );
    expect(answers.filter(({ status }) => status === 404)).toHaveLength(12);
  });

  test('with a mark of another name, another session or another key: as without one', async () => {
    const { username } = await createPerson('alice');
    const other = await createPerson('mallory');
    const { DeviceMark: theirs } = (await logIn(other.username, PASSWORD, newAddress())).body;
    const [session, mac] = theirs.split('.');
    const address = newAddress();
    await attack(username, [address], 1);
    for (const mark of [theirs, `${session}x.${mac}`, `${session}.`, '.', 'x'.repeat(200)]) {
      expect((await logIn(username, PASSWORD, address, { mark })).status).toBe(429);
    }
  });
});

describe('sessions', () => {
  test('with one password are limited, at once or not', async () => {
    const { username } = await createPerson('alice');
    const attempts = [];
    // More than one address: of many attempts at once at one of them most are refused before the comparison.
    for (let count = 0; count < 4; count++) {
      const address = newAddress();
      attempts.push(
        ...(await Promise.all(Array.from({ length: 8 }, () => logIn(username, PASSWORD, address)))),
      );
    }
    expect(attempts.filter(({ status }) => status === 200)).toHaveLength(12);
    time += 3_600_000;
    expect((await logIn(username, PASSWORD, newAddress())).status).toBe(200);
  });

  test('on new devices at one address are limited, which known devices do not notice', async () => {
    const address = newAddress();
    const people = await Promise.all(Array.from({ length: 4 }, () => createPerson('alice')));
    const { username = '' } = people[0] ?? {};
    const { DeviceMark: mark } = (await logIn(username, PASSWORD, newAddress())).body;
    const answers = [];
    for (let count = 0; count < 8; count++) {
      answers.push(...(await Promise.all(people.map((person) => logIn(person.username, PASSWORD, address)))));
    }
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(20);
    expect((await logIn(username, PASSWORD, address, { mark })).status).toBe(200);
  });

  test('of one person: fifty, and the one that was not used for the longest time ends', async () => {
    const first = await createPerson('alice');
    for (let count = 1; count < 50; count++) {
      time += 1_000;
      await logInAgain(first);
    }
    const show = () => call(showHandler, { path: '/me', token: first.token });
    expect((await show()).status).toBe(200);
    time += 1_000;
    const { body } = await logIn(first.username, PASSWORD, newAddress());
    expect(await show()).toMatchObject({ status: 401, body: { code: 'session_ended' } });
    const list = await call(sessionsHandler, { path: '/sessions', token: body.Token });
    expect(list.body).toHaveLength(50);
    expect(list.body.map(({ Id }: { Id: string }) => Id)).not.toContain(first.session);
  });
});
