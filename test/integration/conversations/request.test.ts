/** The first messages of a stranger are a request: accepting, ignoring, and what each side sees. */
import { beforeEach, describe, expect, test } from 'vitest';
import { handler as listHandler } from '../../../functions/conversations/list.ts';
import { handler } from '../../../functions/conversations/request.ts';
import { call } from '../../support/http/gateway.ts';
import { followLinks } from '../../support/people/pages.ts';
import { createPerson, logInAgain, type Person } from '../../support/people/people.ts';
import {
  acquaint,
  answer,
  block,
  changeMe,
  inbox,
  list,
  read,
  row,
  send,
  show,
  texts,
  typesAt,
  unblock,
} from '../../support/people/two-people.ts';
import { gateway } from '../../support/sockets/socket-gateway.ts';
import { openSocket } from '../../support/sockets/sockets.ts';

let stranger: Person;
let alice: Person;
beforeEach(async () => {
  [stranger, alice] = [await createPerson('stranger'), await createPerson('alice')];
});

const requests = async (reader: Person) => (await inbox(reader, { requests: 'only' })).body;
const others = async (reader: Person) => (await inbox(reader, { requests: 'without' })).body;

test('the receiver sees the messages at once, and who they know apart from who asks', async () => {
  const friend = await createPerson('friend');
  await acquaint(friend, alice);
  await send(stranger, alice, 'hello');
  expect(await texts(alice, stranger)).toEqual(['hello']);
  expect((await inbox(alice)).body).toMatchObject([
    { User: stranger.username, Request: 'pending', Unread: 1 },
    { User: friend.username, Request: null },
  ]);
  expect(await requests(alice)).toMatchObject([{ User: stranger.username }]);
  expect(await others(alice)).toMatchObject([{ User: friend.username }]);
  expect(await requests(stranger)).toEqual([]);
  expect(await others(stranger)).toMatchObject([{ User: alice.username, Request: null }]);
});

test('requests can be paged, and a sync has all', async () => {
  const people = await Promise.all(['one', 'two', 'three'].map(createPerson));
  for (const person of people) await send(person, alice, 'hello');
  const query = { limit: '1', requests: 'only' };
  const pages = await followLinks(listHandler, { path: '/conversations', token: alice.token, query });
  expect(pages.map((page) => (page as { User: string }[]).length)).toEqual([1, 1, 1]);
  const since = (await inbox(alice, { requests: 'without' })).headers['x-sync-token'] ?? '';
  await send(stranger, alice, 'hello');
  expect((await inbox(alice, { since })).body).toContainEqual(
    expect.objectContaining({ User: stranger.username, Request: 'pending' }),
  );
  expect((await inbox(alice, { since, requests: 'only' })).status).toBe(400);
});

test.each(['an answer', 'accepting'])('%s makes them contacts, with presence and read marks', async (how) => {
  const [watching, own] = [await openSocket(stranger), await openSocket(alice)];
  const { Seq } = (await send(stranger, alice, 'hello')).body;
  await read(alice, stranger, Seq);
  expect(await row(stranger)).toMatchObject({ PeerReadSeq: 0 });
  if (how === 'accepting') {
    expect(await answer(alice, stranger, 'accept')).toMatchObject({ status: 200, body: { Request: null } });
    expect((await answer(alice, stranger, 'accept')).body).toMatchObject({ Request: null });
  } else await send(alice, stranger, 'hello');
  expect(await row(stranger)).toMatchObject({ PeerReadSeq: Seq });
  expect(await row(alice)).toMatchObject({ Request: null });
  expect(await show(stranger, alice)).toMatchObject({ online: true });
  expect(await show(alice, stranger)).toMatchObject({ online: true });
  expect(gateway.frames(own)).toContainEqual(
    expect.objectContaining({ type: 'conversation.request', data: { Request: null } }),
  );
  expect(typesAt(watching)).not.toContain('conversation.request');
  expect(typesAt(watching).slice(-2)).toEqual(['conversation.read', 'presence']);
});

describe('ignoring', () => {
  test('takes it out of the lists; other devices get a frame, and the change by sync', async () => {
    await send(stranger, alice, 'hello');
    const since = (await inbox(alice)).headers['x-sync-token'] ?? '';
    const device = await openSocket(await logInAgain(alice));
    expect((await answer(alice, stranger, 'ignore')).body).toMatchObject({ Request: 'ignored' });
    await answer(alice, stranger, 'ignore');
    expect([await requests(alice), await others(alice)]).toEqual([[], []]);
    expect((await inbox(alice, { since })).body).toMatchObject([{ Request: 'ignored' }]);
    expect(gateway.frames(device)).toMatchObject([
      { type: 'conversation.request', data: { Request: 'ignored' } },
    ]);
    await send(stranger, alice, 'again');
    expect(await requests(alice)).toEqual([]);
    // Nothing is lost: the messages are there, and an answer brings the conversation back.
    expect(await texts(alice, stranger)).toEqual(['hello', 'again']);
    await send(alice, stranger, 'hello');
    expect(await others(alice)).toMatchObject([{ User: stranger.username, Request: null }]);
  });

  test('changes nothing once the request is accepted', async () => {
    await acquaint(stranger, alice);
    expect((await answer(alice, stranger, 'ignore')).body).toMatchObject({ Request: null });
  });
});

