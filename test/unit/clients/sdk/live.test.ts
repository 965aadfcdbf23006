/** Events and lost events, against a scripted server and socket. */
import { afterEach, expect, test, vi } from 'vitest';
import { CoreChat, type Message } from '#sdk';
import { message } from '../../../support/clients/message.ts';
import { texts } from '../../../support/clients/sdk.ts';
import { type FakeAnswer, type FakeCall, fakeFetch, loginAnswer } from '../../../support/http/fake-fetch.ts';
import { FakeSocket, list, onlineChat, row } from '../../../support/sockets/fake-socket.ts';

let chat: CoreChat;
afterEach(() => chat.close());

async function online(answer: (call: FakeCall) => FakeAnswer | Promise<FakeAnswer>): Promise<void> {
  ({ chat } = await onlineChat(answer));
}

test('opening a conversation again shows an edit whose event was lost while it was closed', async () => {
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

test('pushed events show in an open conversation at once, without a request', async () => {
  const { chat: client, calls } = await onlineChat(({ path }) => {
    if (path.startsWith('/messages')) return list(path.includes('since=') ? [] : [message(1), message(2)]);
    return list(path.includes('since=') ? [] : [row('bob')]);
  });
  chat = client;
  const bob = chat.direct('bob');
  await bob.open();
  const before = calls.length;
  const push = (frame: { type: 'message.created' | 'message.updated' | 'message.deleted' }, data: Message) =>
    FakeSocket.latest.push({ ...frame, conversation: 'alice:bob', version: data.Version, data });
  push({ type: 'message.created' }, message(3));
  expect(texts(bob.snapshot.messages)).toEqual(['text 1', 'text 2', 'text 3']);
  expect(chat.inbox.snapshot.conversations).toMatchObject([{ Unread: 1, LastMessage: { Id: 'm3' } }]);
  push({ type: 'message.updated' }, message(1, { Version: 4, Message: 'edited' }));
  push({ type: 'message.deleted' }, message(2, { Version: 5, Message: '', DeletedAt: 'then' }));
  expect(texts(bob.snapshot.messages)).toEqual(['edited', '', 'text 3']);
  const data = { Username: 'bob', Seq: 2 };
  FakeSocket.latest.push({ type: 'conversation.read', conversation: 'alice:bob', version: 6, data });
  expect(bob.snapshot.peerReadSeq).toBe(2);
  expect(calls).toHaveLength(before);
});

test('a block of another device shows at once, and is an event once', async () => {
  let Blocked = false;
  await online(({ path }) => {
    if (!path.startsWith('/conversations')) return list([]);
    return list([row('bob', { Blocked })]);
  });
  const events: unknown[] = [];
  chat.on('block', (event) => events.push(event));
  Blocked = true;
  FakeSocket.latest.push({ type: 'block', data: { Username: 'bob', Blocked } });
  expect([chat.isBlocked('Bob'), chat.inbox.snapshot.conversations[0]?.Blocked]).toEqual([true, true]);
  await chat.inbox.load();
  expect(events).toEqual([{ username: 'bob', blocked: true }]);
});

test('an opened conversation knows its read marks before the inbox has loaded its row', async () => {
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

test('finds a message that was not readable yet when its version was listed, and whose event is lost', async () => {
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
    const heard: string[] = [];
    chat.on('message', ({ message: { Id } }) => heard.push(Id));
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
    expect(heard.filter((id) => id === 'm3')).toHaveLength(1);
  } finally {
    chat.close();
    vi.useRealTimers();
  }
});

test('finds a message whose event is lost, although no other event follows, within two minutes', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance'] });
  try {
    let isWritten = false;
    const { fetch } = fakeFetch(({ path }) => {
      if (path === '/Login') return { body: loginAnswer('alice') };
      if (path === '/realtime/tickets') return { body: { Url: 'ws://chat.example' } };
      const isSync = path.includes('since=');
      if (path.startsWith('/messages')) {
        if (!isSync) return list([message(1), message(2)]);
        return list(isWritten ? [message(3)] : []);
      }
      if (!isSync) return list([row('bob')]);
      return list(isWritten ? [row('bob', { Version: 3, LastMessage: message(3) })] : []);
    });
    chat = new CoreChat({ url: 'http://chat.example', fetch, WebSocket: FakeSocket });
    const heard: string[] = [];
    chat.on('message', ({ message: { Id } }) => heard.push(Id));
    await chat.logIn({ username: 'alice', password: 'correct horse' });
    chat.connect();
    await vi.advanceTimersByTimeAsync(1_000);
    const bob = chat.conversation('bob');
    await bob.open();
    // After the checks that follow the connection.
    await vi.advanceTimersByTimeAsync(15_000);
    isWritten = true;
    // Two minutes after the connection. Later the socket would be given up, because no ping is answered here.
    await vi.advanceTimersByTimeAsync(105_500);
    expect(chat.connection).toBe('online');
    expect(texts(bob.snapshot.messages)).toEqual(['text 1', 'text 2', 'text 3']);
    expect(heard.filter((id) => id === 'm3')).toHaveLength(1);
  } finally {
    chat.close();
    vi.useRealTimers();
  }
});

test('a typing signal that a message has overtaken shows nothing; a later one does', async () => {
  await online(({ path }) => {
    if (path.startsWith('/messages')) return list(path.includes('since=') ? [] : [message(1)]);
    return list(path.includes('since=') ? [] : [row('bob')]);
  });
  const bob = chat.direct('bob');
  await bob.open();
  const typing = (Typing: boolean) =>
    FakeSocket.latest.push({
      type: 'typing',
      conversation: 'alice:bob',
      data: { Username: 'Bob', Typing, ExpiresAt: new Date().toISOString() },
    });
  vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'clearTimeout', 'Date'] });
  try {
    typing(true);
    expect(bob.snapshot.typing).toBe(true);
    FakeSocket.latest.push({
      type: 'message.created',
      conversation: 'alice:bob',
      version: 2,
      data: message(2, { From: 'bob', Version: 2 }),
    });
    expect(bob.snapshot.typing).toBe(false);
    typing(true);
    expect(bob.snapshot.typing).toBe(false);
    vi.advanceTimersByTime(2_000);
    typing(true);
    expect(bob.snapshot.typing).toBe(true);
  } finally {
    vi.useRealTimers();
  }
});

