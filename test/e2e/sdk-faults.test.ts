/** The SDK against a server with every kind of fault. No message is lost or doubled. */
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { type CoreChat, memoryStorage, sentence } from '#sdk';
import {
  closeClients,
  history,
  loggedIn,
  newClient,
  online,
  texts,
  until,
  untilSynced,
} from '../support/clients/sdk.ts';
import { type Fault, FaultProxy } from '../support/faults/fault-proxy.ts';
import { newName } from '../support/people/names.ts';
import { PASSWORD } from '../support/people/registration.ts';

const direct = inject('productUrl');
let proxy: FaultProxy;
/** through the proxy */
let url: string;
let one: string;
let other: string;

const HTML: Fault = {
  status: 200,
  type: 'text/html',
  body: '<html>Welcome to the hotel. Log in to surf.</html>',
};
const BROKEN: Fault = { status: 500, type: 'text/html', body: '<html>oops</html>' };
const problem = (status: number, code: string): Fault => ({
  status,
  type: 'application/problem+json',
  body: JSON.stringify({ title: code, status, code, request_id: 'r' }),
});

beforeEach(async () => {
  proxy = new FaultProxy(direct);
  url = await proxy.listen();
  [one, other] = [newName('ann'), newName('ben')];
});
afterEach(async () => {
  closeClients();
  await proxy.close();
});

/** @returns two people with their names; the second one's client avoids the proxy */
async function pair(options = {}): Promise<[CoreChat, CoreChat, string, string]> {
  return [await loggedIn(url, one, options), await loggedIn(direct, other), one, other];
}
const postsOf = () => proxy.calls.filter((call) => call === 'POST /messages').length;

test('behind the prefix of a proxy a conversation has all its pages', async () => {
  const behind = new FaultProxy(direct, '/chat');
  const chat = await loggedIn(await behind.listen(), one);
  await loggedIn(direct, other);
  for (const text of ['1', '2', '3']) await chat.send(other, text).settled;
  const pages: string[][] = [];
  for await (const page of chat.messages.list(other, { limit: 1 }).pages()) pages.push(texts(page));
  expect(pages).toEqual([['3'], ['2'], ['1']]);
  await behind.close();
});

test.each<[string, Fault]>([
  ['a lost answer', 'lose the answer'],
  ['no answer at all', 'say nothing'],
  ['a refused connection', 'refuse'],
  ['HTML', HTML],
  ['a 500', BROKEN],
  ['a 503', problem(503, 'service_unavailable')],
  ['a 429', problem(429, 'rate_limited')],
])('sends messages once and in order despite %s', async (_, fault) => {
  const [ann, ben, name, peer] = await pair({ timeoutMs: 2_000 });
  const conversation = ann.conversation(peer);
  await conversation.open();
  proxy.next('POST /messages', fault, fault);
  const entries = ['one', 'two', 'three'].map((text) => ann.send(peer, text));
  await until(() => ann.outbox.entries()[0]?.error !== undefined, 'the first attempt failed');
  expect(texts(conversation.snapshot.messages)).toEqual([]);
  expect(conversation.snapshot.pending.map(({ text }) => text)).toEqual(['one', 'two', 'three']);
  expect(sentence(ann.outbox.entries()[0]?.error)).toMatch(/^(CoreChat|Something|That) .*\.$/);
  await Promise.all(entries.map(({ settled }) => settled));
  await ann.outbox.whenEmpty();
  expect(postsOf()).toBe(5);
  expect(texts(await history(ben, name))).toEqual(['one', 'two', 'three']);
  expect(texts(conversation.snapshot.messages)).toEqual(['one', 'two', 'three']);
  expect(conversation.snapshot.pending).toEqual([]);
});

test('a message whose answer was lost leaves the outbox when its event arrives', async () => {
  const [ann, ben, name, peer] = await pair({ timeoutMs: 60_000 });
  const conversation = ann.conversation(peer);
  await conversation.open();
  await online(ann);
  // The server handles it; only its answer is held back.
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const slow = newClient(url, {
    storage: memoryStorage(),
    fetch: async (address, init) => {
      const answer = await fetch(address, init);
      if (address.endsWith('/messages') && init.method === 'POST') await held;
      return answer;
    },
  });
  await slow.logIn({ username: name, password: PASSWORD });
  await online(slow);
  const shown = slow.conversation(peer);
  await shown.open();
  const seen: string[] = [];
  shown.subscribe(() => {
    const { messages, pending } = shown.snapshot;
    seen.push(`${messages.length} shown, ${pending.length} pending`);
  });
  const entry = shown.send('hello');
  await untilSynced(slow, () => shown.snapshot.messages.length === 1, 'its event arrived');
  expect(shown.snapshot.pending).toEqual([]);
  expect((await entry.settled).Message).toBe('hello');
  release();
  await slow.outbox.whenEmpty();
  await until(() => seen.at(-1) === '1 shown, 0 pending', 'told');
  expect(new Set(seen)).toEqual(new Set(['0 shown, 1 pending', '1 shown, 0 pending']));
  expect(texts(await history(ben, name))).toEqual(['hello']);
});

