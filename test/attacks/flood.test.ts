/**
 * One client asks for as much as it can. In figures, before limits counted every request by user or address, and now:
 *
 * - 300 log-ins with the right password from one address, 14 at once: 300 passwords were hashed; now 30 in ten seconds, and the others
 *   are refused, from memory once an environment has seen a refusal. Another address logs in meanwhile.
 * - 40 sockets of one person: all stayed open, and 600 typing frames were accepted; now 20 stay open, and 40 frames in ten seconds
 *   reach the peer, however many sockets send them.
 * - A body of 128 KB without a valid token was parsed twice; now it is not looked at.
 */
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { setClock } from '#lib/platform/clock.ts';
import { listConnections } from '#lib/realtime/store/reading.ts';
import { handler as loginHandler } from '../../functions/auth/login.ts';
import { handler as updateHandler } from '../../functions/me/update.ts';
import { handler as sendHandler } from '../../functions/messages/send.ts';
import { handler as typingHandler } from '../../functions/realtime/typing.ts';
import { type ApiAnswer, call } from '../support/http/gateway.ts';
import { createPerson, type Person } from '../support/people/people.ts';
import { PASSWORD } from '../support/people/registration.ts';
import { gateway } from '../support/sockets/socket-gateway.ts';
import { openSocket, sendFrame } from '../support/sockets/sockets.ts';

vi.hoisted(() => {
  // The defaults, but for what makes the people of this file.
  process.env.RATE_LIMITS = 'register=1000/1h';
});

let [mallory, alice] = [] as unknown as [Person, Person];
beforeAll(async () => {
  [mallory, alice] = [await createPerson('mallory'), await createPerson('alice')];
  const body = { User: alice.username, Message: 'hi' };
  await call(sendHandler, { method: 'POST', path: '/messages', token: mallory.token, body });
  const instant = Date.now();
  setClock(() => instant);
}, 60_000);
afterAll(() => setClock());
afterEach(() => vi.restoreAllMocks());

const repeat = <Result>(times: number, work: (index: number) => Promise<Result>): Promise<Result[]> =>
  Promise.all(Array.from({ length: times }, (_, index) => work(index)));

test('of many log-ins from one address few hash a password, and another address logs in meanwhile', async () => {
  const logIn = ({ username }: Person, sourceIp: string) =>
    call(loginHandler, { method: 'POST', path: '/Login', sourceIp, body: { username, password: PASSWORD } });
  const answers: ApiAnswer[] = [];
  const left = Array.from({ length: 300 }).values();
  const flood = async () => {
    for (const _ of left) answers.push(await logIn(mallory, '198.51.100.6'));
  };
  // As many at once as environments may run.
  const flooding = Promise.all(Array.from({ length: 14 }, flood));
  const others = await logIn(alice, '203.0.113.7');
  await flooding;
  expect(others.status).toBe(200);
  const refused = answers.filter(({ status, body }) => status === 429 && body.code === 'rate_limited');
  expect(refused.length).toBeGreaterThanOrEqual(270);
}, 120_000);

describe('many sockets of one person', () => {
  let sockets: string[];
  let hers: string;
  beforeAll(async () => {
    hers = await openSocket(alice);
    sockets = [];
    for (let index = 0; index < 40; index++) sockets.push(await openSocket(mallory));
  }, 60_000);

  test('twenty stay open: the newest', async () => {
    expect(sockets.map((id) => gateway.isOpen(id)).lastIndexOf(false)).toBe(19);
    expect(sockets.filter((id) => gateway.isOpen(id))).toHaveLength(20);
    expect(await listConnections([mallory.username])).toHaveLength(20);
  });

  test('the peer gets forty of their frames in ten seconds at most', async () => {
    const frame = { type: 'typing', User: alice.username };
    await repeat(600, (index) => sendFrame(typingHandler, sockets[index % 40] ?? '', frame));
    const typed = gateway.frames(hers).filter(({ type }) => type === 'typing');
    expect(typed.length).toBeLessThanOrEqual(40);
  }, 60_000);
});

describe('a body of 128 KB', () => {
  const body = `{"bio":"${'x'.repeat(127 * 1024)}`;
  test.each([
    ['with a forged token is not looked at', { authorization: 'Bearer a.b.c' }, 'invalid_token'],
    ['where no long text is expected is refused by its length', {}, 'payload_too_large'],
  ])('%s', async (_, headers, code) => {
    const parse = vi.spyOn(JSON, 'parse');
    const answer = await call(updateHandler, { method: 'PATCH', path: '/me', headers, body });
    expect(parse.mock.calls.filter(([text]) => text === body)).toEqual([]);
    expect(answer.body.code).toBe(code);
  });
});
