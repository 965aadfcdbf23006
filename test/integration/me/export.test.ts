import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { setLastSeen } from '#lib/accounts/store/users.ts';
import { directConversationId } from '#lib/conversations/conversation.ts';
import { encodeCursor } from '#lib/http/cursor.ts';
import { REACTIONS_MAX } from '#lib/messages/reactions.ts';
import { setClock } from '#lib/platform/clock.ts';
import { collection } from '#lib/platform/mongo.ts';
import { endSession } from '#lib/sessions/sessions.ts';
import { handler } from '../../../functions/me/export.ts';
import { handler as meHandler } from '../../../functions/me/show.ts';
import { handler as listHandler } from '../../../functions/messages/list.ts';
import { handler as sendHandler } from '../../../functions/messages/send.ts';
import { handler as sessionsHandler } from '../../../functions/sessions/list.ts';
import { call } from '../../support/http/gateway.ts';
import { fillConversation } from '../../support/people/conversations.ts';
import { followLinks } from '../../support/people/pages.ts';
import { createPerson, logInAgain, type Person } from '../../support/people/people.ts';
import { block, row, unblock } from '../../support/people/two-people.ts';

let alice: Person;
let bob: Person;
let carol: Person;
beforeEach(async () => {
  [alice, bob, carol] = (await Promise.all(['Alice', 'bob', 'carol'].map(createPerson))) as [
    Person,
    Person,
    Person,
  ];
});

afterEach(() => setClock());

interface Conversation {
  Conversation: string;
  User: string;
  CreatedAt: string;
  ActiveAt: string;
  messages: { Message: string; Seq: number }[];
}
interface Page {
  profile?: object;
  sessions?: object[];
  conversations: Conversation[];
}

const get = ({ token }: Person, query: Record<string, string> = {}) =>
  call(handler, { path: '/me/export', token, query });
const readAll = async ({ token }: Person) =>
  (await followLinks(handler, { path: '/me/export', token })) as unknown as Page[];
const send = (from: Person, to: Person, Message: string) =>
  call(sendHandler, {
    method: 'POST',
    path: '/messages',
    token: from.token,
    body: { User: to.username, Message },
  });
/** The messages of each conversation, put together from all pages. */
function byPeer(pages: Page[]): Map<string, string[]> {
  const all = new Map<string, string[]>();
  for (const { User, messages } of pages.flatMap(({ conversations }) => conversations)) {
    all.set(User, [...(all.get(User) ?? []), ...messages.map(({ Message }) => Message)]);
  }
  return all;
}
const numbered = (count: number) => Array.from({ length: count }, (_, index) => `text ${index + 1}`);

test('holds profile, sessions and conversations as the API shows them, as a file to keep', async () => {
  await logInAgain(alice, 'phone');
  await setLastSeen(alice.username, new Date('2026-01-02T03:04:05.678Z'));
  await send(alice, bob, 'hello');
  await send(bob, alice, 'hi');
  await send(bob, carol, 'none of her business');
  const { status, headers, body } = await get(alice);
  expect(status).toBe(200);
  expect(headers['content-disposition']).toBe('attachment; filename="corechat-export.json"');
  expect(headers).not.toHaveProperty('link');
  const { token } = alice;
  const { body: profile } = await call(meHandler, { path: '/me', token });
  const { body: sessions } = await call(sessionsHandler, { path: '/sessions', token });
  const query = { User: bob.username };
  const { body: messages } = await call(listHandler, { path: '/messages', token, query });
  expect(body).toEqual({
    profile: { ...profile, last_seen: '2026-01-02T03:04:05.678Z' },
    sessions,
    blocks: [],
    reports: [],
    saved: [],
    conversations: [
      {
        Conversation: directConversationId(alice.username, bob.username),
        Name: null,
        User: bob.username,
        Deleted: false,
        ReadSeq: 0,
        PeerReadSeq: 0,
        CreatedAt: expect.stringMatching(/Z$/),
        ActiveAt: expect.stringMatching(/Z$/),
        messages,
      },
    ],
  });
  expect(sessions).toHaveLength(2);
  expect(messages).toHaveLength(2);
});

