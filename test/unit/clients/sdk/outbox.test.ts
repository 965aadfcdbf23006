import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, expect, test, vi } from 'vitest';
import { CoreChat, type CoreChatOptions, type KeyValueStorage, memoryStorage } from '#sdk';
import { until } from '../../../support/clients/sdk.ts';
import { fakeFetch } from '../../../support/http/fake-fetch.ts';
import { StoringServer } from '../../../support/server/storing-server.ts';

const clients: CoreChat[] = [];
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
  for (const chat of clients.splice(0)) chat.close();
});

async function client(
  server: StoringServer,
  storage: KeyValueStorage,
  options: CoreChatOptions = {},
): Promise<CoreChat> {
  const { fetch } = fakeFetch(server.answer);
  const chat = new CoreChat({ url: 'http://chat.example', fetch, storage, ...options });
  clients.push(chat);
  if (!(await chat.resume())) await chat.logIn({ username: 'alice', password: 'correct horse' });
  return chat;
}

test('sends messages of an earlier visit first, even when the clock was set back since', async () => {
  const [server, storage] = [new StoringServer(), memoryStorage()];
  server.refuse = () => ({ status: 503, body: {} });
  const before = await client(server, storage);
  before.send('bob', 'yesterday');
  await until(() => before.outbox.entries()[0]?.error !== undefined, 'tried');
  before.close();
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - 86_400_000 });
  const after = await client(server, storage);
  after.send('bob', 'today');
  await until(() => after.outbox.entries()[1] !== undefined, 'both are there');
  await until(() => after.outbox.entries()[0]?.error !== undefined, 'tried');
  after.close();
  server.refuse = () => undefined;
  const last = await client(server, storage);
  await last.outbox.whenEmpty();
  expect(server.texts).toEqual(['yesterday', 'today']);
});

test('sends what a message of an earlier visit answers', async () => {
  const [server, storage] = [new StoringServer(), memoryStorage()];
  server.refuse = () => ({ status: 503, body: {} });
  const before = await client(server, storage);
  const id = 'a'.repeat(24);
  expect(before.send('bob', 'indeed', { replyTo: id }).replyTo).toBe(id);
  await until(() => before.outbox.entries()[0]?.error !== undefined, 'tried');
  before.close();
  server.refuse = () => undefined;
  const after = await client(server, storage);
  await after.outbox.loaded();
  expect(after.outbox.entries()[0]?.replyTo).toBe(id);
  await after.outbox.whenEmpty();
  expect(server.posts.at(-1)).toMatchObject({ Message: 'indeed', ReplyTo: id });
});

test('sends messages to one person one at a time, and does not hold up messages to others', async () => {
  const server = new StoringServer();
  const gate = Promise.withResolvers<void>();
  server.gate = gate.promise;
  const chat = await client(server, memoryStorage());
  for (const text of ['one', 'two']) chat.send('bob', text);
  chat.send('carol', 'three');
  await until(() => server.posts.length === 2, 'two are on their way');
  expect(server.posts.map(({ Message }) => Message)).toEqual(['one', 'three']);
  expect(chat.outbox.entries('BOB').map(({ state }) => state)).toEqual(['sending', 'queued']);
  gate.resolve();
  await chat.outbox.whenEmpty();
  expect(server.posts).toHaveLength(3);
});

test('keeps a refused message, across visits too, until it is retried', async () => {
  const [server, storage] = [new StoringServer(), memoryStorage()];
  server.refuse = ({ Message }) =>
    Message === 'bad' ? { status: 400, body: { code: 'validation_failed', title: 'no' } } : undefined;
  const chat = await client(server, storage);
  chat.send('bob', 'bad');
  chat.send('bob', 'good');
  await chat.outbox.whenEmpty();
  expect(server.texts).toEqual(['good']);
  await until(() => chat.outbox.entries()[0]?.state === 'failed', 'refused');
  chat.close();
  const again = await client(server, storage);
  await until(() => again.outbox.entries().length === 1, 'it is still there');
  const [failed] = again.outbox.entries();
  expect(failed).toMatchObject({ text: 'bad', state: 'failed', error: { code: 'validation_failed' } });
  expect(server.posts).toHaveLength(2);
  server.refuse = () => undefined;
  again.outbox.retry(failed?.clientId ?? '');
  expect((await failed?.settled)?.Message).toBe('bad');
  expect(again.outbox.entries()).toEqual([]);
});

