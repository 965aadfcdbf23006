/** Nothing that a request holds in confidence appears in a log line, whether it succeeds or fails. */
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { LambdaHandler } from '#lib/http/endpoint.ts';
import { call } from '../support/http/gateway.ts';
import { registration } from '../support/people/registration.ts';

const SECRETS = {
  password: 'my secret passphrase',
  email: 'private.person@example.org',
  name: 'Wilhelmina-Confidential',
  text: 'meet me where nobody listens',
  token: 'eyJhbGciOiJub25lIn0.c2VjcmV0.',
  pushAddress: 'https://fcm.googleapis.com/fcm/send/confidential',
  pushKey: 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
  pushSecret: 'BTBZMqHH6r4Tts7J_aSIgg',
};

const lines: string[] = [];
let handlers: Record<'register' | 'login' | 'send' | 'list' | 'refresh' | 'subscribe', LambdaHandler>;

beforeAll(async () => {
  vi.stubEnv('LOG_LEVEL', 'debug');
  vi.resetModules();
  vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    lines.push(String(chunk));
    return true;
  });
  handlers = {
    register: (await import('../../functions/auth/register.ts')).handler,
    login: (await import('../../functions/auth/login.ts')).handler,
    send: (await import('../../functions/messages/send.ts')).handler,
    list: (await import('../../functions/messages/list.ts')).handler,
    refresh: (await import('../../functions/sessions/refresh.ts')).handler,
    subscribe: (await import('../../functions/me/subscribe.ts')).handler,
  };
});

afterAll(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  // What cleans up after this file imports the library again, with the environment as it was.
  vi.resetModules();
});

test('successes, refusals and faults are logged without what was said, typed or sent as proof', async () => {
  const { password, email, name, text, token, pushAddress, pushKey, pushSecret } = SECRETS;
  const post = (handler: LambdaHandler, body: unknown, more = {}) =>
    call(handler, { method: 'POST', path: '/x', body, ...more });
  const form = { ...registration('logged-person'), first_name: name, email, password };
  expect((await post(handlers.register, form)).status).toBe(201);
  expect((await post(handlers.register, form)).status).toBe(409);
  const login = await post(handlers.login, { username: 'logged-person', password });
  await post(handlers.login, { username: 'logged-person', password: `${password}!` });
  await post(handlers.login, `{"username":"logged-person","password":"${password}"`);
  const { Token, RefreshToken } = login.body;
  expect((await post(handlers.send, { User: 'logged-person', Message: text }, { token: Token })).status).toBe(
    201,
  );
  await post(handlers.send, { User: 'nobody-here', Message: text }, { token: Token });
  await post(handlers.send, { User: 'logged-person', Message: { text } }, { token: Token });
  await post(handlers.send, { User: 'logged-person', Message: text }, { token });
  await call(handlers.list, { path: '/messages', query: { User: 'logged-person', Token } });
  await post(handlers.refresh, { RefreshToken });
  await post(handlers.refresh, { RefreshToken });
  const subscription = { Endpoint: pushAddress, Keys: { P256dh: pushKey, Auth: pushSecret } };
  await post(handlers.subscribe, subscription, { token: Token });
  await post(handlers.subscribe, { ...subscription, Endpoint: 'https://evil.example/' }, { token: Token });

  const log = lines.join('');
  expect(lines.filter((line) => line.includes('"request"')).length).toBe(14);
  for (const secret of [...Object.values(SECRETS), Token, RefreshToken]) expect(log).not.toContain(secret);
});

test('a fault’s reason is logged under the id that the client gets', async () => {
  vi.stubEnv('MONGODB_URI', 'mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=100');
  vi.resetModules();
  const { handler } = await import('../../functions/users/list.ts');
  const { status, headers, body } = await call(handler, { path: '/Users' });
  expect([status, headers['x-request-id']]).toEqual([503, body.request_id]);
  const line = lines.find((each) => each.includes(body.request_id) && each.includes('"error"'));
  expect(line).toContain('ECONNREFUSED');
  expect(JSON.stringify(body)).not.toContain('ECONNREFUSED');
  await (await import('#lib/platform/mongo.ts')).closeMongo();
});