test('holds no secret: neither password nor token nor hash', async () => {
  const { body } = await get(alice);
  const text = JSON.stringify(body);
  expect(text).not.toMatch(/argon2|password|hash|family|textDigest|mailCode/i);
  expect(text).not.toContain(alice.refreshToken);
});

test('a new account has an export without conversations', async () => {
  expect((await get(alice)).body).toMatchObject({ profile: {}, sessions: [{}], conversations: [] });
});

test('shows no more of what was kept back than the inbox does, on any page', async () => {
  let time = Date.now();
  setClock(() => time);
  const sentAt: string[] = [];
  const at = async (action: () => Promise<unknown>) => {
    time += 1_000;
    sentAt.push(new Date(time).toISOString());
    await action();
  };
  await block(alice, bob.username);
  await at(() => send(bob, alice, 'kept back'));
  await unblock(alice, bob.username);
  for (let count = 0; count < 3; count++) await at(() => send(bob, alice, 'seen'));
  await block(alice, bob.username);
  await at(() => send(bob, alice, 'kept back'));
  const span = { CreatedAt: sentAt[1], ActiveAt: sentAt[3] };
  expect((await get(alice)).body.conversations).toMatchObject([span]);
  expect((await row(alice)).ActiveAt).toBe(span.ActiveAt);
  const conversation = directConversationId(alice.username, bob.username);
  // As on the last page of a conversation that began on another.
  const after = encodeCursor('export', { conversation, seq: 3 });
  expect((await get(alice, { after })).body.conversations).toMatchObject([{ ...span, messages: [{}] }]);
});

