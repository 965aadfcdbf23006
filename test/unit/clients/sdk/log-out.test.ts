/** Logging out while the server is slow, and another user logging in before the server has answered. */
import { afterEach, expect, test } from 'vitest';
import { CoreChat, type CoreChatOptions, memoryStorage } from '#sdk';
import { until } from '../../../support/clients/sdk.ts';
import { type FakeAnswer, type FakeCall, fakeFetch, loginAnswer } from '../../../support/http/fake-fetch.ts';

const alice = { username: 'alice', password: 'correct horse' };
const clients: CoreChat[] = [];
afterEach(() => {
  for (const chat of clients.splice(0)) chat.close();
});

function client(answer: (call: FakeCall) => FakeAnswer | Promise<FakeAnswer>, options: CoreChatOptions = {}) {
  const { fetch, calls } = fakeFetch(answer);
  const chat = new CoreChat({ url: 'http://chat.example', fetch, ...options });
  clients.push(chat);
  return { chat, calls, count: (path: string) => calls.filter((call) => call.path === path).length };
}

test('finishes a log-out whose page was closed before the answer, at the next visit', async () => {
  const storage = memoryStorage();
  let ended = 0;
  const answer = (hangs: boolean) => async (call: FakeCall) => {
    if (call.method !== 'DELETE') return { body: loginAnswer('alice') };
    if (hangs) await new Promise(() => {});
    ended++;
    return { status: 204 };
  };
  const { chat, count } = client(answer(true), { storage, session: 'cookie' });
  await chat.logIn(alice);
  void chat.logOut();
  await until(() => count('/sessions/current') === 1, 'on its way');
  expect(await client(answer(false), { storage, session: 'cookie' }).chat.resume()).toBe(false);
  expect(ended).toBe(1);
});

test('a log-out that fails late does not end a session that began meanwhile', async () => {
  const [storage, gate] = [memoryStorage(), Promise.withResolvers<void>()];
  let isAway = true;
  const answer = async ({ method }: FakeCall): Promise<FakeAnswer> => {
    if (method !== 'DELETE') return { body: loginAnswer('alice') };
    if (!isAway) return { status: 204 };
    await gate.promise;
    throw new TypeError('offline');
  };
  const options = { storage, session: 'cookie' } as const;
  const [one, other] = [client(answer, options), client(answer, options)];
  await one.chat.logIn(alice);
  const leaving = one.chat.logOut();
  await until(() => one.count('/sessions/current') === 1, 'on its way');
  await other.chat.logIn(alice);
  gate.resolve();
  await leaving;
  isAway = false;
  const reloaded = client(answer, options);
  expect(await reloaded.chat.resume()).toBe(true);
  expect(reloaded.count('/sessions/current')).toBe(0);
});

test('never retries a message of one user as the next user', async () => {
  const gate = Promise.withResolvers<void>();
  const tokens = new Map<string | undefined, string>();
  const answer = async ({ path, method, body, headers }: FakeCall): Promise<FakeAnswer> => {
    if (path === '/Login') {
      const login = loginAnswer((body as typeof alice).username);
      tokens.set(`Bearer ${login.Token}`, login.Username);
      return { body: login };
    }
    if (method === 'DELETE') return { status: 204 };
    if (tokens.get(headers.Authorization) !== 'alice') return { status: 201, body: { Id: 'm1', Version: 1 } };
    await gate.promise;
    return { status: 401, body: { code: 'token_expired' } };
  };
  const { chat, calls, count } = client(answer);
  await chat.logIn(alice);
  const sending = chat.messages.send({ User: 'carol', Message: 'from alice', ClientId: 'c1' });
  chat.send('carol', 'from alice, too');
  await until(() => count('/messages') === 2, 'on their way');
  await chat.logOut();
  await chat.logIn({ ...alice, username: 'bob' });
  gate.resolve();
  await expect(sending).rejects.toMatchObject({ code: 'not_logged_in' });
  const senders = calls
    .filter(({ path }) => path === '/messages')
    .map(({ headers }) => headers.Authorization);
  expect(senders.map((token) => tokens.get(token))).toEqual(['alice', 'alice']);
});

test('ignores the answer to a refresh when another user has logged in meanwhile', async () => {
  const [storage, gate] = [memoryStorage(), Promise.withResolvers<void>()];
  const answer = async ({ path, body }: FakeCall): Promise<FakeAnswer> => {
    if (path === '/Login') return { body: loginAnswer((body as typeof alice).username) };
    if (path !== '/sessions/refresh') return { status: 401, body: { code: 'token_expired' } };
    await gate.promise;
    return { body: loginAnswer('alice') };
  };
  // Two processes, which share the storage only.
  const [one, other] = [client(answer, { storage }), client(answer, { storage })];
  await one.chat.logIn(alice);
  const asked = one.chat.me.show();
  await until(() => one.count('/sessions/refresh') === 1, 'refreshing');
  await other.chat.logIn({ ...alice, username: 'bob' });
  gate.resolve();
  await expect(asked).rejects.toMatchObject({ code: 'not_logged_in' });
  expect(one.chat.session).toBeNull();
  const third = client(answer, { storage }).chat;
  await third.resume();
  expect(third.session?.username).toBe('bob');
});

test('an account deletion that is answered late leaves the next user alone', async () => {
  const gate = Promise.withResolvers<void>();
  const answer = async ({ path, body }: FakeCall): Promise<FakeAnswer> => {
    if (path === '/Login') return { body: loginAnswer((body as typeof alice).username) };
    if (path === '/messages') return { status: 503, body: {} };
    if (path === '/me') await gate.promise;
    return { status: 204 };
  };
  const { chat, count } = client(answer);
  await chat.logIn(alice);
  const deleting = chat.me.delete({ password: alice.password });
  await until(() => count('/me') === 1, 'on its way');
  await chat.logIn({ ...alice, username: 'bob' });
  chat.send('carol', 'from bob');
  gate.resolve();
  await deleting;
  expect(chat.session?.username).toBe('bob');
  expect(chat.outbox.entries()).toMatchObject([{ text: 'from bob' }]);
});