test('only its receiver can answer a request; a stranger to the conversation finds none', async () => {
  await send(stranger, alice, 'hello');
  expect((await answer(stranger, alice, 'accept')).body).toMatchObject({ Request: null });
  expect(await row(alice)).toMatchObject({ Request: 'pending' });
  const third = await createPerson('third');
  const { Conversation } = await row(alice);
  const params = { conversation: Conversation };
  const body = { Answer: 'accept' };
  const request = { method: 'PUT', path: '/x', params, token: third.token, body };
  expect(await call(handler, request)).toMatchObject({
    status: 404,
    body: { code: 'conversation_not_found' },
  });
});

test('of two first messages at once one asks, and the other answers', async () => {
  await Promise.all([send(stranger, alice, 'hello'), send(alice, stranger, 'hello')]);
  expect([(await row(alice)).Request, (await row(stranger)).Request]).toEqual([null, null]);
});

test('notes to oneself ask nobody', async () => {
  await send(alice, alice, 'a note');
  expect(await row(alice)).toMatchObject({ Request: null });
});

test('a blocked person’s hidden messages ask nobody; a later one does', async () => {
  await block(alice, stranger.username);
  await send(stranger, alice, 'hidden');
  expect(await requests(alice)).toEqual([]);
  await unblock(alice, stranger.username);
  expect(await requests(alice)).toEqual([]);
  await send(stranger, alice, 'hello');
  expect(await requests(alice)).toHaveLength(1);
});

describe('who sees presence and read marks', () => {
  test('nobody: as if never online, and as if nothing was read', async () => {
    await acquaint(stranger, alice);
    await changeMe(alice, { last_seen_to: 'nobody', read_marks_to: 'nobody' });
    const watching = await openSocket(stranger);
    await openSocket(alice);
    await read(alice, stranger, 2);
    expect(typesAt(watching)).toEqual([]);
    expect(await show(stranger, alice)).toEqual({ online: false, last_seen: null });
    expect(await show(alice, alice)).toMatchObject({ online: true });
    expect(await row(stranger)).toMatchObject({ PeerReadSeq: 0 });
    expect(await row(alice)).toMatchObject({ ReadSeq: 2 });
    // Shown again from the next message on.
    await changeMe(alice, { last_seen_to: 'contacts', read_marks_to: 'contacts' });
    expect(gateway.frames(watching)).toMatchObject([{ type: 'presence', data: { Online: true } }]);
    expect(await row(stranger)).toMatchObject({ PeerReadSeq: 0 });
    await send(stranger, alice, 'again');
    await read(alice, stranger, 3);
    expect(await row(stranger)).toMatchObject({ PeerReadSeq: 3 });
    await changeMe(alice, { last_seen_to: 'nobody' });
    expect(gateway.frames(watching).at(-1)).toMatchObject({
      type: 'presence',
      data: { Online: false, LastSeen: null },
    });
  });

  test('everybody: strangers see the presence, blocked people do not', async () => {
    await changeMe(alice, { last_seen_to: 'everybody' });
    await openSocket(alice);
    expect(await show(stranger, alice)).toMatchObject({ online: true });
    await block(alice, stranger.username);
    expect(await show(stranger, alice)).toEqual({ online: false, last_seen: null });
  });

  test('the end of a block shows nothing that a setting hides', async () => {
    await acquaint(stranger, alice);
    await changeMe(alice, { last_seen_to: 'nobody' });
    const watching = await openSocket(stranger);
    await openSocket(alice);
    await block(alice, stranger.username);
    await unblock(alice, stranger.username);
    expect(typesAt(watching)).toEqual([]);
  });

  test('the profile has the settings', async () => {
    expect((await changeMe(alice, { read_marks_to: 'nobody' })).body).toMatchObject({
      last_seen_to: 'contacts',
      read_marks_to: 'nobody',
    });
    expect((await changeMe(alice, { read_marks_to: 'everybody' })).status).toBe(400);
  });
});

test('an earlier conversation counts as accepted: a list has no request for it', async () => {
  await acquaint(stranger, alice);
  expect((await list(alice, stranger)).status).toBe(200);
  expect([await requests(alice), await requests(stranger)]).toEqual([[], []]);
});
