/** From an event to a browser's push service: what is queued, who gets a notification, what it says, and what failures lead to. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { PushService, type TestSubscription } from '../../support/push/push-service.ts';

const service = new PushService();
process.env.PUSH_HOSTS = await service.listen();

const { handler: loadedSend } = await import('../../../functions/messages/send.ts');
const { handler: updateHandler } = await import('../../../functions/conversations/update.ts');
const { handler: muteHandler } = await import('../../../functions/conversations/mute.ts');
const { handler: readHandler } = await import('../../../functions/conversations/read.ts');
const { handler: blockHandler } = await import('../../../functions/blocks/add.ts');
const { handler: unblockHandler } = await import('../../../functions/blocks/remove.ts');
const { handler: deleteMeHandler } = await import('../../../functions/me/delete.ts');
const { handler: subscribeHandler } = await import('../../../functions/me/subscribe.ts');
const { handler: unsubscribeHandler } = await import('../../../functions/me/unsubscribe.ts');
const { handler: updateMeHandler } = await import('../../../functions/me/update.ts');
const { handler: deleteHandler } = await import('../../../functions/messages/delete.ts');
const { handler: editHandler } = await import('../../../functions/messages/edit.ts');
const { handler: reactHandler } = await import('../../../functions/messages/react.ts');
const { call } = await import('../../support/http/gateway.ts');
const { createGroup, insertGroup, leaveGroup, removeMember } = await import('../../support/people/groups.ts');
const { createPerson, logInAgain } = await import('../../support/people/people.ts');
const { PASSWORD } = await import('../../support/people/registration.ts');
const { fanOut } = await import('../../support/server/fan-out.ts');
const { sweep } = await import('../../support/server/deletions.ts');
const { interceptNotifications, work } = await import('../../support/push/notifications.ts');
const { listSubscriptions } = await import('#lib/sessions/devices.ts');
const { endSession } = await import('#lib/sessions/sessions.ts');
const { listMarks } = await import('#lib/realtime/notified.ts');
const { foldUsername } = await import('#lib/accounts/username.ts');
const { setClock } = await import('#lib/platform/clock.ts');
const { config } = await import('#lib/platform/config.ts');

type Person = Awaited<ReturnType<typeof createPerson>>;
type Answered = { Id: string; Seq: number; Conversation: string; Version: number };

const queued = await interceptNotifications();
afterAll(() => service.close());

let alice: Person;
let bob: Person;
/** of Bob's browser */
let phone: TestSubscription;

const headers = { prefer: 'return=representation' };
const subscribe = async ({ token }: Person, more: object = {}): Promise<TestSubscription> => {
  const subscription = service.subscribe();
  const body = { ...subscription, ...more };
  expect((await call(subscribeHandler, { method: 'PUT', path: '/me/push', token, body })).status).toBe(204);
  return subscription;
};
const send = async (
  from: Person,
  to: Person | string,
  Message: string,
  more: object = {},
): Promise<Answered> => {
  const place = typeof to === 'string' ? { Conversation: to } : { User: to.username };
  const body = { ...place, Message, ClientId: randomUUID(), ...more };
  const { status, body: answer } = await call(loadedSend, {
    method: 'POST',
    path: '/messages',
    token: from.token,
    body,
    headers,
  });
  expect(status).toBe(201);
  return answer;
};
const about = ({ Id }: Answered, { token }: Person, method: string, body?: object) => ({
  method,
  path: '/messages/x',
  params: { id: Id },
  token,
  headers,
  ...(body ? { body } : {}),
});
const edit = (message: Answered, by: Person, Message: string) =>
  call(editHandler, about(message, by, 'PATCH', { Message }));
