/** PATCH /conversations/{conversation}: functions/conversations/update.ts. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { directConversationId } from '#lib/conversations/conversation.ts';
import { findRow } from '#lib/conversations/store/rows.ts';
import { sendMessage } from '#lib/messages/messaging.ts';
import { setClock } from '#lib/platform/clock.ts';
import { handler as listHandler } from '../../../functions/conversations/list.ts';
import { handler as muteHandler } from '../../../functions/conversations/mute.ts';
import { handler as readHandler } from '../../../functions/conversations/read.ts';
import { handler } from '../../../functions/conversations/update.ts';
import { call } from '../../support/http/gateway.ts';
import { createPerson, type Person } from '../../support/people/people.ts';
import { accept } from '../../support/people/two-people.ts';

const HOUR = 3_600_000;
let alice: Person;
let bob: Person;
let id: string;
beforeEach(async () => {
  [alice, bob] = [await createPerson('alice'), await createPerson('bob')];
  id = directConversationId(alice.username, bob.username);
  // So long ago that a sync from an hour ago no longer has it.
  setClock(() => Date.now() - 2 * HOUR);
  for (const text of ['one', 'two', 'three']) await write(bob, alice, text);
  await accept(alice, bob);
  setClock();
});
afterEach(() => setClock());

const write = (from: Person, to: Person, text: string) =>
  sendMessage(from.username, { to: to.username, text });
const at = (conversation: string, { token }: Person, method: string, body: object) => ({
  method,
  path: '/x',
  params: { conversation },
  token,
  body,
});
const update = (person: Person, body: object, conversation = id) =>
  call(handler, at(conversation, person, 'PATCH', body));
const mute = (body: object) => call(muteHandler, at(id, alice, 'PUT', body));
const read = (person: Person, Seq: number) => call(readHandler, at(id, person, 'PUT', { Seq }));
const list = ({ token }: Person, query: Record<string, string> = {}) =>
  call(listHandler, { path: '/conversations', token, query });
const rowOf = async (person: Person) => (await list(person)).body[0];

test('changes what is given, for its caller alone, and says so in the inbox', async () => {
  const before = await rowOf(bob);
  const { status, body } = await update(alice, { Archived: true, Notify: 'mentions', UnreadFrom: 2 });
  expect([status, body]).toMatchObject([
    200,
    { Archived: true, Pinned: false, Notify: 'mentions', UnreadFrom: 2 },
  ]);
  expect(body).toEqual(await rowOf(alice));
  expect((await update(alice, { Pinned: true }, bob.username)).body).toMatchObject({
    Archived: false,
    Pinned: true,
    Notify: 'mentions',
    UnreadFrom: 2,
  });
  expect((await update(alice, { Notify: 'all', UnreadFrom: null })).body).toMatchObject({
    Pinned: true,
    Notify: 'all',
    UnreadFrom: null,
  });
  expect(await rowOf(bob)).toEqual(before);
});

test('reaches the caller’s other devices by sync, and no other user', async () => {
  setClock(() => Date.now() - HOUR);
  const [own, other] = await Promise.all(
    [alice, bob].map(async (person) => String((await list(person)).headers['x-sync-token'])),
  );
  setClock();
  const { body } = await update(alice, { Archived: true });
  expect((await list(alice, { since: own ?? '' })).body).toEqual([body]);
  expect((await list(bob, { since: other ?? '' })).body).toEqual([]);
});

describe('an archived conversation', () => {
  beforeEach(() => update(alice, { Archived: true }));

  test.each(['bob', 'alice'])('comes back with a message of %s', async (name) => {
    await (name === 'bob' ? write(bob, alice, 'news') : write(alice, bob, 'news'));
    expect((await rowOf(alice)).Archived).toBe(false);
    expect((await update(alice, { Archived: true })).body.Archived).toBe(true);
    expect((await update(alice, { Archived: false })).body.Archived).toBe(false);
  });

  test('stays archived while it is muted', async () => {
    expect((await mute({ Forever: true })).body).toMatchObject({
      Archived: true,
      MutedUntil: '9999-12-31T23:59:59.000Z',
    });
    await write(bob, alice, 'news');
    expect((await rowOf(alice)).Archived).toBe(true);
    expect((await mute({ Until: null })).body.Archived).toBe(false);
  });
});

describe('a conversation marked as unread', () => {
  beforeEach(async () => {
    await read(alice, 3);
    await update(alice, { UnreadFrom: 2 });
  });

  test('counts from that message on, and nobody’s read mark moves', async () => {
    expect(await rowOf(alice)).toMatchObject({ Unread: 2, UnreadFrom: 2, ReadSeq: 3 });
    expect(await rowOf(bob)).toMatchObject({ PeerReadSeq: 3 });
    await write(bob, alice, 'four');
    expect(await rowOf(alice)).toMatchObject({ Unread: 3, UnreadFrom: 2, ReadSeq: 3 });
  });

  test('is read again, also without a new message', async () => {
    expect((await read(alice, 2)).body).toMatchObject({ code: 'watermark_backwards' });
    expect((await rowOf(alice)).UnreadFrom).toBe(2);
    const { body } = await read(alice, 3);
    expect(body).toMatchObject({ Unread: 0, UnreadFrom: null, ReadSeq: 3 });
    expect(body).toEqual(await rowOf(alice));
  });

  test('is read again up to a new message', async () => {
    await write(bob, alice, 'four');
    // The mark waits for messages that may still be on their way.
    setClock(() => Date.now() + 11_000);
    expect((await read(alice, 4)).body).toMatchObject({ Unread: 0, UnreadFrom: null, ReadSeq: 4 });
    expect(await rowOf(bob)).toMatchObject({ PeerReadSeq: 4 });
  });

  test('has a message of that Seq', async () => {
    const answer = await update(alice, { UnreadFrom: 4 });
    expect(answer).toMatchObject({ status: 409, body: { code: 'watermark_beyond_end' } });
  });
});

describe('pinned conversations', () => {
  /** Ids by activity, the newest first. */
  async function withOthers(count: number): Promise<string[]> {
    const others: string[] = [];
    for (let index = 0; index < count; index++) {
      const other = await createPerson('other');
      await write(alice, other, 'hello');
      others.unshift(directConversationId(alice.username, other.username));
    }
    return others;
  }
  const ids = (rows: { Conversation: string }[]) => rows.map(({ Conversation }) => Conversation);

  test('are in the first page, however old, and in their place again', async () => {
    const others = await withOthers(3);
    await update(alice, { Pinned: true });
    const first = await list(alice, { limit: '2', pinned: 'first', requests: 'without' });
    expect(ids(first.body)).toEqual([id, ...others.slice(0, 2)]);
    expect(first.body[0]).toEqual((await list(alice)).body.at(-1));
    expect(first.headers.link).not.toContain('pinned');
    const before = new URL(String(first.headers.link).slice(1).split('>')[0] ?? '', 'http://x').searchParams;
    expect(ids((await list(alice, Object.fromEntries(before))).body)).toEqual([...others.slice(2), id]);
    expect(ids((await list(alice, { pinned: 'first' })).body)).toEqual([id, ...others]);
    // As before for clients that know no pins.
    expect(ids((await list(alice, { limit: '2' })).body)).toEqual(others.slice(0, 2));
    expect((await list(bob, { pinned: 'first' })).body).toMatchObject([{ Pinned: false }]);
  });

  test('are at most ten, also when many are pinned at once', async () => {
    const others = await withOthers(13);
    const answers = await Promise.all(others.map((other) => update(alice, { Pinned: true }, other)));
    const refused = answers.filter(({ status }) => status !== 200);
    expect(refused.every(({ body }) => body.code === 'too_many_pins')).toBe(true);
    const pinned = (await list(alice)).body.filter(({ Pinned }: { Pinned: boolean }) => Pinned);
    expect(pinned.length).toBeLessThanOrEqual(10);
    const repeated: number[] = [];
    for (const other of others) repeated.push((await update(alice, { Pinned: true }, other)).status);
    expect(repeated.toSorted()).toEqual([...Array(10).fill(200), ...Array(3).fill(409)]);
    const row = () => findRow(id, alice.username);
    const before = await row();
    expect(await update(alice, { Pinned: true })).toMatchObject({
      status: 409,
      body: { code: 'too_many_pins' },
    });
    expect(await row()).toEqual(before);
    expect((await list(alice, { pinned: 'first', limit: '1' })).body).toHaveLength(10);
    const [one = ''] = others;
    expect((await update(alice, { Pinned: true }, one)).status).toBe(200);
    await update(alice, { Pinned: false }, one);
    expect((await update(alice, { Pinned: true })).body.Pinned).toBe(true);
  });

  test.each([{ before: 'x' }, { since: 'x' }])('%j takes no pins', async (query) => {
    expect(await list(alice, { pinned: 'first', ...query })).toMatchObject({
      status: 400,
      body: { code: 'validation_failed' },
    });
  });
});

test('refuses what its caller is not in', async () => {
  const mallory = await createPerson('mallory');
  for (const conversation of [id, alice.username, 'nobody-here']) {
    const answer = await update(mallory, { Pinned: true }, conversation);
    expect(answer).toMatchObject({ status: 404, body: { code: 'conversation_not_found' } });
  }
});

test.each([
  {},
  { Archived: true, Pinned: true },
  { Archived: 'yes' },
  { Notify: 'loud' },
  { UnreadFrom: 0 },
  { UnreadFrom: 1.5 },
  { Topic: 'x' },
])('refuses %j', async (body) => {
  expect(await update(alice, body)).toMatchObject({ status: 400, body: { code: 'validation_failed' } });
});
