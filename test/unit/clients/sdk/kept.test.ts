/** The copy of what was read last, and a start without a network. */
import { afterAll, describe, expect, test, vi } from 'vitest';
import {
  type CopyStore,
  CoreChat,
  type CoreChatError,
  KeptCopy,
  type KeyValueStorage,
  memoryCopy,
  memoryStorage,
} from '#sdk';
import { COPY_MAX, copyIn, textOf } from '../../../../clients/sdk/src/kept/copy.ts';
import type { ServerFrame } from '../../../../clients/sdk/src/protocol.ts';
import { message } from '../../../support/clients/message.ts';
import { texts, until } from '../../../support/clients/sdk.ts';
import { type FakeAnswer, type FakeCall, fakeFetch, loginAnswer } from '../../../support/http/fake-fetch.ts';
import { FakeSocket, list, row } from '../../../support/sockets/fake-socket.ts';

const clients: CoreChat[] = [];
// Not after each: the tests run side by side, because all of them wait.
afterAll(() => {
  for (const chat of clients) chat.close();
});

type Answer = (call: FakeCall) => FakeAnswer | Promise<FakeAnswer>;

interface Device {
  /** locks of tabs are for one address */
  url: string;
  storage: KeyValueStorage;
  copies: CopyStore;
}
let devices = 0;
const newDevice = (): Device => ({
  url: `http://chat-${++devices}.example`,
  storage: memoryStorage(),
  copies: memoryCopy(),
});

/** A page of the app. @param answer to everything but sessions; undefined: there is no network */
function openPage({ url, storage, copies }: Device, answer: Answer | undefined, user = () => 'alice') {
  const state: { answer: typeof answer; socket?: FakeSocket } = { answer };
  class Socket extends FakeSocket {
    constructor() {
      super();
      state.socket = this;
    }
  }
  const { fetch, calls } = fakeFetch((call) => {
    if (!state.answer) throw new TypeError('there is no network');
    if (/^\/(?:Login|sessions\/refresh)/.test(call.path)) return { body: loginAnswer(user()) };
    return call.path === '/realtime/tickets' ? { body: { Url: 'ws://chat.example' } } : state.answer(call);
  });
  const chat = new CoreChat({
    url,
    session: 'cookie',
    storage,
    fetch,
    WebSocket: Socket,
  });
  clients.push(chat);
  const kept = new KeptCopy(chat, copies);
  const push = (frame: ServerFrame) => state.socket?.push(frame);
  const goOnline = (next: Answer) => {
    state.answer = next;
    chat.retryNow();
  };
  return { chat, kept, calls, goOnline, push };
}

type Page = ReturnType<typeof openPage>;

const server =
  (messages: unknown[], rows: unknown[] = [row('bob')]): Answer =>
  ({ path }) => {
    if (path.includes('since=')) return list([]);
    return list(path.startsWith('/messages') ? messages : path.includes('requests=only') ? [] : rows);
  };

async function logIn(chat: CoreChat): Promise<void> {
  await chat.logIn({ username: 'alice', password: 'correct horse' });
  chat.connect();
  await chat.inbox.load();
}

/** `expect.poll` knows no tests that run side by side. */
const waitFor = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 10_000 });

const copyOf = async ({ copies }: Device) => copyIn(await copies.get());

/** A visit in which alice reads her conversation with bob. */
async function firstVisit(device: Device, messages = [message(1), message(2)], rows?: unknown[]) {
  const { chat } = openPage(device, server(messages, rows));
  await logIn(chat);
  await chat.conversation('bob').open();
  await waitFor(async () => expect(await copyOf(device)).toMatchObject({ pages: [{}] }));
  chat.close();
}

async function startOffline(device: Device) {
  const page = openPage(device, undefined);
  await page.chat.resume().catch((error: CoreChatError) => expect(error.transient).toBe(true));
  const isResumed = await page.kept.resume();
  page.chat.connect();
  await page.chat.inbox.load().catch(() => {});
  const bob = page.chat.conversation('bob');
  await bob.open().catch(() => {});
  return { ...page, bob, isResumed };
}