const remove = (message: Answered, by: Person) => call(deleteHandler, about(message, by, 'DELETE'));
const read = async ({ Conversation, Seq }: Answered, { token }: Person) => {
  const params = { conversation: Conversation };
  const answer = await call(readHandler, { method: 'PUT', path: '/x', params, token, body: { Seq } });
  expect(answer.status).toBe(200);
};
const setOwn = async (conversation: string, { token }: Person, body: object) => {
  const params = { conversation };
  expect((await call(updateHandler, { method: 'PATCH', path: '/x', params, token, body })).status).toBe(200);
};

const quiet = (quiet_hours: object | null) =>
  call(updateMeHandler, { method: 'PATCH', path: '/me', token: bob.token, body: { quiet_hours } });
const hour = (offset: number) => new Date(Date.now() + offset * 3_600_000).toISOString().slice(11, 16);

/** Works off what is queued, what that queues included. */
async function notify(): Promise<void> {
  while (queued.length > 0) expect(await work(queued.shift() as (typeof queued)[number])).toBe(true);
}
/** Each payload that Bob's phone has received since the last time. */
let seen = 0;
const received = async (): Promise<Record<string, unknown>[]> => {
  await notify();
  const all = service.payloads(phone);
  const fresh = all.slice(seen);
  seen = all.length;
  return fresh;
};
const types = async () => (await received()).map(({ Type }) => Type);

beforeEach(async () => {
  queued.length = 0;
  seen = 0;
  [alice, bob] = (await Promise.all(['alice', 'bob'].map(createPerson))) as [Person, Person];
  // They know each other.
  await send(alice, bob, 'hi');
  await send(bob, alice, 'hi');
  phone = await subscribe(bob);
  queued.length = 0;
});

describe('what an event queues', () => {
  test('nothing without a subscription, and nothing for what the person does', async () => {
    await send(bob, alice, 'to one without a subscription');
    expect(queued).toEqual([]);
  });

  test('ids only, and a keyed hash of a name', async () => {
    const message = await send(alice, bob, 'a secret');
    const { Conversation: conversation, Id } = message;
    expect(queued.map(({ DelaySeconds }) => DelaySeconds)).toEqual([4]);
    expect(queued.map(({ MessageBody }) => JSON.parse(MessageBody))).toEqual([
      { type: 'message.created', conversation, message: Id },
    ]);
    await notify();
    await read(message, bob);
    expect(queued.map(({ MessageBody }) => JSON.parse(MessageBody))).toEqual([
      {
        type: 'conversation.read',
        conversation,
        reader: expect.stringMatching(/^[0-9a-f]{16}$/),
        seq: message.Seq,
      },
    ]);
  });

  test('a reaction nothing; a read mark, an edit and a deletion only where a notification was sent', async () => {
    const first = await send(alice, bob, 'one');
    queued.length = 0;
    const react = ({ Id }: Answered) =>
      call(reactHandler, {
        method: 'PUT',
        path: '/x',
        params: { id: Id, emoji: '👍' },
        token: bob.token,
        headers,
      });
    expect((await react(first)).status).toBe(204);
    await edit(first, alice, 'two');
    await read(first, bob);
    await remove(first, alice);
    expect(queued).toEqual([]);
    const second = await send(alice, bob, 'shown');
    await notify();
    expect((await react(second)).status).toBe(204);
    expect(queued).toEqual([]);
  });
});

