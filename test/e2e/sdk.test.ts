/** The SDK against `npm start`: from registering to being logged out, on several devices. */
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { CoreChatError, type MessageChange, memoryStorage, type SessionEvent, sentence } from '#sdk';
import {
  all,
  CuttableSocket,
  closeClients,
  history,
  loggedIn,
  newClient,
  online,
  texts,
  until,
  untilSynced,
} from '../support/clients/sdk.ts';
import { PASSWORD, registration } from '../support/people/registration.ts';
import { makeDataDir, type Product, removeDataDir, startProduct } from '../support/server/product.ts';

let product: Product;
let url: string;
/** conversation of rosa with an account that is erased ten seconds after the beginning */
let withErased: string;

beforeAll(async () => {
  product = await startProduct(await makeDataDir(), { env: { ACCESS_TOKEN_SECONDS: '4' } });
  url = product.url;
  const [rosa, sven] = [await loggedIn(url, 'rosa'), await loggedIn(url, 'sven')];
  withErased = (await sven.send('rosa', 'from sven').settled).Conversation;
  await rosa.send('sven', 'from rosa').settled;
  await sven.me.delete({ password: PASSWORD });
});
afterEach(() => {
  vi.useRealTimers();
  closeClients();
});
afterAll(async () => {
  await product.interrupt();
  await removeDataDir(product.dataDir);
});

test('two people find each other, send, edit, delete, read and see each other type', async () => {
  const [alice, bob] = [await loggedIn(url, 'alice'), await loggedIn(url, 'bob')];
  expect(alice.session).toMatchObject({ username: 'alice', sessionId: expect.any(String) });
  expect(await all(alice.users.list({ prefix: 'b' }))).toEqual(['bob']);
  await bob.me.update({ display_name: 'Bob Ångström' });
  expect(await all(alice.users.search({ name: 'angstr' }))).toEqual([
    { username: 'bob', display_name: 'Bob Ångström', bio: null, avatar: null },
  ]);
  await Promise.all([online(alice), online(bob)]);

  const heard: MessageChange[] = [];
  bob.on('message', (event) => heard.push(event));
  const [hers, his] = [alice.conversation('BOB'), bob.conversation('alice')];
  await Promise.all([hers.open(), his.open()]);
  const entry = hers.send('Hello Bob');
  expect(hers.snapshot.pending).toEqual([entry]);
  const sent = await entry.settled;
  expect(sent).toMatchObject({ From: 'alice', To: 'bob', Message: 'Hello Bob', ClientId: entry.clientId });
  await untilSynced(bob, () => his.snapshot.messages.length === 1, 'it arrived');
  expect(heard).toEqual([
    {
      change: 'created',
      message: sent,
      conversation: sent.Conversation,
      peer: 'alice',
      own: false,
      live: true,
    },
  ]);
  await untilSynced(bob, () => bob.inbox.snapshot.requests.length === 1, 'it asks');
  expect(bob.inbox.snapshot).toMatchObject({
    conversations: [],
    unread: 0,
    requests: [{ User: 'alice', Unread: 1 }],
  });
  expect(his.snapshot.request).toBe('pending');
  await bob.conversations.answer('alice', 'accept');
  expect([his.snapshot.request, bob.inbox.snapshot.requests]).toEqual([null, []]);
  expect(bob.inbox.snapshot.conversations).toMatchObject([{ User: 'alice', Unread: 1 }]);

  his.markRead();
  expect(bob.inbox.snapshot.unread).toBe(0);
  await untilSynced(alice, () => hers.snapshot.peerReadSeq === sent.Seq, 'it was read');
  await until(() => {
    his.setTyping(true);
    return hers.snapshot.typing;
  }, 'he types');
  const answer = his.send('Hello Alice');
  await untilSynced(
    alice,
    () => hers.snapshot.messages.length === 2 && !hers.snapshot.typing,
    'he has typed',
  );
  expect(hers.snapshot.peer).toEqual({ username: 'bob', deleted: false });

  const editing = hers.edit(sent.Id, 'Hello Bobby');
  expect(texts(hers.snapshot.messages)).toEqual(['Hello Bobby', 'Hello Alice']);
  await editing;
  await expect(hers.edit((await answer.settled).Id, 'not mine')).rejects.toMatchObject({
    code: 'not_your_message',
  });
  expect(texts(hers.snapshot.messages)).toEqual(['Hello Bobby', 'Hello Alice']);
  await hers.delete(sent.Id);
  await untilSynced(bob, () => his.snapshot.messages[0]?.DeletedAt != null, 'it is deleted');
  expect(heard.map(({ change }) => change).filter((change) => change !== 'updated')).toEqual([
    'created',
    'created',
    'deleted',
  ]);
});

