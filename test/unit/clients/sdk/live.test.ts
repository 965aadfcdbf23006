/** Events that are lost, and what only the inbox knows, before a server and a socket that do as they are told. */
import { afterEach, expect, test, vi } from 'vitest';
import { CoreChat } from '#sdk';
import { type FakeAnswer, type FakeCall, fakeFetch, loginAnswer } from '../../../support/fake-fetch.ts';
import { FakeSocket, list, message, onlineChat, row } from '../../../support/fake-socket.ts';
import { texts, until } from '../../../support/sdk.ts';

let chat: CoreChat;
afterEach(() => chat.close());

async function online(answer: (call: FakeCall) => FakeAnswer | Promise<FakeAnswer>): Promise<void> {
  ({ chat } = await onlineChat(answer));
}

/** Heard, and not looked for: the pause before the next attempt is random, and can be next to none. */
async function lose(): Promise<void> {
  const lost = Promise.withResolvers<void>();
  const stop = chat.on('connection', ({ state }) => {
    if (state === 'waiting') lost.resolve();
  });
  FakeSocket.latest.close();
  await lost.promise;
  stop();
}

test('an edit whose event was lost while the conversation was closed is there when it is opened again', async () => {
  let isEdited = false;
  const edited = message(1, { Message: 'edited', Version: 3 });
  await online(({ path }) => {
    const isSync = path.includes('since=');
    if (path.startsWith('/messages')) return list(isSync ? [edited] : [message(1), message(2)]);
    if (isSync) return list(isEdited ? [row('bob', { Version: 4, PeerReadSeq: 2 })] : []);
    return list([row('bob')]);
  });
  const bob = chat.conversation('bob');
  await bob.open();
  bob.close();
  isEdited = true;
  FakeSocket.latest.push({
    type: 'conversation.read',
    conversation: 'alice:bob',
    version: 4,
    data: { Username: 'bob', Seq: 2 },
  });
  const opened = async () => {
    await bob.open();
    bob.close();
    return texts(bob.snapshot.messages);
  };
  await expect.poll(opened, { timeout: 5_000 }).toEqual(['edited', 'text 2']);
});

test('how far one has read is known of a conversation that the inbox has not loaded yet', async () => {
  await online(({ path }) => {
    if (path.startsWith('/messages')) return list([message(1), message(2)]);
    if (path.includes('since=')) return list([]);
    if (path.includes('page=3')) return list([row('bob')]);
    const [next, User] = path.includes('page=2') ? [3, 'carol'] : [2, 'dave'];
    return list([row(User)], { link: `</conversations?page=${next}>; rel="next"` });
  });
  const bob = chat.conversation('bob');
  await bob.open();
  expect(bob.snapshot).toMatchObject({ readSeq: 2, peerReadSeq: 1 });
});

test('an account that is gone does not keep the presence of others from being asked for', async () => {
  await online(({ path }) => {
    if (path === '/Users/gone') return { status: 404, body: { code: 'user_not_found' } };
    if (path === '/Users/bob')
      return { body: { username: 'bob', presence: { online: false, last_seen: null } } };
    return list([]);
  });
  for (const Username of ['gone', 'bob']) {
    FakeSocket.latest.push({ type: 'presence', data: { Username, Online: true, LastSeen: null } });
  }
  expect(chat.presenceOf('bob')).toMatchObject({ online: true });
  await lose();
  chat.retryNow();
  await until(() => chat.presenceOf('bob')?.online === false, 'asked for');
});

test('an answer about somebody that is older than what was heard of them meanwhile says nothing', async () => {
  const asked = Promise.withResolvers<void>();
  const gate = Promise.withResolvers<void>();
  await online(async ({ path }) => {
    if (path !== '/Users/bob') return list([]);
    asked.resolve();
    await gate.promise;
    return { body: { username: 'bob', presence: { online: false, last_seen: null } } };
  });
  const events: unknown[] = [];
  chat.on('presence', (event) => events.push(event));
  const fetched = chat.fetchPresence('bob');
  await asked.promise;
  FakeSocket.latest.push({ type: 'presence', data: { Username: 'Bob', Online: true, LastSeen: null } });
  gate.resolve();
  await fetched;
  expect(chat.presenceOf('bob')).toMatchObject({ online: true });
  expect(events).toHaveLength(1);
});