describe('a notification', () => {
  test('of a direct message', async () => {
    await call(updateMeHandler, {
      method: 'PATCH',
      path: '/me',
      token: alice.token,
      body: { display_name: 'Ali' },
    });
    const { Conversation, Id, Seq, Version } = await send(alice, bob, 'hello\nyou');
    expect(await received()).toEqual([
      {
        Type: 'message',
        Conversation,
        Id,
        Seq,
        Version,
        From: alice.username,
        To: bob.username,
        Title: 'Ali',
        Body: 'hello you',
        At: expect.stringMatching(/Z$/),
      },
    ]);
    const [{ headers: sent } = { headers: {} }] = service.received(phone);
    expect(sent).toMatchObject({
      urgency: 'high',
      ttl: '86400',
      topic: expect.stringMatching(/^[\w-]{32}$/),
    });
    expect(JSON.stringify(sent)).not.toContain(Conversation);
  });

  test('of a group, with names for mentions', async () => {
    const carol = await createPerson('carol');
    const group = await insertGroup(
      [alice, bob, carol].map(({ username }, index) => ({
        username,
        role: index === 0 ? 'owner' : 'member',
      })),
    );
    await call(updateMeHandler, {
      method: 'PATCH',
      path: '/me',
      token: bob.token,
      body: { display_name: 'Bobby' },
    });
    await send(alice, group, 'to all of you');
    await send(alice, group, `for @${bob.username}`);
    expect(await received()).toMatchObject([
      { To: '', Title: `${alice.username} in Test group`, Body: 'to all of you' },
      { Body: 'for @Bobby', Mention: true },
    ]);
    expect(service.received(phone).map(({ headers: { urgency } }) => urgency)).toEqual(['normal', 'high']);
  });

  test('without text where the person wants none', async () => {
    phone = await subscribe(bob, { ShowText: false });
    const message = await send(alice, bob, 'a secret');
    await notify();
    await edit(message, alice, 'another secret');
    expect(await received()).toMatchObject([{ Type: 'message', Body: 'New message' }]);
  });

  test('goes to each device, and to nobody twice', async () => {
    const laptop = await subscribe(await logInAgain(bob));
    await send(alice, bob, 'hello');
    await notify();
    expect([service.requests(phone), service.requests(laptop)]).toEqual([1, 1]);
  });

  test('goes once to a browser that has logged in again', async () => {
    await call(subscribeHandler, {
      method: 'PUT',
      path: '/me/push',
      token: (await logInAgain(bob)).token,
      body: phone,
    });
    await send(alice, bob, 'hello');
    await notify();
    expect(service.requests(phone)).toBe(1);
  });

  test('says what is true when it is sent', async () => {
    const message = await send(alice, bob, 'first');
    await edit(message, alice, 'second');
    expect(await received()).toMatchObject([{ Body: 'second' }]);
    await read(message, bob);
    expect(await types()).toEqual(['read']);
    const deleted = await send(alice, bob, 'a slip');
    await remove(deleted, alice);
    expect(await received()).toEqual([]);
  });
});

describe('nobody gets a notification', () => {
  let conversation: string;
  beforeEach(async () => {
    ({ Conversation: conversation } = await send(alice, bob, 'before'));
    await notify();
    seen = service.payloads(phone).length;
  });

  test('of what they have read meanwhile', async () => {
    const message = await send(alice, bob, 'hello');
    await read(message, bob);
    expect(await types()).toEqual(['read']);
  });

  test('of a muted conversation, and of one whose level is none', async () => {
    const params = { conversation };
    const mute = (body: object) =>
      call(muteHandler, { method: 'PUT', path: '/x', params, token: bob.token, body });
    expect((await mute({ Minutes: 10 })).status).toBe(200);
    await send(alice, bob, 'muted');
    expect(await received()).toEqual([]);
    expect((await mute({ Until: null })).status).toBe(200);
    await setOwn(conversation, bob, { Notify: 'none' });
    await send(alice, bob, 'none');
    expect(await received()).toEqual([]);
    await setOwn(conversation, bob, { Notify: 'all' });
    await send(alice, bob, 'all');
    expect(await types()).toEqual(['message']);
  });

  test('in their quiet hours', async () => {
    await quiet({ from: hour(-1), to: hour(1), zone: 'UTC' });
    await send(alice, bob, 'at night');
    expect(await received()).toEqual([]);
    await quiet({ from: hour(1), to: hour(2), zone: 'UTC' });
    await send(alice, bob, 'by day');
    expect(await types()).toEqual(['message']);
  });

  test('of a request that they have not answered', async () => {
    const stranger = await createPerson('stranger');
    await send(stranger, bob, 'who are you?');
    expect(await received()).toEqual([]);
  });

  test('of people whom they block, neither directly nor in a group', async () => {
    const group = await insertGroup([
      { username: alice.username, role: 'owner' },
      { username: bob.username, role: 'member' },
    ]);
    const params = { username: alice.username };
    expect((await call(blockHandler, { method: 'PUT', path: '/x', params, token: bob.token })).status).toBe(
      200,
    );
    await send(alice, bob, 'unseen');
    await send(alice, group, `@${bob.username}`);
    expect(await received()).toEqual([]);
  });

  test('of what was edited while they blocked its author', async () => {
    const message = await send(alice, bob, 'seen');
    const at = { path: '/x', params: { username: alice.username }, token: bob.token };
    expect((await call(blockHandler, { method: 'PUT', ...at })).status).toBe(200);
    expect((await edit(message, alice, 'unseen')).status).toBe(200);
    expect((await call(unblockHandler, { method: 'DELETE', ...at })).status).toBeLessThan(300);
    expect(await received()).toMatchObject([{ Type: 'message', Body: 'seen' }]);
  });

  test('of a group that they left meanwhile', async () => {
    const group = await insertGroup([
      { username: alice.username, role: 'owner' },
      { username: bob.username, role: 'member' },
    ]);
    await send(alice, group, 'for those who stay');
    await leaveGroup(group, bob.username);
    expect(await received()).toEqual([]);
  });
});