test('a conversation opens by its id, before the name of the other person is known', async () => {
  const [alice, bob] = [await loggedIn(url, 'pia'), await loggedIn(url, 'quin')];
  const { Conversation: id } = await bob.send('pia', 'one').settled;
  const byId = alice.conversation(id);
  expect([byId.id, byId.snapshot.peer.username]).toEqual([id, '']);
  // Sent by the id alone.
  await byId.send('two').settled;
  await byId.open();
  expect(byId.snapshot).toMatchObject({ peer: { username: 'quin' }, pending: [], typing: false });
  expect(alice.direct('QUIN')).toBe(byId);
  expect(bob.direct('pia').id).toBe(id);
  await Promise.all([online(alice), online(bob)]);

  const his = bob.conversation(id);
  await his.open();
  byId.markRead();
  await untilSynced(bob, () => his.snapshot.peerReadSeq === 2, 'it was read');
  await until(() => {
    byId.setTyping(true);
    return his.snapshot.typing;
  }, 'she types');
  await alice.send(id, 'three').settled;
  await untilSynced(bob, () => his.snapshot.messages.length === 3, 'it arrived');
  expect(texts(byId.snapshot.messages)).toEqual(['one', 'two', 'three']);
  expect(byId.snapshot.messages).toEqual(his.snapshot.messages);
  expect(await all(alice.messages.list(id))).toEqual(await all(alice.messages.list('quin')));
});

test('presence is fetched, and its changes are pushed', async () => {
  const [alice, bob] = [await loggedIn(url, 'alice'), await loggedIn(url, 'bob')];
  await bob.send('alice', 'so that we know each other').settled;
  await alice.send('bob', 'we do').settled;
  await online(alice);
  await alice.fetchPresence('bob');
  expect(alice.presenceOf('Bob')).toMatchObject({ online: false });
  await online(bob);
  await until(() => alice.presenceOf('bob')?.online === true, 'he is here');
  bob.disconnect();
  await until(() => alice.presenceOf('bob')?.online === false, 'he left');
  expect(bob.connection).toBe('disconnected');
});

test('refuses invalid input with a code and a sentence', async () => {
  const chat = newClient(url);
  await expect(chat.logIn({ username: 'nobody-here', password: PASSWORD })).rejects.toMatchObject({
    code: 'unknown_user',
    status: 404,
  });
  await chat.register(registration('carol'));
  await expect(chat.register(registration('carol'))).rejects.toMatchObject({ code: 'username_taken' });
  const wrong = await chat.logIn({ username: 'carol', password: 'nope' }).catch((error: unknown) => error);
  expect([(wrong as CoreChatError).code, sentence(wrong)]).toEqual([
    'wrong_password',
    'The password is not right.',
  ]);
  await expect(chat.me.show()).rejects.toMatchObject({ code: 'not_logged_in' });
  expect(() => chat.send('alice', 'hi')).toThrow(CoreChatError);
  const invalid = await chat
    .register({ ...registration('dora'), first_name: '' })
    .catch((error: unknown) => error);
  expect(sentence(invalid)).toBe('First name must be 1–100 characters, not only spaces.');
});

test('a message to an unknown user fails, stays until it is discarded, and holds up no other', async () => {
  const alice = await loggedIn(url, 'alice');
  const lost = alice.send('nobody-here', 'anybody?');
  await alice.send('alice', 'note to self').settled;
  await alice.outbox.whenEmpty();
  expect(alice.outbox.entries()).toMatchObject([{ state: 'failed', error: { code: 'user_not_found' } }]);
  alice.outbox.discard(lost.clientId);
  expect(alice.outbox.entries()).toEqual([]);
  await expect(lost.settled).rejects.toMatchObject({ code: 'discarded' });
});

test('refreshes an expired token once for many calls, with a clock that is a day off', async () => {
  for (const skew of [-86_400_000, 86_400_000]) {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + skew });
    const refreshes: string[] = [];
    const log = (event: { type: string; path?: string }) => {
      if (event.path === '/sessions/refresh') refreshes.push(event.path);
    };
    const alice = await loggedIn(url, 'alice', { log });
    await alice.conversations.list().pages()[Symbol.asyncIterator]().next();
    expect(refreshes).toEqual([]);
    const issued = performance.now();
    await until(() => performance.now() - issued > 2_500, 'the token is old', 5_000);
    await Promise.all([alice.me.show(), alice.sessions.list(), alice.me.show()]);
    expect(refreshes).toHaveLength(1);
    vi.useRealTimers();
  }
});

