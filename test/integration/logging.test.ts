/** Nothing that a request holds in confidence appears in a log line, whether it succeeds or fails. */
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { LambdaHandler } from '#lib/http/endpoint.ts';
import { call } from '../support/http/gateway.ts';
import { startMailServer } from '../support/mail/mail-server.ts';
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

test('codes, links, searches and files are logged without what they say', async () => {
  const server = await startMailServer();
  vi.stubEnv('MAIL_FROM', 'chat@example.org');
  vi.stubEnv('MAIL_URL', server.url);
  vi.resetModules();
  lines.length = 0;
  const functionOf = async (name: string): Promise<LambdaHandler> =>
    (await import(/* @vite-ignore */ `../../functions/${name}.ts`)).handler;
  const ask = async (name: string, method: string, path: string, more: object = {}) =>
    call(await functionOf(name), { method, path, ...more });
  const secrets = {
    email: 'silent.partner@example.org',
    group: 'Conspirators',
    search: 'treasure',
    file: 'blueprint.png',
    preview: 'aaaaBBBBccccDDDD',
  };
  const username = 'discreet-person';
  const { password } = SECRETS;
  await ask('auth/register', 'POST', '/Register', {
    body: { ...registration(username), email: secrets.email, password },
  });
  const { Token: token } = (await ask('auth/login', 'POST', '/Login', { body: { username, password } })).body;
  const as = (body?: object, params: object = {}) => ({ token, params, ...(body ? { body } : {}) });
  // The address in the server's answer.
  server.behave({ recipient: `550 5.1.1 <${secrets.email}> is not known` });
  expect((await ask('me/mail-code', 'POST', '/me/mail', as())).status).toBe(409);
  server.behave({});
  expect((await ask('me/mail-code', 'POST', '/me/mail', as())).status).toBe(204);
  const [code = ''] = /\d{4} \d{4}/.exec(server.received.at(-1)?.text ?? '') ?? [];
  expect((await ask('me/confirm-mail', 'PUT', '/me/mail', as({ Code: code }))).status).toBe(204);
  const link = `${'a'.repeat(24)}.${'b'.repeat(16)}.${'c'.repeat(32)}`;
  const unsubscribing = { params: { token: link } };
  expect((await ask('digests/unsubscribe', 'POST', `/unsubscribe/${link}`, unsubscribing)).status).toBe(403);
  const made = await ask(
    'groups/create',
    'POST',
    '/groups',
    as({ Name: secrets.group, Members: [], ClientId: '1' }),
  );
  const id = made.body.Conversation;
  const { Code } = (await ask('groups/invite', 'POST', `/groups/${id}/invites`, as({}, { id }))).body;
  for (const invitation of [Code, `${Code}x`]) {
    const path = `/invites/${invitation}`;
    await ask('invites/show', 'GET', path, as(undefined, { code: invitation }));
    await ask('invites/accept', 'POST', path, as(undefined, { code: invitation }));
  }
  for (const q of [secrets.search, `${secrets.search} in:nobody-here`])
    await ask('search/messages', 'GET', '/search', { token, query: { q } });
  const Sha256 = 'd'.repeat(64);
  const described = { Name: secrets.file, Type: 'image/png', Size: 70, Sha256, Preview: secrets.preview };
  const upload = await ask('attachments/create', 'POST', '/attachments', as(described));
  expect(upload.status).toBe(201);
  const file = upload.body.Id;
  const shown = await ask('attachments/show', 'GET', `/attachments/${file}`, as(undefined, { id: file }));
  // Not uploaded.
  await ask('messages/send', 'POST', '/messages', as({ User: username, Message: '', Attachments: [file] }));
  await server.stop();

  expect(lines.filter((line) => line.includes('"request"')).length).toBe(17);
  const signatures = [upload.body.Upload.Url, shown.body.Url].map((url) =>
    new URL(url).searchParams.get('X-Amz-Signature'),
  );
  const sent = [...Object.values(secrets), password, token, code, code.replace(' ', ''), link, Code, Sha256];
  for (const secret of [...sent, ...signatures]) expect(lines.join('')).not.toContain(secret);
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
