import { afterEach, expect, test, vi } from 'vitest';
import { CoreChat, type CoreChatOptions, type KeyValueStorage, memoryStorage, type SessionEvent } from '#sdk';
import { until } from '../../../support/clients/sdk.ts';
import { type FakeAnswer, type FakeCall, fakeFetch, loginAnswer } from '../../../support/http/fake-fetch.ts';

const URL_ = 'http://chat.example';
const problem = (status: number, code: string): FakeAnswer => ({
  status,
  body: { code, title: code, status },
});
const clients: CoreChat[] = [];

function client(answer: (call: FakeCall) => FakeAnswer | Promise<FakeAnswer>, options: CoreChatOptions = {}) {
  const { fetch, calls } = fakeFetch(answer);
  const chat = new CoreChat({ url: URL_, fetch, ...options });
  clients.push(chat);
  const events: SessionEvent[] = [];
  chat.on('session', (event) => events.push(event));
  return { chat, calls, events, count: (path: string) => calls.filter((call) => call.path === path).length };
}
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  for (const chat of clients.splice(0)) chat.close();
});

const alice = { username: 'alice', password: 'correct horse' };

test('calls that meet an expired token wait for one refresh', async () => {
  const gate = Promise.withResolvers<void>();
  let isExpired = true;
  const answer = async ({ path, headers }: FakeCall): Promise<FakeAnswer> => {
    if (path === '/Login') return { body: loginAnswer('alice') };
    if (path === '/sessions/refresh') {
      await gate.promise;
      isExpired = false;
      return { body: loginAnswer('alice') };
    }
    return isExpired ? problem(401, 'token_expired') : { body: { username: headers.Authorization } };
  };
  // No lock makes them take turns.
  vi.stubGlobal('navigator', {});
  const { lock, ...storage } = memoryStorage();
  const { chat, calls, count } = client(answer, { storage });
  await chat.logIn(alice);
  const asked = Promise.all([chat.me.show(), chat.me.show(), chat.me.show()]);
  await until(() => count('/sessions/refresh') === 1, 'refreshing');
  gate.resolve();
  const tokens = await asked;
  expect(new Set(tokens.map(({ username }) => username)).size).toBe(1);
  expect([count('/sessions/refresh'), count('/me')]).toEqual([1, 6]);
  expect(calls.filter(({ path }) => path === '/sessions/refresh').map(({ body }) => body)).toEqual([
    { RefreshToken: expect.stringMatching(/^refresh-/) },
  ]);
});

test.each([
  ['invalid_refresh_token', 'expired'],
  // Mostly a device whose last refresh got no answer.
  ['refresh_token_reused', 'expired'],
  ['session_ended', 'revoked'],
])('a refresh refused with %s ends the session: %s', async (code, reason) => {
  const storage = memoryStorage();
  const { chat, events } = client(
    ({ path }) =>
      path === '/Login'
        ? { body: loginAnswer('alice') }
        : problem(401, path === '/sessions/refresh' ? code : 'token_expired'),
    { storage },
  );
  await chat.logIn(alice);
  await expect(chat.me.show()).rejects.toMatchObject({ code });
  expect([chat.session, await storage.keys('')]).toEqual([null, []]);
  expect(events.at(-1)).toMatchObject({
    state: 'logged-out',
    reason,
  });
});

test('a tab that refreshes without the lock does not end the session of the others', async () => {
  // No lock at all, and the answer of the other tab arrives while this one's refresh is refused.
  const { lock, ...unlocked } = memoryStorage();
  const storage: KeyValueStorage = unlocked;
  let other: string | undefined;
  const { chat } = client(
    async ({ path, body, headers }) => {
      if (path === '/Login') return { body: loginAnswer('alice') };
      if (path === '/sessions/refresh') {
        const { RefreshToken } = body as { RefreshToken: string };
        if (other !== undefined)
          return RefreshToken === other
            ? { body: loginAnswer('alice') }
            : problem(401, 'refresh_token_reused');
        const [key = ''] = await storage.keys('');
        other = 'refresh-of-the-other-tab';
        const record = {
          ...JSON.parse((await storage.get(key)) ?? ''),
          refreshToken: other,
          token: 'old',
          usedUntil: 0,
        };
        await storage.set(key, JSON.stringify(record));
        return problem(401, 'refresh_token_reused');
      }
      return other === undefined
        ? problem(401, 'token_expired')
        : { body: { username: headers.Authorization } };
    },
    { storage },
  );
  await chat.logIn(alice);
  expect((await chat.me.show()).username).toMatch(/^Bearer token-/);
  expect(chat.session?.username).toBe('alice');
});

