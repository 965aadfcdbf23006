/** Who does something too often waits: docs/limits.md. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { setClock } from '#lib/platform/clock.ts';
import { handler as loginHandler } from '../../functions/auth/login.ts';
import { handler as registerHandler } from '../../functions/auth/register.ts';
import { handler as deleteHandler } from '../../functions/me/delete.ts';
import { handler as passwordHandler } from '../../functions/me/password.ts';
import { handler as listHandler } from '../../functions/messages/list.ts';
import { handler as sendHandler } from '../../functions/messages/send.ts';
import { handler as anyHandler } from '../../functions/realtime/default.ts';
import { handler as pingHandler } from '../../functions/realtime/ping.ts';
import { handler as usersHandler } from '../../functions/users/list.ts';
import { handler as searchHandler } from '../../functions/users/search.ts';
import { type ApiRequest, call } from '../support/http/gateway.ts';
import { createPerson, type Person } from '../support/people/people.ts';
import { PASSWORD, registration } from '../support/people/registration.ts';
import { openSocket, sendFrame } from '../support/sockets/sockets.ts';

vi.hoisted(() => {
  process.env.RATE_LIMITS =
    'login_device=1/1d,login=3/1d,login_user=60/1d,login_address=12/1d,register=2/1h,sends=5/1m,search=2/1m,frames=4/10s,passwords=off';
});

const AT_ONCE = 64;

let time: number;
beforeEach(() => {
  time = (Math.floor(Date.now() / 86_400_000) + 1) * 86_400_000;
  setClock(() => time);
});
afterEach(() => setClock());

let addresses = 0;
/** An unused address. */
const newAddress = () => `198.51.${Math.floor(addresses / 250)}.${(addresses++ % 250) + 1}`;

const logIn = (username: string, password: string, sourceIp = '198.18.0.1', headers = {}) =>
  call(loginHandler, { method: 'POST', path: '/Login', sourceIp, headers, body: { username, password } });

const send = (from: Person, to: string, more: Partial<ApiRequest> = {}) => {
  const body = { User: to, Message: 'hello' };
  return call(sendHandler, { method: 'POST', path: '/messages', token: from.token, body, ...more });
};

const statuses = (answers: { status: number }[]) => answers.map(({ status }) => status);
const count = (answers: { status: number }[], wanted: number) =>
  statuses(answers).filter((status) => status === wanted).length;

describe('sends', () => {
  test('at once: exactly the limit is admitted, and exactly those are there', async () => {
    const [alice, bob] = [await createPerson('alice'), await createPerson('bob')];
    const answers = await Promise.all(Array.from({ length: AT_ONCE }, () => send(alice, bob.username)));
    expect(count(answers, 201)).toBe(5);
    expect(count(answers, 429)).toBe(AT_ONCE - 5);
    const query = { User: alice.username };
    const { body } = await call(listHandler, { path: '/messages', token: bob.token, query });
    expect(body).toHaveLength(5);
  });

  test('each response has the remaining uses; a refusal has the time to wait', async () => {
    const [alice, bob] = [await createPerson('alice'), await createPerson('bob')];
    time += 15_000;
    const first = await send(alice, bob.username);
    expect(first.headers).toMatchObject({
      'ratelimit-policy': '"sends";q=5;w=60',
      ratelimit: '"sends";r=4;t=45',
    });
    for (let index = 0; index < 4; index++) await send(alice, bob.username);
    time += 5_000;
    const { status, headers, body } = await send(alice, bob.username);
    expect({ status, code: body.code }).toEqual({ status: 429, code: 'rate_limited' });
    expect(headers).toMatchObject({ 'retry-after': '40', ratelimit: '"sends";r=0;t=40' });
    time += 40_000;
    expect((await send(alice, bob.username)).status).toBe(201);
  });

  test('of one person are no matter to another', async () => {
    const [alice, bob] = [await createPerson('alice'), await createPerson('bob')];
    for (let index = 0; index < 6; index++) await send(alice, bob.username);
    expect((await send(bob, alice.username)).status).toBe(201);
  });
});