test('retries a list when the network fails, for a limited time', async () => {
  const [ann, , , peer] = await pair({ timeoutMs: 2_000 });
  proxy.next('GET /messages', 'refuse', 'say nothing');
  await ann.conversation(peer).open();
  expect(proxy.calls.filter((call) => call.startsWith('GET /messages'))).toHaveLength(3);

  proxy.decide = (call) => (call.startsWith('GET /conversations') ? BROKEN : 'pass');
  await expect(ann.inbox.load()).rejects.toMatchObject({
    code: 'internal_error',
    transient: true,
    status: 500,
  });
  expect(ann.inbox.snapshot).toMatchObject({ status: 'failed', error: { code: 'internal_error' } });
  proxy.decide = () => 'pass';
  await ann.inbox.load();
  expect(ann.inbox.snapshot).toMatchObject({ status: 'ready', conversations: [] });
  expect(ann.inbox.snapshot).not.toHaveProperty('error');
});

test('a transient failure of a refresh, or of resuming, keeps the session', async () => {
  const storage = memoryStorage();
  const [ann] = await pair({ timeoutMs: 2_000, storage });
  proxy.decide = (call) => {
    if (call.startsWith('POST /sessions/refresh')) return 'refuse';
    return call.startsWith('GET /me') ? problem(401, 'token_expired') : 'pass';
  };
  await expect(ann.me.show()).rejects.toMatchObject({ code: 'network', transient: true });
  expect(ann.session).not.toBeNull();
  proxy.next('GET /me', problem(401, 'token_expired'));
  expect((await ann.me.show()).username).toBe(ann.session?.username);
  expect(await newClient(url, { storage }).resume()).toBe(true);
});

test('the answer to a refresh may be lost', async () => {
  const [ann] = await pair({ timeoutMs: 1_000 });
  const faults: Fault[] = ['lose the answer', 'lose the answer'];
  let isExpired = true;
  proxy.decide = (call) => {
    if (call.startsWith('POST /sessions/refresh')) return faults.shift() ?? 'pass';
    if (!call.startsWith('GET /me') || !isExpired) return 'pass';
    isExpired = false;
    return problem(401, 'token_expired');
  };
  expect((await ann.me.show()).username).toBe(ann.session?.username);
  expect(faults).toEqual([]);
});

test('a form that is submitted twice logs in once', async () => {
  const [ann, , name] = await pair();
  const chat = newClient(url);
  const input = { username: name, password: PASSWORD };
  await Promise.all([chat.logIn(input), chat.logIn(input)]);
  expect(await ann.sessions.list()).toHaveLength(2);
});

test('an expired sync token leads to a new list without the rows that are gone', async () => {
  const [ann, ben, name, peer] = await pair();
  await ben.send(name, 'one').settled;
  await ann.conversations.answer(peer, 'accept');
  const conversation = ann.conversation(peer);
  await conversation.open();
  await online(ann);
  ann.disconnect();
  await ben.send(name, 'two').settled;
  const refused: string[] = [];
  proxy.decide = (call) => {
    if (!call.includes('since=')) return 'pass';
    refused.push(call.split('?')[0] ?? '');
    return problem(410, 'resync_required');
  };
  await online(ann);
  expect(refused.toSorted()).toEqual(['GET /conversations', 'GET /messages']);
  expect(conversation.snapshot.messages).toEqual(await history(ben, name));
  expect(ann.inbox.snapshot).toMatchObject({ status: 'ready', unread: 2 });
});

test('retries connecting until it succeeds', async () => {
  const [ann] = await pair({ timeoutMs: 2_000 });
  const states: string[] = [];
  ann.on('connection', ({ state, retryAt }) => states.push(retryAt === null ? state : `${state} until`));
  proxy.next('POST /realtime/tickets', 'refuse', 'say nothing', BROKEN);
  ann.connect();
  ann.connect();
  await until(() => ann.connection === 'online', 'online');
  const failed = ['connecting', 'waiting until'];
  expect(states).toEqual([...failed, ...failed, ...failed, 'connecting', 'syncing', 'online']);
  ann.close();
  expect(ann.connection).toBe('disconnected');
});

test('reverts an edit that the server refuses', async () => {
  const [ann, , , peer] = await pair({ timeoutMs: 2_000 });
  const conversation = ann.conversation(peer);
  await conversation.open();
  const { Id } = await conversation.send('as it was').settled;
  proxy.decide = (call) => (call.startsWith('PATCH') ? BROKEN : 'pass');
  const editing = conversation.edit(Id, 'changed');
  expect(texts(conversation.snapshot.messages)).toEqual(['changed']);
  await expect(editing).rejects.toMatchObject({ code: 'internal_error' });
  expect(texts(conversation.snapshot.messages)).toEqual(['as it was']);
  await conversation.delete(Id);
  expect(conversation.snapshot.messages).toMatchObject([{ Message: '', DeletedAt: expect.any(String) }]);
});