test('a changed profile is an event, and a deletion also syncs the inbox', async () => {
  let isDeleted = false;
  await online(({ path }) => {
    if (!path.includes('since=')) return list([row('bob')]);
    return list(isDeleted ? [row('bob', { Version: 9, Deleted: true })] : []);
  });
  const events: unknown[] = [];
  chat.on('profile', (event) => events.push(event));
  const profile = { username: 'bob', display_name: 'Robert', bio: null, avatar: null };
  FakeSocket.latest.push({ type: 'profile', data: { Username: 'bob', Profile: profile } });
  expect(events).toEqual([{ username: 'bob', profile }]);
  isDeleted = true;
  FakeSocket.latest.push({ type: 'profile', data: { Username: 'bob', Profile: null } });
  expect(events[1]).toEqual({ username: 'bob', profile: null });
  await expect.poll(() => chat.inbox.snapshot.conversations[0]?.Deleted).toBe(true);
});

test('a log-in on another device is an event, one’s own is not', async () => {
  await online(() => list([]));
  const events: unknown[] = [];
  chat.on('device', (event) => events.push(event));
  const data = { Device: 'Firefox on Linux', CreatedAt: '2026-11-29T12:00:00.000Z' };
  for (const SessionId of ['s1', 's2'])
    FakeSocket.latest.push({ type: 'session.started', data: { ...data, SessionId } });
  expect(events).toEqual([{ sessionId: 's2', device: data.Device, at: data.CreatedAt }]);
});

test('a client with too many sockets does not open another one by itself, but when the person returns', async () => {
  await online(() => list([]));
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  const closed = FakeSocket.latest;
  closed.push({ type: 'socket.closing', data: { Reason: 'too_many_sockets' } });
  await vi.advanceTimersByTimeAsync(4 * 60_000);
  expect([FakeSocket.latest === closed, chat.connection]).toEqual([true, 'waiting']);
  chat.retryNow();
  await vi.advanceTimersByTimeAsync(0);
  vi.useRealTimers();
  await expect.poll(() => chat.connection).toBe('online');
  expect(FakeSocket.latest).not.toBe(closed);
});