test('tabs show the same unsent messages, send each once, and share discards', async () => {
  const [server, storage] = [new StoringServer(), memoryStorage()];
  const [one, other] = [
    await client(server, storage, { BroadcastChannel }),
    await client(server, storage, { BroadcastChannel }),
  ];
  server.refuse = () => ({ status: 503, body: {} });
  const [first, second] = [one.send('bob', 'first'), one.send('bob', 'second')];
  await until(() => other.outbox.entries().length === 2, 'the other tab shows them');
  const mirrored = other.outbox.entries()[0];
  one.outbox.discard(second.clientId);
  await until(() => other.outbox.entries().length === 1, 'the other tab forgot it');
  server.posts.length = 0;
  server.refuse = () => undefined;
  one.retryNow();
  other.retryNow();
  expect((await first.settled).Message).toBe('first');
  expect((await mirrored?.settled)?.Message).toBe('first');
  await until(() => other.outbox.entries().length === 0, 'the other tab knows');
  expect(server.texts).toEqual(['first']);
  expect(server.posts).toHaveLength(1);
  expect(await storage.keys('').then((keys) => keys.filter((key) => key.includes('outbox')))).toEqual([]);
});

test('finds out what another client has sent, without a channel between them', async () => {
  const [server, storage] = [new StoringServer(), memoryStorage()];
  const [one, other] = [await client(server, storage), await client(server, storage)];
  server.refuse = () => ({ status: 503, body: {} });
  const entry = one.send('bob', 'hello');
  await until(() => one.outbox.entries()[0]?.error !== undefined, 'tried');
  const late = await client(server, storage);
  await until(() => late.outbox.entries().length === 1, 'adopted');
  server.refuse = () => undefined;
  late.retryNow();
  await late.outbox.whenEmpty();
  one.retryNow();
  expect((await entry.settled).Message).toBe('hello');
  expect([server.texts, other.outbox.entries()]).toEqual([['hello'], []]);
});

test('a storage that cannot be read or locked loses nothing', async () => {
  const [server, storage] = [new StoringServer(), memoryStorage()];
  const { get } = storage;
  const failing: KeyValueStorage = {
    ...storage,
    get: (key) => (key.includes('outbox') ? Promise.reject(new Error('EIO')) : get(key)),
    lock: () => Promise.reject(new Error('EROFS')),
  };
  const chat = await client(server, failing);
  await chat.send('bob', 'hello').settled;
  await chat.outbox.whenEmpty();
  expect(server.texts).toEqual(['hello']);
});

test('a damaged entry holds up no other', async () => {
  const [server, storage] = [new StoringServer(), memoryStorage()];
  const key = 'corechat:http://chat.example:outbox:alice:';
  await storage.set(`${key}1`, '{"clientId":"1","text":"to nobody","order":1}');
  await storage.set(`${key}2`, '{"clientId":"2","text":"no order","user":"bob"}');
  const chat = await client(server, storage);
  await chat.send('bob', 'hello').settled;
  expect(server.texts).toEqual(['no order', 'hello']);
});

test('closing a client while it stores a message throws nothing', async () => {
  const [server, storage] = [new StoringServer(), memoryStorage()];
  const failed = vi.fn();
  process.on('unhandledRejection', failed);
  const chat = await client(server, storage, { BroadcastChannel });
  chat.send('bob', 'kept');
  chat.close();
  await chat.outbox.loaded();
  process.off('unhandledRejection', failed);
  expect(failed).not.toHaveBeenCalled();
  await (await client(server, storage)).outbox.whenEmpty();
  expect(server.texts).toEqual(['kept']);
});

test('a process exits by itself once its client is closed, with messages, timers and requests open', async () => {
  const script = `
    import { CoreChat } from '#sdk';
    const login = { Token: 't', TokenIssued: '2026-11-22T08:00:00Z', TokenExpiry: '2026-11-22T08:15:00Z' };
    const fetch = async (url) => {
      if (!url.endsWith('/Login')) throw new TypeError('offline');
      const body = JSON.stringify({ ...login, Username: 'alice', SessionId: 's', RefreshToken: 'r' });
      return { status: 200, headers: new Headers(), text: async () => body };
    };
    const chat = new CoreChat({ url: 'http://chat.example', fetch });
    await chat.logIn({ username: 'alice', password: 'x' });
    chat.connect();
    chat.send('bob', 'hello');
    chat.conversation('bob').open().catch(() => {});
    await new Promise((resolve) => chat.on('outbox', ([entry]) => entry.error && resolve()));
    chat.close();
    performance.mark('closed');
    process.on('exit', () => console.log(performance.measure('', 'closed').duration < 200));
  `;
  const cwd = join(import.meta.dirname, '../../../..');
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
    cwd,
  });
  expect(stdout).toBe('true\n');
});