test('two clients that share a storage refresh an expired session without ending it', async () => {
  const storage = memoryStorage();
  const first = await loggedIn(url, 'alice', { storage });
  const second = newClient(url, { storage });
  expect(await second.resume()).toBe(true);
  for (let round = 0; round < 2; round++) {
    const startedAt = performance.now();
    await until(() => performance.now() - startedAt > 4_100, 'the token is over', 6_000);
    const profiles = await Promise.all([first, second, first, second].map((chat) => chat.me.show()));
    expect(profiles.map(({ username }) => username)).toEqual(['alice', 'alice', 'alice', 'alice']);
  }
  expect(first.session).toEqual(second.session);
  await first.logOut();
  await expect(newClient(url, { storage }).resume()).resolves.toBe(false);
});

test('a session that was ended elsewhere ends here', async () => {
  const storage = memoryStorage();
  const [phone, laptop] = [await loggedIn(url, 'alice', { storage }), await loggedIn(url, 'alice')];
  await online(phone);
  const events: SessionEvent[] = [];
  phone.on('session', (event) => events.push(event));
  await laptop.sessions.endOthers();
  await until(() => phone.session === null, 'logged out');
  expect(events).toEqual([{ state: 'logged-out', username: 'alice', reason: 'revoked' }]);
  expect(phone.connection).toBe('disconnected');
  expect(await newClient(url, { storage }).resume()).toBe(false);
});

test('reconnects a cut socket, and gets the events that were missed', async () => {
  const options = { WebSocket: CuttableSocket };
  const [alice, bob] = [await loggedIn(url, 'erin', options), await loggedIn(url, 'frank')];
  const conversation = alice.conversation('frank');
  await bob.send('erin', 'before').settled;
  await conversation.open();
  await online(alice);
  const heard: string[] = [];
  alice.on('message', ({ message, change }) => heard.push(`${change} ${message.Message}`));
  const sent = (await history(bob, 'erin'))[0];
  alice.disconnect();
  for (let count = 0; count < 5; count++) await bob.send('erin', `missed ${count}`).settled;
  await bob.messages.edit(sent?.Id ?? '', 'before, edited');
  alice.connect();
  await until(() => alice.connection === 'online', 'back');
  CuttableSocket.cutAll();
  await bob.send('erin', 'in the gap').settled;
  await untilSynced(alice, () => conversation.snapshot.messages.length === 7, 'everything is here');
  expect(conversation.snapshot.messages).toEqual(await history(alice, 'frank'));
  expect(heard.toSorted()).toEqual(
    [0, 1, 2, 3, 4]
      .map((count) => `created missed ${count}`)
      .concat('created in the gap', 'updated before, edited')
      .toSorted(),
  );
});

test('emits new messages of closed conversations after a gap, each once', async () => {
  const [alice, bob] = [await loggedIn(url, 'gina'), await loggedIn(url, 'henry')];
  await bob.send('gina', 'old').settled;
  await alice.conversations.answer('henry', 'accept');
  await online(alice);
  const heard: string[] = [];
  alice.on('message', ({ message, change, live }) => heard.push(`${change} ${message.Message} ${live}`));
  alice.disconnect();
  for (const text of ['one', 'two', 'three']) await bob.send('gina', text).settled;
  await online(alice);
  await until(() => heard.length === 3, 'all were told');
  expect(heard).toEqual(['created one true', 'created two true', 'created three true']);
  expect(alice.inbox.snapshot.unread).toBe(4);
});

test('loads older pages up to the beginning', async () => {
  const [alice, bob] = [await loggedIn(url, 'iris'), await loggedIn(url, 'jack')];
  for (let count = 0; count < 250; count += 10) {
    const batch = Array.from({ length: 10 }, (_, index) => ({ User: 'jack', Message: `${count + index}` }));
    await Promise.all(batch.map((message) => alice.messages.send(message)));
  }
  await bob.conversations.answer('iris', 'accept');
  const conversation = bob.conversation('iris');
  await conversation.open();
  const sizes = [conversation.snapshot.messages.length];
  while (await conversation.loadOlder()) sizes.push(conversation.snapshot.messages.length);
  expect(sizes).toEqual([100, 200]);
  expect(conversation.snapshot.messages).toEqual(await history(bob, 'iris'));
  expect(conversation.snapshot).toMatchObject({ hasOlder: false, loadingOlder: false });
  expect(bob.inbox.snapshot).toMatchObject({ status: 'ready', unread: 99, hasMore: false });
});