test('who is online is not known without a connection, and told anew with the next one', async () => {
  const gate = Promise.withResolvers<void>();
  await online(async ({ path }) => {
    if (path !== '/Users/bob') return list([]);
    await gate.promise;
    return { body: { username: 'bob', presence: { online: true, last_seen: null } } };
  });
  FakeSocket.latest.push({ type: 'presence', data: { Username: 'bob', Online: true, LastSeen: null } });
  expect(chat.presenceOf('bob')).toMatchObject({ online: true });
  await lose();
  expect(chat.presenceOf('bob')).toBeUndefined();
  const told = Promise.withResolvers<unknown>();
  chat.on('presence', told.resolve);
  chat.retryNow();
  await until(() => chat.connection === 'online', 'back');
  expect(chat.presenceOf('bob')).toBeUndefined();
  gate.resolve();
  expect(await told.promise).toMatchObject({ username: 'bob', online: true });
  expect(chat.presenceOf('bob')).toMatchObject({ online: true });
});

test('what is answered about somebody without a connection is told, and not taken to be known', async () => {
  const gate = Promise.withResolvers<void>();
  await online(async ({ path }) => {
    if (path !== '/Users/bob') return list([]);
    await gate.promise;
    return { body: { username: 'bob', presence: { online: true, last_seen: null } } };
  });
  const events: unknown[] = [];
  chat.on('presence', (event) => events.push(event));
  const fetched = chat.fetchPresence('bob');
  chat.disconnect();
  gate.resolve();
  await fetched;
  expect([chat.connection, chat.presenceOf('bob')]).toEqual(['disconnected', undefined]);
  expect(events).toMatchObject([{ username: 'bob', online: true }]);
  chat.connect();
  await until(() => chat.presenceOf('bob')?.online === true, 'asked for anew');
});

test('a message that could not be read yet when its version was listed, and whose event is lost, is found', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance'] });
  try {
    let isVisible = false;
    const { fetch } = fakeFetch(({ path }) => {
      if (path === '/Login') return { body: loginAnswer('alice') };
      if (path === '/realtime/tickets') return { body: { Url: 'ws://chat.example' } };
      const isSync = path.includes('since=');
      if (path.startsWith('/messages')) {
        if (!isSync) return list([message(1), message(2)]);
        return list(isVisible ? [message(3), message(4)] : [message(4)]);
      }
      // Version 3 was taken before 4, but its message is still being written.
      return list(isSync ? [row('bob', { Version: 4, LastMessage: message(4) })] : [row('bob')]);
    });
    chat = new CoreChat({ url: 'http://chat.example', fetch, WebSocket: FakeSocket });
    const told: string[] = [];
    chat.on('message', ({ message: { Id } }) => told.push(Id));
    await chat.logIn({ username: 'alice', password: 'correct horse' });
    chat.connect();
    await vi.advanceTimersByTimeAsync(100);
    const bob = chat.conversation('bob');
    await bob.open();
    // The connection is lost and comes back.
    FakeSocket.latest.close();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(chat.connection).toBe('online');
    expect(texts(bob.snapshot.messages)).toEqual(['text 1', 'text 2', 'text 4']);
    isVisible = true;
    await vi.advanceTimersByTimeAsync(12_000);
    expect(texts(bob.snapshot.messages)).toEqual(['text 1', 'text 2', 'text 3', 'text 4']);
    expect(told.filter((id) => id === 'm3')).toHaveLength(1);
  } finally {
    chat.close();
    vi.useRealTimers();
  }
});