describe('logging in', () => {
  test('wrong passwords at once: exactly the free ones are looked at', async () => {
    const { username } = await createPerson('alice');
    const address = newAddress();
    const answers = await Promise.all(
      Array.from({ length: AT_ONCE }, () => logIn(username, 'wrong password', address)),
    );
    expect(count(answers, 404)).toBe(3);
    expect(count(answers, 429)).toBe(AT_ONCE - 3);
  });

  test('delays grow, hold back the right password too, and end with it', async () => {
    const { username } = await createPerson('alice');
    const address = newAddress();
    for (const delay of [0, 0, 0, 5, 10, 20]) {
      time += delay * 1_000;
      expect((await logIn(username, 'wrong password', address)).status).toBe(404);
    }
    const locked = await logIn(username, PASSWORD, address);
    expect(locked).toMatchObject({
      status: 429,
      headers: { 'retry-after': '40' },
      body: { code: 'rate_limited' },
    });
    time += 40_000;
    expect((await logIn(username, PASSWORD, address)).status).toBe(200);
    for (let index = 0; index < 3; index++)
      expect((await logIn(username, 'wrong password', address)).status).toBe(404);
    expect((await logIn(username, 'wrong password', address)).headers['retry-after']).toBe('5');
  });

  test('right passwords do not count as wrong ones', async () => {
    const { username } = await createPerson('alice');
    const address = newAddress();
    for (let index = 0; index < 12; index++)
      expect((await logIn(username, PASSWORD, address)).status).toBe(200);
  });

  test('an unknown name gets the same responses', async () => {
    const address = newAddress();
    const { username } = await createPerson('alice');
    const tries = [1, 2, 3, 4];
    const known = [];
    const unknown = [];
    for (const _ of tries) known.push(await logIn(username, 'wrong password', newAddress()));
    for (const _ of tries) unknown.push(await logIn(`nobody-${username}`, 'wrong password', address));
    expect(statuses(unknown)).toEqual([404, 404, 404, 429]);
    expect(statuses(known)).toEqual([404, 404, 404, 404]);
  });

  test('spellings of a name count together', async () => {
    const { username } = await createPerson('alice');
    const address = newAddress();
    for (const spelling of [username, username.toUpperCase(), username])
      await logIn(spelling, 'wrong password', address);
    expect((await logIn(username.toUpperCase(), 'wrong password', address)).status).toBe(429);
  });

  test('with many names slows an address down', async () => {
    const { username } = await createPerson('alice');
    const address = newAddress();
    for (let index = 0; index < 12; index++) await logIn(`nobody-${index}-${username}`, 'wrong', address);
    expect((await logIn(username, PASSWORD, address)).status).toBe(429);
    expect((await logIn(username, PASSWORD, newAddress())).status).toBe(200);
  });

  test('a refusal for others’ sake does not count as an own attempt', async () => {
    const { username } = await createPerson('alice');
    const address = newAddress();
    for (let index = 0; index < 12; index++) await logIn(`nobody-${index}-${username}`, 'wrong', address);
    for (let index = 0; index < 5; index++) await logIn(username, PASSWORD, address);
    time += 5_000;
    expect((await logIn(username, PASSWORD, address)).status).toBe(200);
  });

  test('a forwarded address changes nothing', async () => {
    const { username } = await createPerson('alice');
    const address = newAddress();
    const answers = [];
    for (let index = 0; index < 4; index++) {
      const headers = { 'x-forwarded-for': `203.0.113.${index}`, forwarded: `for=203.0.113.${index}` };
      answers.push(await logIn(username, 'wrong password', address, headers));
    }
    expect(statuses(answers)).toEqual([404, 404, 404, 429]);
  });

  test('the addresses of one IPv6 network count together', async () => {
    const { username } = await createPerson('alice');
    const network = `2001:db8:${(addresses++).toString(16)}:1`;
    const answers = [];
    for (let index = 1; index <= 4; index++)
      answers.push(await logIn(username, 'wrong password', `${network}::${index}`));
    expect(statuses(answers)).toEqual([404, 404, 404, 429]);
  });

  const forms = { current_password: 'wrong password', new_password: 'a new password' };
  test.each([
    // Of the two passwords in it each is looked at, in case that the change was made already.
    // The first comparison counts for the session's device, the others as from any device.
    ['PUT /me/password', passwordHandler, forms, [403, 403, 429, 429, 429]],
    ['DELETE /me', deleteHandler, { password: 'wrong password' }, [403, 403, 403, 403, 429]],
  ] as const)('guessing on with a stolen token counts too: %s', async (route, handler, body, expected) => {
    const { token } = await createPerson('alice');
    const [method, path] = route.split(' ');
    const request = { method: method ?? '', path: path ?? '', token, sourceIp: newAddress(), body };
    const answers = [];
    for (let index = 0; index < 5; index++) answers.push(await call(handler, request));
    expect(statuses(answers)).toEqual(expected);
  });
});

