/** A DynamoDB that hangs, or is not there: what needs it answers 503, what does not goes on without its limit. */
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { LambdaHandler } from '#lib/http/endpoint.ts';
import { TcpFaults } from '../support/faults/tcp-faults.ts';
import { call } from '../support/http/gateway.ts';
import { registration } from '../support/people/registration.ts';

const lines: string[] = [];
let proxy: TcpFaults;
let hanging: string;

async function load(endpoint: string) {
  vi.resetModules();
  vi.stubEnv('AWS_ENDPOINT_URL_DYNAMODB', endpoint);
  vi.stubEnv('LOG_LEVEL', 'warn');
  vi.stubEnv('RATE_LIMITS', 'sends=1/1m,register=1/1h,search=1/1m');
  const { issueAccessToken } = await import('#lib/sessions/token.ts');
  return {
    register: (await import('../../functions/auth/register.ts')).handler,
    login: (await import('../../functions/auth/login.ts')).handler,
    send: (await import('../../functions/messages/send.ts')).handler,
    users: (await import('../../functions/users/list.ts')).handler,
    tokenOf: async (username: string) => (await issueAccessToken({ username, session: 'any' })).token,
  };
}

beforeAll(async () => {
  proxy = new TcpFaults(process.env.AWS_ENDPOINT_URL_DYNAMODB ?? '');
  proxy.decide = () => 'say nothing';
  hanging = `http://${await proxy.listen()}`;
  vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    lines.push(String(chunk));
    return true;
  });
});

afterAll(async () => {
  await proxy.close();
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  vi.resetModules();
});

const timed = async (handler: LambdaHandler, request: Parameters<typeof call>[1]) => {
  const startedAt = performance.now();
  const { status } = await call(handler, request);
  return { status, milliseconds: performance.now() - startedAt };
};

describe.each([
  ['hangs', () => hanging],
  ['is not there', () => 'http://127.0.0.1:1'],
])('a DynamoDB that %s', (state, endpoint) => {
  test('stops no registration, search or send, and is logged', async () => {
    const { register, send, users, tokenOf } = await load(endpoint());
    const name = `away-${state.length}-${Date.now()}`;
    for (const username of [`${name}-a`, `${name}-b`]) {
      const body = registration(username);
      expect(await timed(register, { method: 'POST', path: '/Register', body })).toMatchObject({
        status: 201,
      });
    }
    lines.length = 0;
    const token = await tokenOf(`${name}-a`);
    for (const Message of ['one', 'two']) {
      const body = { User: `${name}-b`, Message };
      const answer = await timed(send, { method: 'POST', path: '/messages', token, body });
      expect(answer.status).toBe(201);
      // The first registration has detected the outage; later requests wait at most for the push's deadline.
      expect(answer.milliseconds).toBeLessThan(2_000);
    }
    const warned = lines.map((line) => JSON.parse(line)).filter(({ message }) => message === 'not limited');
    expect(warned.map(({ limit }) => limit)).toEqual(['sends', 'contacts', 'sends']);
    expect((await call(users, { path: '/Users', query: { prefix: 'away' } })).status).toBe(200);
  });

  test('stops logging in, which needs it for the session', async () => {
    const { login } = await load(endpoint());
    const body = { username: 'anybody', password: 'any password' };
    expect((await call(login, { method: 'POST', path: '/Login', body })).status).toBe(503);
  });
});

test('off means off: nothing is counted, and nothing is said', async () => {
  vi.unstubAllEnvs();
  vi.resetModules();
  vi.stubEnv('RATE_LIMITS', 'off');
  const { handler } = await import('../../functions/users/list.ts');
  for (let index = 0; index < 5; index++) {
    const { status, headers } = await call(handler, { path: '/Users', query: { prefix: 'a' } });
    expect({ status, limit: headers.ratelimit }).toEqual({ status: 200, limit: undefined });
  }
});