describe('a notification is corrected', () => {
  test('by an edit, and by reading on another device, which ends it', async () => {
    const message = await send(alice, bob, 'first');
    await notify();
    await edit(message, alice, 'second');
    await notify();
    await read(message, bob);
    expect(await received()).toMatchObject([
      { Type: 'message', Body: 'first' },
      { Type: 'edited', Id: message.Id, Body: 'second' },
      { Type: 'read', Seq: message.Seq },
    ]);
    // Nothing is shown any more.
    await edit(message, alice, 'third');
    expect(await received()).toEqual([]);
  });

  test('by an edit, also where the person has muted the conversation since, and in quiet hours', async () => {
    const message = await send(alice, bob, 'first');
    await notify();
    await setOwn(message.Conversation, bob, { Notify: 'none' });
    await edit(message, alice, 'second');
    await quiet({ from: hour(-1), to: hour(1), zone: 'UTC' });
    await edit(message, alice, 'third');
    await send(alice, bob, 'another');
    expect(await received()).toMatchObject([
      { Type: 'message', Body: 'first' },
      { Type: 'edited', Body: 'third' },
      { Type: 'edited', Body: 'third' },
    ]);
  });

  test.each(['leaves', 'is removed'])('where the person %s: all of them go, and the mark', async (how) => {
    const group = (await createGroup(alice, [bob])).body.Conversation;
    const marks = async () =>
      (await listMarks([bob.username])).get(foldUsername(bob.username))?.pushed.has(group);
    await send(alice, group, 'first');
    await notify();
    expect(await marks()).toBe(true);
    await removeMember(how === 'leaves' ? bob : alice, group, bob);
    expect(queued.every(({ MessageBody }) => !MessageBody.includes(bob.username))).toBe(true);
    expect(await received()).toMatchObject([
      { Type: 'message', Body: 'first' },
      { Type: 'read', Conversation: group },
    ]);
    expect(await marks()).toBe(false);
  });

  test('and nothing is queued for a person who leaves without a notification', async () => {
    const group = (await createGroup(alice, [bob])).body.Conversation;
    await notify();
    await removeMember(bob, group, bob);
    expect(queued).toEqual([]);
  });

  test('and not by a person whom its reader blocks since, in a group', async () => {
    const group = await insertGroup([
      { username: alice.username, role: 'owner' },
      { username: bob.username, role: 'member' },
    ]);
    const message = await send(alice, group, 'before');
    expect(await received()).toMatchObject([{ Type: 'message', Body: 'before' }]);
    const params = { username: alice.username };
    expect((await call(blockHandler, { method: 'PUT', path: '/x', params, token: bob.token })).status).toBe(
      200,
    );
    expect((await edit(message, alice, `after @${bob.username}`)).status).toBe(200);
    expect(await received()).toEqual([]);
    expect((await remove(message, alice)).status).toBe(204);
    expect(await types()).toEqual(['deleted']);
  });

  test('by reading a part: the rest stays shown', async () => {
    const first = await send(alice, bob, 'first');
    const second = await send(alice, bob, 'second');
    await notify();
    await read(first, bob);
    await remove(second, alice);
    expect(await types()).toEqual(['message', 'message', 'read', 'deleted']);
  });

  test('and an edit within five minutes notifies those whom it mentions', async () => {
    const people = [
      { username: alice.username, role: 'owner' },
      { username: bob.username, role: 'member' },
    ] as const;
    const groups = [await insertGroup([...people]), await insertGroup([...people])] as const;
    for (const group of groups) await setOwn(group, bob, { Notify: 'mentions' });
    const [young, old] = [await send(alice, groups[0], 'one'), await send(alice, groups[1], 'two')];
    expect(await received()).toEqual([]);
    await edit(young, alice, `one @${bob.username}`);
    expect(await received()).toMatchObject([{ Type: 'message', Mention: true }]);
    await edit(young, alice, `one, @${bob.username}`);
    expect(await types()).toEqual(['edited']);
    setClock(() => Date.now() + 6 * 60_000);
    try {
      await edit(old, alice, `two @${bob.username}`);
      expect(await received()).toEqual([]);
    } finally {
      setClock();
    }
  });
});