test('registering counts by address', async () => {
  const register = (sourceIp: string, headers = {}) => {
    const body = registration(`new-${Math.random().toString(36).slice(2, 10)}`);
    return call(registerHandler, { method: 'POST', path: '/Register', sourceIp, headers, body });
  };
  const address = newAddress();
  const answers = await Promise.all(
    // The last is the edge's, where a stage has one: test/e2e/edge.test.ts.
    Array.from({ length: 8 }, (_, index) =>
      register(address, {
        'x-forwarded-for': `203.0.113.${index}`,
        'cloudfront-viewer-address': `203.0.113.${index}:443`,
        'x-corechat-edge': 'a key',
        'x-corechat-viewer': `203.0.113.${index}`,
      }),
    ),
  );
  expect(count(answers, 201)).toBe(2);
  expect(count(answers, 429)).toBe(6);
  expect((await register(newAddress())).status).toBe(201);
});

test('listing users counts by address', async () => {
  const sourceIp = newAddress();
  const users = (query?: Record<string, string>) =>
    call(usersHandler, { path: '/Users', sourceIp, ...(query ? { query } : {}) });
  const first = await users({ prefix: 'a' });
  expect(first.headers.ratelimit).toBe('"search";r=1;t=60');
  expect((await users()).status).toBe(200);
  expect((await users({ prefix: 'a' })).status).toBe(429);
  expect((await users()).status).toBe(429);
});

test('finding people by name counts by user', async () => {
  const [alice, bob] = [await createPerson('alice'), await createPerson('bob')];
  const find = ({ token }: Person) =>
    call(searchHandler, { path: '/directory', query: { name: 'a' }, token });
  expect((await find(alice)).headers.ratelimit).toBe('"search";r=1;t=60');
  expect((await find(alice)).status).toBe(200);
  expect((await find(alice)).status).toBe(429);
  expect((await find(bob)).status).toBe(200);
});

test('frames of any type count by user, over all sockets', async () => {
  const [alice, bob] = [await createPerson('alice'), await createPerson('bob')];
  const [one, other] = [await openSocket(alice), await openSocket(alice)];
  const answers = await Promise.all([
    ...Array.from({ length: 32 }, () => sendFrame(pingHandler, one, { type: 'ping' })),
    ...Array.from({ length: 32 }, () => sendFrame(anyHandler, other, 'noise')),
  ]);
  const refused = answers.filter((answer) => answer.data.code === 'rate_limited');
  expect(refused).toHaveLength(60);
  expect(await sendFrame(pingHandler, await openSocket(bob), { type: 'ping' })).toMatchObject({
    type: 'pong',
  });
  time += 10_000;
  expect(await sendFrame(pingHandler, one, { type: 'ping' })).toMatchObject({ type: 'pong' });
});
