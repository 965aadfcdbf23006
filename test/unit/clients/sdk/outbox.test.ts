import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, expect, test, vi } from 'vitest';
import { CoreChat, type CoreChatOptions, type KeyValueStorage, memoryStorage, sentence } from '#sdk';
import { type FakeAnswer, type FakeCall, fakeFetch, loginAnswer } from '../../../support/fake-fetch.ts';
import { until } from '../../../support/sdk.ts';

const clients: CoreChat[] = [];
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
  for (const chat of clients.splice(0)) chat.close();
});

interface Sent {
  User: string;
  Message: string;
  ClientId: string;
}

/** A server that stores each ClientId once, and refuses what it is told to. */
class Server {
  readonly stored: Sent[] = [];
  readonly posts: Sent[] = [];
  refuse: (sent: Sent) => FakeAnswer | undefined = () => undefined;
  /** answers wait for it */
  gate: Promise<void> = Promise.resolve();

  readonly answer = async ({ method, path, body }: FakeCall): Promise<FakeAnswer> => {
    if (path === '/Login') return { body: loginAnswer((body as { username: string }).username) };
    if (path === '/sessions/refresh') return { body: loginAnswer('alice') };
    if (method === 'GET') return { body: this.stored.map((sent) => this.#message(sent)) };
    const sent = body as Sent;
    this.posts.push(sent);
    await this.gate;
    const refusal = this.refuse(sent);
    if (refusal) return refusal;
    if (!this.stored.some(({ ClientId }) => ClientId === sent.ClientId)) this.stored.push(sent);
    return { status: 201, body: this.#message(sent) };
  };

  #message({ User: To, Message, ClientId }: Sent) {
    const Seq = this.stored.findIndex((sent) => sent.ClientId === ClientId) + 1;
    const times = { Timestamp: 'then', EditedAt: null, DeletedAt: null };
    return { Id: `m${Seq}`, From: 'alice', To, Message, ClientId, Seq, Version: Seq, ...times };
  }

  get texts(): string[] {
    return this.stored.map(({ Message }) => Message);
  }
}

async function client(
  server: Server,
  storage: KeyValueStorage,
  options: CoreChatOptions = {},
): Promise<CoreChat> {
  const { fetch } = fakeFetch(server.answer);
  const chat = new CoreChat({ url: 'http://chat.example', fetch, storage, ...options });
  clients.push(chat);
  if (!(await chat.resume())) await chat.logIn({ username: 'alice', password: 'correct horse' });
  return chat;
}

test('what an earlier visit left goes first, even when the clock was set back since', async () => {
  const [server, storage] = [new Server(), memoryStorage()];
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

test('messages to one person are sent one at a time; another person does not wait', async () => {
  const server = new Server();
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

test('what is refused stays, also for the next visit, until it is tried again', async () => {
  const [server, storage] = [new Server(), memoryStorage()];
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

/** Time passes as fast as the client lets it, and each pause is as long as it can be. */
function inFastTime(): void {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  vi.spyOn(Math, 'random').mockReturnValue(1);
}
const passes = (seconds: number) => vi.advanceTimersByTimeAsync(seconds * 1_000);

test('what something on the way goes on refusing is tried some times, then fails, and waits for a decision', async () => {
  const [server, storage] = [new Server(), memoryStorage()];
  const tried: number[] = [];
  server.refuse = ({ Message }) => {
    if (Message !== 'caught') return undefined;
    tried.push(performance.now());
    return { status: 403, body: '<html>Forbidden</html>' };
  };
  inFastTime();
  const chat = await client(server, storage);
  const entry = chat.send('bob', 'caught');
  chat.send('bob', 'later');
  await passes(31);
  expect(chat.outbox.entries()[0]?.state).toBe('queued');
  await passes(1);
  const [failed] = chat.outbox.entries();
  expect(failed).toMatchObject({ state: 'failed', text: 'caught', error: { code: 'refused', status: 403 } });
  expect(sentence(failed?.error)).toMatch(/on the way.*refused/);
  const pauses = tried.slice(1).map((at, index) => Math.round(at - (tried[index] ?? 0)));
  expect(pauses).toEqual([250, 500, 1_000, 2_000, 4_000, 8_000, 16_000]);
  expect(server.texts).toEqual(['later']);
  chat.close();
  const again = await client(server, storage);
  await again.outbox.loaded();
  expect(again.outbox.entries()[0]).toMatchObject({
    state: 'failed',
    error: { code: 'refused', status: 403 },
  });
  server.refuse = () => undefined;
  again.outbox.retry(entry.clientId);
  await again.outbox.whenEmpty();
  expect(server.texts).toEqual(['later', 'caught']);
});

test('attempts that are hurried do not shorten how long a refusal has to last', async () => {
  const server = new Server();
  server.refuse = () => ({ status: 403, body: '<html>Forbidden</html>' });
  inFastTime();
  const chat = await client(server, memoryStorage());
  chat.send('bob', 'hello');
  for (let second = 0; second < 29; second++) {
    chat.retryNow();
    await passes(1);
  }
  expect(server.posts.length).toBeGreaterThan(20);
  expect(chat.outbox.entries()[0]?.state).toBe('queued');
  await passes(30);
  expect(chat.outbox.entries()[0]?.state).toBe('failed');
});

test('a few refusals that are far apart are no decision', async () => {
  const server = new Server();
  server.refuse = () => ({ status: 403, body: '', headers: { 'retry-after': '60' } });
  inFastTime();
  const chat = await client(server, memoryStorage());
  chat.send('bob', 'hello');
  await passes(400);
  expect([server.posts.length, chat.outbox.entries()[0]?.state]).toEqual([7, 'queued']);
});

test.each([
  [404, 'fails'],
  [413, 'fails'],
  [401, 'fails'],
  // A hotel's login page.
  [200, 'waits'],
  [408, 'waits'],
  [425, 'waits'],
  [429, 'waits'],
  [502, 'waits'],
] as const)('a %i that is none of the server’s answers: the message %s', async (status, fate) => {
  const server = new Server();
  server.refuse = () => ({ status, body: '<html></html>' });
  inFastTime();
  const chat = await client(server, memoryStorage());
  const { clientId, settled } = chat.send('bob', 'hello');
  await passes(300);
  expect(chat.outbox.entries()[0]?.state).toBe(fate === 'fails' ? 'failed' : 'queued');
  server.refuse = () => undefined;
  chat.outbox.retry(clientId);
  expect((await settled).Message).toBe('hello');
});

test('trouble of another kind in between begins the count of refusals anew', async () => {
  const server = new Server();
  server.refuse = () => ({ status: server.posts.length % 7 === 0 ? 503 : 404, body: '<html></html>' });
  inFastTime();
  const chat = await client(server, memoryStorage());
  const { clientId } = chat.send('bob', 'hello');
  await passes(1_000);
  expect(server.posts.length).toBeGreaterThan(30);
  expect(chat.outbox.entries()[0]?.state).toBe('queued');
  chat.outbox.discard(clientId);
  expect(chat.outbox.entries()).toEqual([]);
});

test('tabs show the same unsent messages, send each once, and agree on what is discarded', async () => {
  const [server, storage] = [new Server(), memoryStorage()];
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

test('without a channel between them, a client finds out what another one has sent', async () => {
  const [server, storage] = [new Server(), memoryStorage()];
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
  const [server, storage] = [new Server(), memoryStorage()];
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
  const [server, storage] = [new Server(), memoryStorage()];
  const key = 'corechat:http://chat.example:outbox:alice:';
  await storage.set(`${key}1`, '{"clientId":"1","text":"to nobody","order":1}');
  await storage.set(`${key}2`, '{"clientId":"2","text":"no order","user":"bob"}');
  const chat = await client(server, storage);
  await chat.send('bob', 'hello').settled;
  expect(server.texts).toEqual(['no order', 'hello']);
});

test('a client that is closed while it stores a message fails nowhere', async () => {
  const [server, storage] = [new Server(), memoryStorage()];
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

test('a process ends by itself once its client is closed, whatever waited', async () => {
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