test("a proxy's answer to a login is not a login", async () => {
  const { chat } = client(() => ({ body: { welcome: 'to the hotel' } }));
  await expect(chat.logIn(alice)).rejects.toMatchObject({ code: 'bad_response', transient: true });
  expect(chat.session).toBeNull();
});

test('passes on unknown fields and unknown codes', async () => {
  const { chat } = client(({ path }) => {
    if (path === '/Login') return { body: { ...loginAnswer('alice'), Mood: 'sunny' } };
    if (path === '/sessions') return problem(418, 'teapot');
    return { body: { username: 'alice', shoe_size: 42 } };
  });
  await chat.logIn(alice);
  expect(await chat.me.show()).toMatchObject({ username: 'alice' });
  await expect(chat.sessions.list()).rejects.toMatchObject({ code: 'teapot', status: 418, transient: false });
});

test('sends the token to no other server', async () => {
  const { chat, calls } = client(({ path }) =>
    path === '/Login'
      ? { body: loginAnswer('alice') }
      : {
          body: [],
          headers: path.includes('page') ? {} : { link: '<http://evil.example/page>; rel="next"' },
        },
  );
  await chat.logIn(alice);
  const walk = async () => {
    for await (const _ of chat.messages.list('bob').pages());
  };
  await expect(walk()).rejects.toMatchObject({ code: 'bad_response' });
  expect(calls).toHaveLength(2);
});

test('a log-out without a connection takes effect here at once; in cookie mode it reaches the server later', async () => {
  const storage = memoryStorage();
  let isAway = false;
  const answer = ({ path }: FakeCall): FakeAnswer => {
    if (isAway) throw new TypeError('offline');
    return path.startsWith('/sessions/current') ? { status: 204 } : { body: loginAnswer('alice') };
  };
  const first = client(answer, { storage, session: 'cookie' });
  await first.chat.logIn(alice);
  isAway = true;
  const leaving = first.chat.logOut();
  await until(() => first.chat.session === null, 'logged out here');
  await leaving;
  isAway = false;
  const second = client(answer, { storage, session: 'cookie' });
  expect(await second.chat.resume()).toBe(false);
  expect(second.calls.map(({ method, path }) => `${method} ${path}`)).toEqual([
    'POST /sessions/refresh',
    'DELETE /sessions/current',
  ]);
  expect(second.calls[0]?.headers).toMatchObject({ 'X-CoreChat-Session': 'cookie' });
  expect(await storage.keys('')).toEqual([]);
});

test('tabs tell each other who logs in and out', async () => {
  const storage = memoryStorage();
  const options = { storage, BroadcastChannel };
  const answer = ({ path, body }: FakeCall): FakeAnswer =>
    path === '/Login' ? { body: loginAnswer((body as typeof alice).username) } : { status: 204 };
  const [one, other] = [client(answer, options), client(answer, options)];
  await one.chat.logIn(alice);
  expect(await other.chat.resume()).toBe(true);
  await one.chat.logOut();
  await until(() => other.chat.session === null, 'the other tab noticed');
  expect(other.events.at(-1)).toMatchObject({ state: 'logged-out', reason: 'other-tab' });

  await one.chat.logIn(alice);
  await other.chat.resume();
  await one.chat.logIn({ ...alice, username: 'bob' });
  await until(() => other.chat.session === null, 'the other tab is logged out');
  expect(other.events.at(-1)).toMatchObject({ username: 'alice', reason: 'other-tab' });
});

test('a failing storage loses the stored session only', async () => {
  const broken = () => Promise.reject(new Error('quota exceeded'));
  const { chat } = client(
    ({ path, body }) =>
      path === '/messages'
        ? { status: 201, body: { Id: 'm1', Version: 1, From: 'alice', To: 'bob', ...(body as object) } }
        : { body: { ...loginAnswer('alice', 900), username: 'alice' } },
    { storage: { get: broken, set: broken, delete: broken, keys: broken } },
  );
  await chat.logIn(alice);
  expect((await chat.me.show()).username).toBe('alice');
  expect((await chat.send('bob', 'still sent').settled).Message).toBe('still sent');
});
