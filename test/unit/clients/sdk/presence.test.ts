/** Who is online, against a scripted server and socket. */
import { afterEach, expect, test } from 'vitest';
import type { CoreChat } from '#sdk';
import { until } from '../../../support/clients/sdk.ts';
import type { FakeAnswer, FakeCall } from '../../../support/http/fake-fetch.ts';
import { FakeSocket, list, onlineChat } from '../../../support/sockets/fake-socket.ts';

let chat: CoreChat;
afterEach(() => chat.close());

async function online(answer: (call: FakeCall) => FakeAnswer | Promise<FakeAnswer>): Promise<void> {
  ({ chat } = await onlineChat(answer));
}

/** Waits for the event instead of polling: the pause before the next attempt is random, and can be very short. */
async function lose(): Promise<void> {
  const lost = Promise.withResolvers<void>();
  const stop = chat.on('connection', ({ state }) => {
    if (state === 'waiting') lost.resolve();
  });
  FakeSocket.latest.close();
  await lost.promise;
  stop();
}

test('a deleted account does not keep the presence of others from being fetched', async () => {
  await online(({ path }) => {
    if (path.startsWith('/people?'))
      return list([{ username: 'bob', presence: { online: false, last_seen: null } }]);
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

test('ignores an answer about a presence that is older than an event', async () => {
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

test('presence is unknown without a connection, and fetched again with the next one', async () => {
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
  const heard = Promise.withResolvers<unknown>();
  chat.on('presence', heard.resolve);
  chat.retryNow();
  await until(() => chat.connection === 'online', 'back');
  expect(chat.presenceOf('bob')).toBeUndefined();
  gate.resolve();
  expect(await heard.promise).toMatchObject({ username: 'bob', online: true });
  expect(chat.presenceOf('bob')).toMatchObject({ online: true });
});

test('an answer about a presence without a connection is an event, but not kept as known', async () => {
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
  await until(() => chat.presenceOf('bob')?.online === true, 'asked for again');
});