describe('a large group', () => {
  test('notifies by mention only, over the worker that pushes to it', async () => {
    const others = Array.from({ length: 60 }, (_, index) => `member-${index}`);
    const group = await insertGroup([
      { username: alice.username, role: 'owner' },
      ...[bob.username, ...others].map((username) => ({ username, role: 'member' as const })),
    ]);
    await send(alice, group, 'to all');
    await send(alice, group, `to @${bob.username}`);
    expect(queued).toEqual([]);
    await fanOut();
    expect(JSON.parse(queued[0]?.MessageBody ?? '')).toMatchObject({ part: { batch: 0, of: 1 } });
    expect(await received()).toMatchObject([{ Mention: true }]);
  });
});

const subscriptions = async () => (await listSubscriptions(bob.username)).length;

describe('a push service that fails', () => {
  test.each([404, 410])('%i ends the subscription', async (status) => {
    service.fail(phone, { status });
    await send(alice, bob, 'one');
    await notify();
    expect([await subscriptions(), service.requests(phone)]).toEqual([0, 1]);
    // The next message finds that there is none, and removes the marks.
    await send(alice, bob, 'two');
    await notify();
    expect((await listMarks([bob.username])).size).toBe(0);
    await send(alice, bob, 'three');
    expect(queued).toEqual([]);
  });

  test('a subscription that was replaced meanwhile stays', async () => {
    const { promise: after, resolve } = Promise.withResolvers<void>();
    service.fail(phone, { status: 410, after });
    await send(alice, bob, 'one');
    const old = phone;
    const working = notify();
    await expect.poll(() => service.requests(old)).toBe(1);
    phone = await subscribe(bob);
    resolve();
    await working;
    expect(await subscriptions()).toBe(1);
  });

  test('413: once more without text', async () => {
    service.fail(phone, { status: 413 });
    await send(alice, bob, 'long');
    expect(await received()).toMatchObject([{ Type: 'message', Body: 'New message' }]);
  });

  test.each([
    [429, { 'retry-after': '120' }, 120],
    [503, { 'retry-after': '86400' }, 900],
    [500, {}, 40],
  ])('%i %j: again after %i seconds, for this device only', async (status, retryAfter, seconds) => {
    const laptop = await subscribe(await logInAgain(bob));
    service.fail(phone, { status, headers: retryAfter });
    await send(alice, bob, 'hello');
    await work(queued.shift() as (typeof queued)[number]);
    expect(queued.map(({ DelaySeconds }) => DelaySeconds)).toEqual([seconds]);
    expect(await received()).toMatchObject([{ Body: 'hello' }]);
    expect([service.requests(phone), service.requests(laptop)]).toEqual([2, 1]);
  });

  test('a time to try again', async () => {
    const inTwoMinutes = new Date(Date.now() + 120_000).toUTCString();
    service.fail(phone, { status: 503, headers: { 'retry-after': inTwoMinutes } });
    await send(alice, bob, 'hello');
    await work(queued.shift() as (typeof queued)[number]);
    const [{ DelaySeconds = 0 } = {}] = queued;
    expect(DelaySeconds).toBeGreaterThan(110);
    expect(DelaySeconds).toBeLessThanOrEqual(120);
  });

  test('an answer without an end is cut off', async () => {
    service.fail(phone, 'endless');
    await send(alice, bob, 'hello');
    const startedAt = performance.now();
    await notify();
    expect(performance.now() - startedAt).toBeLessThan(4_000);
    expect(service.requests(phone)).toBe(1);
  });

  test('three attempts are made', async () => {
    service.fail(phone, ...Array(5).fill({ status: 500 }));
    await send(alice, bob, 'hello');
    await notify();
    expect([service.requests(phone), await subscriptions()]).toEqual([3, 1]);
  });

  test('a redirect is not followed', async () => {
    const elsewhere = service.subscribe();
    service.fail(phone, { status: 307, headers: { location: elsewhere.Endpoint } });
    await send(alice, bob, 'hello');
    await notify();
    expect([service.requests(phone), service.requests(elsewhere), await subscriptions()]).toEqual([1, 0, 1]);
  });

  test('one that never answers costs its own time only', async () => {
    const laptop = await subscribe(await logInAgain(bob));
    service.fail(phone, 'silence');
    await send(alice, bob, 'hello');
    const startedAt = performance.now();
    await work(queued.shift() as (typeof queued)[number]);
    expect(performance.now() - startedAt).toBeLessThan(8_000);
    expect(service.requests(laptop)).toBe(1);
    // Tried again.
    expect(queued).toHaveLength(1);
  });
});