test('another user who logs in after the session has ended sees nothing of it', async () => {
  const device = newDevice();
  await firstVisit(device);
  const chat = new CoreChat({
    url: device.url,
    session: 'cookie',
    storage: device.storage,
    WebSocket: FakeSocket,
    fetch: fakeFetch(({ path }) => {
      if (path.startsWith('/Login')) return { body: loginAnswer('carol') };
      if (path.startsWith('/sessions/refresh')) return { status: 401, body: { code: 'session_ended' } };
      throw new TypeError('there is no network');
    }).fetch,
  });
  clients.push(chat);
  // As the web app, which listens before its copy is loaded.
  chat.on('session', () => void chat.inbox.load().catch(() => {}));
  const kept = new KeptCopy(chat, device.copies);
  expect(await chat.resume()).toBe(false);
  expect(await kept.resume()).toBe(false);
  await chat.logIn({ username: 'carol', password: 'correct horse' });
  expect(chat.inbox.snapshot.conversations).toEqual([]);
});

describe.concurrent('without a network', () => {
  test('shows the inbox and what was read, and keeps what is written', async () => {
    const device = newDevice();
    await firstVisit(device);
    const { chat, bob, isResumed } = await startOffline(device);
    expect([isResumed, chat.session?.username]).toEqual([true, 'alice']);
    expect(chat.inbox.snapshot).toMatchObject({ status: 'ready', conversations: [{ User: 'bob' }] });
    expect(bob.snapshot).toMatchObject({ status: 'ready', hasOlder: false });
    expect(texts(bob.snapshot.messages)).toEqual(['text 1', 'text 2']);
    bob.send('later').settled.catch(() => {});
    expect(bob.snapshot.pending).toMatchObject([{ text: 'later' }]);
  });

  test('a browser without a copy, or where nobody was logged in, starts as before', async () => {
    const device = newDevice();
    expect((await startOffline(device)).isResumed).toBe(false);
    await firstVisit(device);
    const other = { ...newDevice(), copies: device.copies };
    expect((await startOffline(other)).isResumed).toBe(false);
  });

  test('a damaged copy, and one of another release, count as none', async () => {
    const device = newDevice();
    await firstVisit(device);
    const text = (await device.copies.get()) ?? '';
    for (const damaged of ['', '{', '{"format":1}', 'null', text.replace('"format":1', '"format":0')]) {
      await device.copies.set(damaged);
      expect((await startOffline(device)).isResumed, damaged).toBe(false);
    }
  });
});

describe.concurrent('when the server can be reached again, its state replaces the copy', () => {
  test('nothing is shown twice, and nothing that was deleted, erased or edited stays', async () => {
    const device = newDevice();
    await firstVisit(device, [message(1), message(2), message(3)]);
    const { chat, bob, goOnline } = await startOffline(device);
    expect(texts(bob.snapshot.messages)).toHaveLength(3);
    const deleted = message(2, { Message: '', DeletedAt: '2026-11-22T09:00:00.000Z', Version: 4 });
    // The first one was erased with its account.
    goOnline(server([deleted, message(3, { Message: 'edited', Version: 5 }), message(4, { Version: 6 })]));
    await until(() => chat.connection === 'online', 'online');
    expect(texts(bob.snapshot.messages)).toEqual(['', 'edited', 'text 4']);
  });

  test('rows that are no longer listed go, and messages that the user may not see', async () => {
    const device = newDevice();
    await firstVisit(device);
    const { chat, bob, goOnline } = await startOffline(device);
    goOnline(({ path }) =>
      path.startsWith('/messages')
        ? { status: 404, body: { code: 'conversation_not_found' } }
        : list(path.includes('requests=only') ? [] : [row('carol', { Conversation: 'alice:carol' })]),
    );
    await until(() => chat.connection === 'online', 'online');
    expect(chat.inbox.snapshot.conversations.map(({ User }) => User)).toEqual(['carol']);
    expect(bob.snapshot).toMatchObject({ status: 'failed', messages: [] });
    await waitFor(async () =>
      expect(await copyOf(device)).toMatchObject({ rows: [{ User: 'carol' }], pages: [] }),
    );
  });

  test('a message that arrives before the page stays', async () => {
    const device = newDevice();
    await firstVisit(device);
    const { chat, bob, goOnline, push } = await startOffline(device);
    const page = Promise.withResolvers<FakeAnswer>();
    const rest = server([]);
    goOnline((call) => (call.path.startsWith('/messages') ? page.promise : rest(call)));
    await until(() => chat.connection === 'syncing', 'syncing');
    push({
      type: 'message.created',
      conversation: 'alice:bob',
      version: 3,
      data: message(3),
    });
    page.resolve(list([message(1), message(2)]));
    await until(() => chat.connection === 'online', 'online');
    expect(texts(bob.snapshot.messages)).toEqual(['text 1', 'text 2', 'text 3']);
  });
});

