/** The inbox: functions/conversations/list.ts and read.ts. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { directConversationId } from '#lib/conversations/conversation.ts';
import { ApiError } from '#lib/http/errors.ts';
import { sendMessage } from '#lib/messages/messaging.ts';
import { setClock } from '#lib/platform/clock.ts';
import { handler } from '../../../functions/conversations/list.ts';
import { handler as readHandler } from '../../../functions/conversations/read.ts';
import { handler as deleteHandler } from '../../../functions/messages/delete.ts';
import { handler as sendHandler } from '../../../functions/messages/send.ts';
import { call } from '../../support/http/gateway.ts';
import { followLinks } from '../../support/people/pages.ts';
import { createPerson, type Person } from '../../support/people/people.ts';
import { accept } from '../../support/people/two-people.ts';

const MINUTE = 60_000;
let alice: Person;
let bob: Person;
beforeEach(async () => {
  [alice, bob] = [await createPerson('alice'), await createPerson('bob')];
});
afterEach(() => setClock());

const list = ({ token }: Person, query: Record<string, string> = {}) =>
  call(handler, { path: '/conversations', token, query });
const send = async (from: Person, to: Person, Message: string) => {
  const request = {
    method: 'POST',
    path: '/messages',
    token: from.token,
    body: { User: to.username, Message },
  };
  return (await call(sendHandler, { ...request, headers: { prefer: 'return=representation' } })).body;
};
const read = ({ token }: Person, username: string, Seq: unknown) =>
  call(readHandler, {
    method: 'PUT',
    path: `/conversations/${username}/read`,
    params: { conversation: username },
    token,
    body: { Seq },
  });

test('shows each conversation with peer, last message and unread count', async () => {
  await send(alice, bob, 'one');
  const last = await send(alice, bob, 'two');
  expect((await list(bob)).body).toEqual([
    {
      Conversation: directConversationId(alice.username, bob.username),
      Kind: 'direct',
      Group: null,
      Left: false,
      User: alice.username,
      Deleted: false,
      Blocked: false,
      Request: 'pending',
      LastMessage: last,
      Unread: 2,
      UnreadMore: false,
      Mentions: 0,
      MentionSeq: null,
      ReadSeq: 0,
      PeerReadSeq: 0,
      MutedUntil: null,
      Notify: 'all',
      Archived: false,
      Pinned: false,
      UnreadFrom: null,
      Version: 2,
      ActiveAt: expect.stringMatching(/Z$/),
    },
  ]);
  expect((await list(alice)).body).toMatchObject([
    { User: bob.username, Unread: 0, LastMessage: { Message: 'two' } },
  ]);
});

test('is empty for a new user', async () => {
  expect(await list(alice)).toMatchObject({ status: 200, body: [] });
});

test('is ordered by the latest message, and can be paged', async () => {
  const people = await Promise.all(['carol', 'dave', 'erin', 'frank', 'grace'].map(createPerson));
  for (const person of people) await send(person, alice, 'hi');
  await send(alice, people[1] as Person, 'back to the top');
  const names = (pages: unknown[]) => pages.map((each) => (each as { User: string }).User.split('-')[0]);
  const order = ['dave', 'grace', 'frank', 'erin', 'carol'];
  expect(names((await list(alice)).body)).toEqual(order);
  for (const limit of ['1', '2', '5']) {
    const pages = await followLinks(handler, {
      path: '/conversations',
      token: alice.token,
      query: { limit },
    });
    expect(names(pages.flat())).toEqual(order);
  }
});

test('a send that is repeated or refused leaves the conversation as old as its last message', async () => {
  const start = Date.now();
  setClock(() => start);
  const once = { to: bob.username, text: 'once', clientId: 'one' };
  await sendMessage(alice.username, once);
  const before = (await list(bob)).body[0];
  expect(before.ActiveAt).toBe(before.LastMessage.Timestamp);
  setClock(() => start + MINUTE);
  await sendMessage(alice.username, once);
  const other = sendMessage(alice.username, { ...once, text: 'something else' });
  await expect(other).rejects.toMatchObject({ code: 'client_id_conflict' });
  const tooMany = Promise.reject(new ApiError('rate_limited'));
  const refused = sendMessage(alice.username, { ...once, clientId: 'two' }, tooMany);
  await expect(refused).rejects.toMatchObject({ code: 'rate_limited' });
  expect((await list(bob)).body).toEqual([before]);
});

test('conversations of the very same instant are each listed once', async () => {
  const people = await Promise.all(['carol', 'dave', 'erin'].map(createPerson));
  const instant = Date.now();
  setClock(() => instant);
  for (const person of people) await send(person, alice, 'hi');
  const pages = await followLinks(handler, {
    path: '/conversations',
    token: alice.token,
    query: { limit: '1' },
  });
  expect(new Set(pages.flat().map((each) => (each as { User: string }).User)).size).toBe(3);
  expect(pages).toHaveLength(3);
});

test('counts exactly up to 99, then says that there are more', async () => {
  for (let index = 0; index < 99; index++) await send(alice, bob, `message ${index}`);
  expect((await list(bob)).body).toMatchObject([{ Unread: 99, UnreadMore: false }]);
  await send(alice, bob, 'one more');
  expect((await list(bob)).body).toMatchObject([{ Unread: 99, UnreadMore: true }]);
});

test('neither own nor deleted messages are unread', async () => {
  await send(bob, alice, 'mine');
  const { Id } = await send(alice, bob, 'taken back');
  await call(deleteHandler, {
    method: 'DELETE',
    path: `/messages/${Id}`,
    params: { id: Id },
    token: alice.token,
  });
  expect((await list(bob)).body).toMatchObject([{ Unread: 0 }]);
});

describe('the read watermark', () => {
  test('marks up to and including a message, for both to see', async () => {
    for (const text of ['one', 'two', 'three']) await send(alice, bob, text);
    await accept(alice, bob);
    expect(await read(bob, alice.username, 2)).toMatchObject({
      status: 200,
      body: { ReadSeq: 2, Unread: 1, Version: 3 },
    });
    expect((await list(alice)).body).toMatchObject([{ PeerReadSeq: 2, ReadSeq: 0 }]);
  });

  test('only moves forward; the same again changes nothing', async () => {
    for (const text of ['one', 'two']) await send(alice, bob, text);
    await read(bob, alice.username, 2);
    expect(await read(bob, alice.username, 2)).toMatchObject({
      status: 200,
      body: { ReadSeq: 2, Version: 2 },
    });
    expect(await read(bob, alice.username, 1)).toMatchObject({
      status: 409,
      body: { code: 'watermark_backwards' },
    });
    expect((await list(bob)).body).toMatchObject([{ ReadSeq: 2, Version: 2 }]);
  });

  test('of concurrent moves the furthest stays', async () => {
    for (let index = 0; index < 10; index++) await send(alice, bob, `message ${index}`);
    await Promise.all([3, 9, 1, 7, 10, 2, 8].map((seq) => read(bob, alice.username, seq)));
    expect((await list(bob)).body).toMatchObject([{ ReadSeq: 10, Unread: 0 }]);
  });

  test('cannot pass the end of the conversation', async () => {
    await send(alice, bob, 'one');
    expect(await read(bob, alice.username, 2)).toMatchObject({
      status: 409,
      body: { code: 'watermark_beyond_end' },
    });
    expect((await list(bob)).body).toMatchObject([{ ReadSeq: 0, Version: 1 }]);
  });

  test('needs a conversation and a number', async () => {
    expect(await read(bob, 'nobody-here', 1)).toMatchObject({
      status: 404,
      body: { code: 'conversation_not_found' },
    });
    for (const Seq of [-1, 1.5, '1', { $gt: 0 }, null])
      expect((await read(bob, alice.username, Seq)).status).toBe(400);
  });
});

describe('syncing', () => {
  const token = async (person: Person) => String((await list(person)).headers['x-sync-token']);

  test('lists the conversations with any kind of change since', async () => {
    const carol = await createPerson('carol');
    const start = Date.now();
    setClock(() => start);
    await send(alice, bob, 'old');
    await send(carol, bob, 'old too');
    setClock(() => start + MINUTE);
    const since = await token(bob);
    expect((await list(bob, { since })).body).toEqual([]);
    setClock(() => start + 2 * MINUTE);
    await read(bob, alice.username, 1);
    const { body, headers } = await list(bob, { since });
    expect(body).toMatchObject([{ User: alice.username, ReadSeq: 1 }]);
    setClock(() => start + 4 * MINUTE);
    expect((await list(bob, { since: String(headers['x-sync-token']) })).body).toHaveLength(1);
    const later = (await list(bob, { since: String(headers['x-sync-token']) })).headers['x-sync-token'];
    expect((await list(bob, { since: String(later) })).body).toEqual([]);
  });

  test('pages of changes end, also of one instant, and lose nothing that was on its way when they began', async () => {
    const people = await Promise.all(['carol', 'dave', 'erin', 'frank'].map(createPerson));
    const since = await token(alice);
    let time = Date.now() + MINUTE;
    setClock(() => time);
    for (const person of people) await send(person, alice, 'hi');
    const first = await list(alice, { since, limit: '1' });
    // Changes before the last page is read must be part of the next sync, because this one began earlier.
    time += MINUTE / 2;
    const rest = await followLinks(handler, {
      path: '/conversations',
      token: alice.token,
      query: Object.fromEntries(
        new URL(/<(.*)>/.exec(first.headers.link ?? '')?.[1] ?? '', 'http://x').searchParams,
      ),
    });
    const users = [first.body, ...rest].flat().map((each) => (each as { User: string }).User);
    expect(new Set(users).size).toBe(4);
    expect(users).toHaveLength(4);
  });

  test('the token of a sync of many pages stands where its first page began', async () => {
    const [carol, dave] = [await createPerson('carol'), await createPerson('dave')];
    const since = await token(alice);
    let time = Date.now() + MINUTE;
    setClock(() => time);
    await send(carol, alice, 'hi');
    await send(dave, alice, 'hi');
    const first = await list(alice, { since, limit: '1' });
    const query = Object.fromEntries(
      new URL(/<(.*)>/.exec(first.headers.link ?? '')?.[1] ?? '', 'http://x').searchParams,
    );
    time += MINUTE / 4;
    const second = await list(alice, query);
    expect((await list(alice, { since: String(second.headers['x-sync-token']) })).body).toHaveLength(2);
  });

  test('an old token gets resync_required, and another user’s token is refused', async () => {
    const since = await token(bob);
    expect(await list(alice, { since })).toMatchObject({ status: 400, body: { code: 'invalid_sync_token' } });
    const start = Date.now();
    setClock(() => start + 31 * 24 * 60 * MINUTE);
    const { issueAccessToken } = await import('#lib/sessions/token.ts');
    const renewed = { ...bob, token: (await issueAccessToken(bob)).token };
    expect(await list(renewed, { since })).toMatchObject({ status: 410, body: { code: 'resync_required' } });
  });
});
