/** The SDK while the server is down: messages arrive once and in order after it has restarted. */
import { afterEach, expect, test, vi } from 'vitest';
import { memoryStorage } from '#sdk';
import { closeClients, history, loggedIn, newClient, online, texts, until } from '../support/clients/sdk.ts';
import { PASSWORD } from '../support/people/registration.ts';
import { makeDataDir, removeDataDir, startProduct } from '../support/server/product.ts';

/** Two stacks, one after the other, on a machine that may be busy. */
vi.setConfig({ testTimeout: 300_000 });

afterEach(closeClients);

test('sends messages that were written while the server was down, before and after the client was closed', async () => {
  const dataDir = await makeDataDir();
  const first = await startProduct(dataDir);
  const { url } = first;
  const storage = memoryStorage();
  const alice = await loggedIn(url, 'alice', { storage });
  await loggedIn(url, 'bob');
  const conversation = alice.conversation('bob');
  await conversation.open();
  await online(alice);
  await conversation.send('before').settled;

  await first.kill();
  await until(() => alice.connection === 'waiting', 'noticed');
  const sent = ['one', 'two', 'three'].map((text) => conversation.send(text));
  await until(() => sent.every(({ clientId }) => isTried(clientId)), 'tried', 30_000);
  function isTried(clientId: string): boolean {
    const entries = alice.outbox.entries();
    return entries[0]?.error !== undefined && entries.some((entry) => entry.clientId === clientId);
  }
  expect(texts(conversation.snapshot.messages)).toEqual(['before']);
  alice.close();

  // The page is reloaded while the server is still down.
  const again = newClient(url, { storage });
  expect(await again.resume()).toBe(true);
  again.send('bob', 'four');
  await until(() => again.outbox.entries().length === 4, 'all are there');
  again.connect();

  const { port } = new URL(url);
  const second = await startProduct(dataDir, { args: ['--port', port] });
  expect(second.url).toBe(url);
  const bob = newClient(url);
  await bob.logIn({ username: 'bob', password: PASSWORD });
  await until(() => again.connection === 'online', 'connected again', 120_000);
  await again.outbox.whenEmpty();
  expect(texts(await history(bob, 'alice'))).toEqual(['before', 'one', 'two', 'three', 'four']);
  expect(await storage.keys('').then((keys) => keys.filter((key) => key.includes('outbox')))).toEqual([]);
  await second.interrupt();
  await removeDataDir(dataDir);
});

test('only the account that wrote an unsent message sends it, after its next login', async () => {
  const dataDir = await makeDataDir();
  const product = await startProduct(dataDir);
  const { url } = product;
  const storage = memoryStorage();
  await loggedIn(url, 'bob');
  let isAway = false;
  const chat = await loggedIn(url, 'alice', {
    storage,
    fetch: (address, init) => (isAway ? Promise.reject(new TypeError('offline')) : fetch(address, init)),
  });
  isAway = true;
  const entry = chat.send('bob', 'from alice');
  await until(() => chat.outbox.entries()[0]?.error !== undefined, 'tried');
  await chat.logOut();
  expect(chat.outbox.entries()).toEqual([]);
  isAway = false;
  await chat.register({
    first_name: 'C',
    last_name: 'D',
    username: 'carol',
    password: PASSWORD,
    email: 'c@d.ef',
  });
  await chat.logIn({ username: 'carol', password: PASSWORD });
  await chat.send('bob', 'from carol').settled;
  await chat.outbox.whenEmpty();
  const bob = newClient(url);
  await bob.logIn({ username: 'bob', password: PASSWORD });
  expect(texts(await history(bob, 'carol'))).toEqual(['from carol']);
  expect(await history(bob, 'alice')).toEqual([]);

  await chat.logOut();
  await chat.logIn({ username: 'ALICE', password: PASSWORD });
  expect((await entry.settled).From).toBe('alice');
  expect(texts(await history(bob, 'alice'))).toEqual(['from alice']);
  await product.interrupt();
  await removeDataDir(dataDir);
});