describe.concurrent('the copy', () => {
  test('stays of a conversation that is not opened again, as long as nothing has changed in it', async () => {
    const device = newDevice();
    await firstVisit(device);
    const again = openPage(device, server([], [row('bob'), row('carol', { Conversation: 'alice:carol' })]));
    await logIn(again.chat);
    await waitFor(async () => expect(await copyOf(device)).toMatchObject({ rows: [{}, {}], pages: [{}] }));
    again.chat.close();
    const changed = openPage(device, server([], [row('bob', { Version: 3 })]));
    await logIn(changed.chat);
    await waitFor(async () => expect(await copyOf(device)).toMatchObject({ rows: [{}], pages: [] }));
  });

  test('holds the last 50 messages, before which there are more', async () => {
    const device = newDevice();
    await firstVisit(
      device,
      Array.from({ length: 80 }, (_, index) => message(index + 1)),
    );
    const { bob } = await startOffline(device);
    expect(bob.snapshot.messages.map(({ Seq }) => Seq)).toEqual(
      Array.from({ length: 50 }, (_, at) => at + 31),
    );
    expect(bob.snapshot.hasOlder).toBe(true);
  });

  test('is bounded: the conversations that were opened first are left out', () => {
    const pages = Array.from({ length: 20 }, (_, index) => ({
      conversation: `c${index}`,
      version: 1,
      messages: Array.from({ length: 50 }, (_, at) => message(at, { Message: 'x'.repeat(8_000) })),
      hasOlder: false,
    }));
    const text = textOf({ format: 1, login: { username: 'alice', sessionId: 's1' }, rows: [], pages });
    expect(text.length).toBeLessThanOrEqual(COPY_MAX);
    const kept = copyIn(text)?.pages.map(({ conversation }) => conversation) ?? [];
    expect(kept.length).toBeGreaterThan(2);
    expect(kept).toEqual(pages.slice(0, kept.length).map(({ conversation }) => conversation));
  });

  test('goes at a log-out, and when the server ends the session', async () => {
    for (const leave of [
      ({ chat }: Page) => chat.logOut(),
      async ({ push }: Page) => push({ type: 'session.revoked', data: { SessionId: 's1' } }),
    ]) {
      const device = newDevice();
      await firstVisit(device);
      const page = openPage(device, server([message(1)]));
      await logIn(page.chat);
      await until(() => page.chat.connection === 'online', 'online');
      await leave(page);
      await waitFor(async () => expect(await device.copies.get()).toBeUndefined());
      await new Promise((resolve) => setTimeout(resolve, 2_500));
      expect(await device.copies.get()).toBeUndefined();
    }
  });

  test('goes when another user logs in', async () => {
    const device = newDevice();
    await firstVisit(device);
    const { chat } = openPage(device, server([], []), () => 'mallory');
    await chat.logIn({ username: 'mallory', password: 'correct horse' });
    await waitFor(async () => expect(await device.copies.get()).toBeUndefined());
    await chat.inbox.load();
    expect(chat.inbox.snapshot.conversations).toEqual([]);
  });

  test('that cannot be stored or read disturbs nothing', async () => {
    const failing = async () => Promise.reject(new Error('forbidden'));
    const device = { ...newDevice(), copies: { get: failing, set: failing, delete: failing } };
    const { chat } = openPage(device, server([message(1)]));
    await logIn(chat);
    await chat.conversation('bob').open();
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    expect(texts(chat.conversation('bob').snapshot.messages)).toEqual(['text 1']);
    await chat.logOut();
    expect((await startOffline(device)).isResumed).toBe(false);
  });
});

test('the next user of a page who shares a conversation with the one before opens it by the other name', async () => {
  const device = newDevice();
  let username = 'alice';
  const rows = () => [row(username === 'alice' ? 'bob' : 'alice', { Conversation: '~shared' })];
  const messages = [message(1, { Conversation: '~shared' })];
  const { chat } = openPage(
    device,
    (call) => server(messages, rows())(call),
    () => username,
  );
  await logIn(chat);
  await chat.conversation('bob').open();
  expect(chat.conversation('~shared')).toBe(chat.conversation('bob'));
  await chat.logOut();
  username = 'bob';
  await logIn(chat);
  const again = chat.conversation('alice');
  await again.open();
  expect(again.snapshot.peer.username).toBe('alice');
  expect(chat.conversation('~shared')).toBe(again);
});
