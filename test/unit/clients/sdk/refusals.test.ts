/** Refusals by a proxy, a gateway or a hotel's network between client and server. */
import { afterEach, expect, test, vi } from 'vitest';
import { CoreChat, type KeyValueStorage, memoryStorage, sentence } from '#sdk';
import { fakeFetch } from '../../../support/http/fake-fetch.ts';
import { StoringServer } from '../../../support/server/storing-server.ts';

const clients: CoreChat[] = [];
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
  for (const chat of clients.splice(0)) chat.close();
});

async function client(server: StoringServer, storage: KeyValueStorage): Promise<CoreChat> {
  const { fetch } = fakeFetch(server.answer);
  const chat = new CoreChat({ url: 'http://chat.example', fetch, storage });
  clients.push(chat);
  if (!(await chat.resume())) await chat.logIn({ username: 'alice', password: 'correct horse' });
  return chat;
}

/** Fake time advances to each next timer, and each pause has its maximum length. */
function inFastTime(): void {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  vi.spyOn(Math, 'random').mockReturnValue(1);
}
const passes = (seconds: number) => vi.advanceTimersByTimeAsync(seconds * 1_000);

test('a message that a proxy keeps refusing is retried, then fails and waits for the user', async () => {
  const [server, storage] = [new StoringServer(), memoryStorage()];
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
  expect(sentence(failed?.error)).toMatch(/proxy.*refused/);
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

test('hurried attempts do not make a message fail earlier', async () => {
  const server = new StoringServer();
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

test('a few refusals that are far apart do not make a message fail', async () => {
  const server = new StoringServer();
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
  const server = new StoringServer();
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

test('a failure of another kind resets the count of refusals', async () => {
  const server = new StoringServer();
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