test.each([
  {},
  { type: 'message.created', conversation: { $ne: '' }, message: { $ne: '' } },
  { type: 'conversation.read', conversation: 'x', reader: 'x', seq: '1' },
  { type: 'account.deleted', account: 'x' },
])('%j is no notification, and fails', async (body) => {
  expect(await work({ MessageBody: JSON.stringify(body), DelaySeconds: 0 })).toBe(false);
});

describe('nothing is sent any more', () => {
  test('to a session that was logged out or ended from elsewhere', async () => {
    await send(alice, bob, 'hello');
    await endSession(bob.username, bob.session);
    expect(await received()).toEqual([]);
    expect(service.requests(phone)).toBe(0);
  });

  test('to an address of a service that the server does not know any more', async () => {
    const { origins } = config.push;
    Object.assign(config.push, { origins: [] });
    await send(alice, bob, 'hello');
    const payloads = await received();
    Object.assign(config.push, { origins });
    expect(payloads).toEqual([]);
    expect(service.requests(phone)).toBe(0);
    expect(await subscriptions()).toBe(0);
  });

  test('to a device that has unsubscribed', async () => {
    await call(unsubscribeHandler, { method: 'DELETE', path: '/me/push', token: bob.token });
    await send(alice, bob, 'hello');
    expect(await received()).toEqual([]);
  });

  test('to a deleted account', async () => {
    await send(alice, bob, 'hello');
    const body = { password: PASSWORD };
    expect(
      (await call(deleteMeHandler, { method: 'DELETE', path: '/me', token: bob.token, body })).status,
    ).toBe(204);
    await sweep();
    expect(await received()).toEqual([]);
    expect((await listMarks([bob.username])).size).toBe(0);
  });
});