describe('in pages', () => {
  test('at most 1,000 messages on each, all of them once and in order, profile and sessions on the first', async () => {
    await fillConversation(alice.username, bob.username, 1_700);
    await fillConversation(alice.username, carol.username, 1_300);
    await fillConversation(alice.username, alice.username, 3);
    const pages = await readAll(alice);
    const sizes = pages.map(({ conversations }) =>
      conversations.reduce((sum, { messages }) => sum + messages.length, 0),
    );
    expect(sizes).toEqual([1_000, 1_000, 1_000, 3]);
    expect(byPeer(pages)).toEqual(
      new Map([
        [alice.username, numbered(3)],
        [bob.username, numbered(1_700)],
        [carol.username, numbered(1_300)],
      ]),
    );
    expect(pages.map((page) => Object.keys(page))).toEqual([
      ['profile', 'sessions', 'blocks', 'reports', 'saved', 'conversations'],
      ['conversations'],
      ['conversations'],
      ['conversations'],
    ]);
  });

  test('a conversation on two of them has the same beginning and end on both', async () => {
    await fillConversation(alice.username, bob.username, 1_000);
    setClock(() => Date.now() + 60_000);
    await send(alice, bob, 'on the next page');
    const pages = await readAll(alice);
    const spans = pages.flatMap(({ conversations }) =>
      conversations.map(({ CreatedAt, ActiveAt }) => ({ CreatedAt, ActiveAt })),
    );
    expect(spans).toHaveLength(2);
    expect(spans[0]).toEqual(spans[1]);
    expect(spans[0]?.ActiveAt).toBe((await row(alice)).ActiveAt);
  });

  test('a page that ends with a conversation leaves no empty one behind', async () => {
    const idOf = (peer: string) => directConversationId(alice.username, peer);
    const [first = '', second = ''] = [bob.username, carol.username].sort((one, other) =>
      idOf(one) < idOf(other) ? -1 : 1,
    );
    await fillConversation(alice.username, first, 1_000);
    await fillConversation(alice.username, second, 1);
    const pages = await readAll(alice);
    expect(pages.map(({ conversations }) => conversations.map(({ User }) => User))).toEqual([
      [first],
      [second],
    ]);
  });

  test('more conversations than fit on one', async () => {
    const peers = Array.from({ length: 203 }, (_, index) => `${bob.username}-${index}`);
    for (const peer of peers) await fillConversation(alice.username, peer, 1);
    const pages = await readAll(alice);
    expect(pages.map(({ conversations }) => conversations.length)).toEqual([100, 100, 3]);
    expect([...byPeer(pages).keys()].sort()).toEqual(peers.sort());
  });

  test.each([
    ['escaped twice', '"\\'.repeat(4_000)],
    ['of four bytes each', '🦊'.repeat(7_500)],
  ])('the longest messages, %s, stay within what Lambda passes on', async (_, longest) => {
    await fillConversation(alice.username, bob.username, 500, () => longest);
    const pages = await readAll(alice);
    expect(pages.length).toBeGreaterThan(2);
    for (const page of pages) {
      const passedOn = JSON.stringify({ body: JSON.stringify(page) });
      expect(Buffer.byteLength(passedOn)).toBeLessThan(6 * 1024 * 1024 - 100_000);
    }
    expect(byPeer(pages).get(bob.username)).toHaveLength(500);
  });

  test('messages with as many reactions as they take stay within what Lambda passes on', async () => {
    await fillConversation(alice.username, bob.username, 500);
    const conversation = directConversationId(alice.username, bob.username);
    const reactions = Array.from({ length: REACTIONS_MAX }, (_, index) => ({
      emoji: '👍',
      by: `${index}`.padStart(32, 'a'),
    }));
    await collection('messages').updateMany({ conversation }, { $set: { reactions } });
    const pages = await readAll(alice);
    for (const page of pages) {
      const passedOn = JSON.stringify({ body: JSON.stringify(page) });
      expect(Buffer.byteLength(passedOn)).toBeLessThan(6 * 1024 * 1024 - 100_000);
    }
    expect(byPeer(pages).get(bob.username)).toHaveLength(500);
  });
});

test('a cursor leads only through one’s own conversations', async () => {
  await send(bob, carol, 'between Bob and Carol');
  const conversation = directConversationId(bob.username, carol.username);
  for (const start of [conversation, '']) {
    const after = encodeCursor('export', { conversation: start, seq: 0 });
    expect((await get(alice, { after })).body).toEqual({ conversations: [] });
  }
});

const forged = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

test.each([
  [{ after: 'garbage' }, 'invalid_cursor'],
  [{ after: '' }, 'invalid_cursor'],
  [{ after: encodeCursor('messages', 5) }, 'invalid_cursor'],
  [{ after: forged(['export', { conversation: { $gt: '' }, seq: 0 }]) }, 'invalid_cursor'],
  [{ after: forged(['export', { conversation: 'a:b', seq: { $gt: 0 } }]) }, 'invalid_cursor'],
  [{ after: forged(['export', { conversation: 'a:b', seq: -1 }]) }, 'invalid_cursor'],
  [{ after: 'x'.repeat(1_001) }, 'validation_failed'],
  [{ username: 'bob' }, 'validation_failed'],
])('refuses %j', async (query, code) => {
  expect(await get(alice, query as Record<string, string>)).toMatchObject({ status: 400, body: { code } });
});

test('asks for a token, and for a session that still lives, on every page', async () => {
  expect(await call(handler, { path: '/me/export' })).toMatchObject({
    status: 401,
    body: { code: 'unauthenticated' },
  });
  await endSession(alice.username, alice.session);
  const refused = { status: 401, body: { code: 'session_ended' } };
  expect(await get(alice)).toMatchObject(refused);
  const after = encodeCursor('export', { conversation: 'a:b', seq: 0 });
  expect(await get(alice, { after })).toMatchObject(refused);
});