test('an account shows, changes, exports and deletes itself', async () => {
  const alice = await loggedIn(url, 'kate');
  expect(await alice.me.update({ display_name: 'Kate', avatar: { emoji: '🦊' } })).toMatchObject({
    username: 'kate',
    display_name: 'Kate',
  });
  await alice.send('kate', 'note').settled;
  const [page] = await all(alice.me.export());
  expect(page?.conversations[0]?.messages).toMatchObject([{ Message: 'note' }]);
  await alice.me.changePassword({ current_password: PASSWORD, new_password: 'another password' });
  await expect(alice.me.delete({ password: PASSWORD })).rejects.toMatchObject({ code: 'wrong_password' });
  await alice.me.delete({ password: 'another password' });
  expect(alice.session).toBeNull();
  await expect(
    newClient(url).logIn({ username: 'kate', password: 'another password' }),
  ).rejects.toMatchObject({
    code: 'unknown_user',
  });
});

/** Drops chosen frames: pushes that never arrive. */
class LossySocket extends WebSocket {
  static lost = (_: string): boolean => false;

  // biome-ignore lint/suspicious/noExplicitAny: the overloads of the original do not matter here
  override addEventListener(type: string, listener: any): void {
    super.addEventListener(type, (event) => {
      if (type !== 'message' || !LossySocket.lost(String((event as MessageEvent).data))) listener(event);
    });
  }
}

test('finds a lost event when the next one arrives, or when the user returns', async () => {
  const [alice, bob] = [await loggedIn(url, 'lena', { WebSocket: LossySocket }), await loggedIn(url, 'mike')];
  const conversation = alice.conversation('mike');
  const first = await bob.send('lena', 'first').settled;
  await conversation.open();
  await online(alice);
  LossySocket.lost = (frame) => frame.includes('lost');
  await bob.send('lena', 'lost one').settled;
  const isFound = () => texts(conversation.snapshot.messages).includes('lost one');
  // A busy machine drops pushes by itself: the first one that gets through shows the gap.
  for (let count = 0; count < 10 && !isFound(); count++) {
    await bob.send('lena', `arrives ${count}`).settled;
    await until(isFound, 'noticed', 5_000).catch(() => {});
  }
  expect(texts(conversation.snapshot.messages).slice(0, 3)).toEqual(['first', 'lost one', 'arrives 0']);

  await bob.messages.edit(first.Id, 'lost edit');
  await until(() => {
    alice.retryNow();
    return conversation.snapshot.messages[0]?.Message === 'lost edit';
  }, 'found when asked for');
  expect(conversation.snapshot.messages).toEqual(await history(bob, 'lena'));
  LossySocket.lost = () => false;
});

test('blocks a person on all devices, and reports a message', async () => {
  const [alice, tablet] = [await loggedIn(url, 'nina'), await loggedIn(url, 'nina')];
  const bob = await loggedIn(url, 'otto');
  const { Id } = await bob.send('nina', 'unwanted').settled;
  await alice.conversations.answer('otto', 'accept');
  await online(tablet);
  const report = { Reason: 'spam', Detail: 'advertising' } as const;
  expect(await alice.messages.report(Id, report)).toMatchObject({ MessageId: Id, ...report });
  expect(await alice.blocks.add('otto')).toMatchObject({ Username: 'otto' });
  expect(await all(alice.blocks.list())).toMatchObject([{ Username: 'otto' }]);
  expect(alice.isBlocked('Otto')).toBe(true);
  const isBlocked = () => tablet.inbox.snapshot.conversations[0]?.Blocked;
  await untilSynced(tablet, () => isBlocked() === true, 'the other device knows');
  expect(tablet.isBlocked('otto')).toBe(true);
  alice.send('otto', 'not any more');
  await alice.outbox.whenEmpty();
  expect(alice.outbox.entries()).toMatchObject([{ state: 'failed', error: { code: 'user_blocked' } }]);
  await alice.blocks.remove('otto');
  await untilSynced(tablet, () => isBlocked() === false, 'unblocked');
  expect([alice.isBlocked('otto'), tablet.isBlocked('otto')]).toEqual([false, false]);
});

test('the conversation with an erased account opens by its id, without a name', async () => {
  const [alice, id] = [await loggedIn(url, 'rosa'), withErased];
  const row = async () => {
    await alice.inbox.load();
    return alice.inbox.snapshot.conversations[0];
  };
  await expect.poll(row, { timeout: 20_000 }).toMatchObject({ Conversation: id, User: id, Deleted: true });
  const later = await loggedIn(url, 'rosa');
  const conversation = later.conversation(id);
  await conversation.open();
  expect(conversation.snapshot.peer).toEqual({ username: '', deleted: true });
  const left = async () => texts(await history(later, id));
  await expect.poll(left, { timeout: 20_000 }).toEqual(['', 'from rosa']);
});
