/** Replies, and what readers see of the message that one answers. */
import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { directConversationId } from '#lib/conversations/conversation.ts';
import { QUOTED_MAX } from '#lib/messages/quotes.ts';
import { toObjectId } from '#lib/messages/store/messages.ts';
import { collection } from '#lib/platform/mongo.ts';
import { handler as deleteMeHandler } from '../../../functions/me/delete.ts';
import { handler as listHandler } from '../../../functions/messages/list.ts';
import { handler as reactHandler } from '../../../functions/messages/react.ts';
import { handler as sendHandler } from '../../../functions/messages/send.ts';
import { call } from '../../support/http/gateway.ts';
import { createGroup, insertGroup, listIn, sendTo } from '../../support/people/groups.ts';
import { createPerson, type Person } from '../../support/people/people.ts';
import { PASSWORD } from '../../support/people/registration.ts';
import { acquaint, block, edit, erase, inbox, list, send, unblock } from '../../support/people/two-people.ts';
import { sweep } from '../../support/server/deletions.ts';
import { gateway } from '../../support/sockets/socket-gateway.ts';
import { openSocket } from '../../support/sockets/sockets.ts';

let alice: Person;
let bob: Person;
let carol: Person;
beforeEach(async () => {
  [alice, bob, carol] = (await Promise.all(['alice', 'bob', 'carol'].map(createPerson))) as [
    Person,
    Person,
    Person,
  ];
});

const reply = (from: Person, to: Person, ReplyTo: string, more: object = {}) =>
  send(from, to, 'indeed', { ReplyTo, ...more });
const written = async (from: Person, to: Person, text: string): Promise<string> =>
  (await send(from, to, text)).body.Id;
const codeOf = ({ status, body }: Awaited<ReturnType<typeof send>>) => `${status} ${body.code ?? ''}`.trim();
/** The quote of the last message. */
const quoted = async (reader: Person, peer: Person) => (await list(reader, peer)).body.at(-1).Quoted;
const conversationOf = (one: Person, other: Person) =>
  collection<{ _id: string }>('conversations').findOne({
    _id: directConversationId(one.username, other.username),
  });

describe('a reply', () => {
  test('quotes what it answers: in the answer, in pages, syncs and frames', async () => {
    const id = await written(alice, bob, 'is it so?');
    const since = String((await list(bob, alice)).headers['x-sync-token']);
    const socket = await openSocket(alice);
    const { status, body } = await reply(bob, alice, id);
    const parts = {
      ReplyTo: id,
      Quoted: { From: alice.username, Message: 'is it so?', Deleted: false },
    };
    expect(status).toBe(201);
    expect(body).toMatchObject(parts);
    expect(gateway.frames(socket).at(-1)).toMatchObject({ type: 'message.created', data: parts });
    expect((await list(alice, bob)).body.at(-1)).toMatchObject(parts);
    expect((await list(bob, alice, { since })).body.at(-1)).toMatchObject(parts);
    const [row] = (await inbox(alice)).body;
    expect(row.LastMessage).toMatchObject({ ReplyTo: id, Quoted: null });
    expect((await list(bob, alice)).body[0]).toMatchObject({ ReplyTo: null, Quoted: null });
  });

  test('answers one of the same person, in notes to oneself and of another reply', async () => {
    const first = await written(alice, alice, 'buy milk');
    const second = (await reply(alice, alice, first)).body.Id;
    expect((await reply(alice, alice, second)).body.Quoted).toMatchObject({ Message: 'indeed' });
  });

  test('shows edits and deletions of what it answers', async () => {
    await acquaint(alice, bob);
    const id = await written(alice, bob, 'before');
    await reply(bob, alice, id);
    await edit(alice, id, 'after');
    expect(await quoted(alice, bob)).toMatchObject({ Message: 'after', Deleted: false });
    await erase(alice, id);
    expect(await quoted(bob, alice)).toEqual({ From: alice.username, Message: '', Deleted: true });
  });

  test('quotes whole characters, and 200 of them', async () => {
    const id = await written(alice, bob, '😀'.repeat(QUOTED_MAX + 1));
    expect((await reply(bob, alice, id)).body.Quoted.Message).toBe('😀'.repeat(QUOTED_MAX));
  });

  test('quotes a message before the page, and one before the changes', async () => {
    const id = await written(alice, bob, 'long ago');
    const since = String((await list(bob, alice)).headers['x-sync-token']);
    await send(alice, bob, 'in between');
    await reply(bob, alice, id);
    const expected = { From: alice.username, Message: 'long ago', Deleted: false };
    expect((await list(bob, alice, { limit: '1' })).body[0].Quoted).toEqual(expected);
    const changes = (await list(bob, alice, { since })).body;
    expect(changes.at(-1).Quoted).toEqual(expected);
  });

  test('keeps what it answers when it is edited or gets a reaction, and loses it when it is deleted', async () => {
    await acquaint(alice, bob);
    const id = await written(alice, bob, 'question');
    const { Id } = (await reply(bob, alice, id)).body;
    const socket = await openSocket(alice);
    const parts = { ReplyTo: id, Quoted: { Message: 'question' } };
    expect((await edit(bob, Id, 'indeed!')).body).toMatchObject(parts);
    expect((await edit(bob, Id, 'indeed!')).body).toMatchObject(parts);
    expect(gateway.frames(socket).at(-1)).toMatchObject({ type: 'message.updated', data: parts });
    const params = { id: Id, emoji: '👍' };
    await call(reactHandler, { method: 'PUT', path: '/x', params, token: alice.token });
    expect(gateway.frames(socket).at(-1)?.data).toMatchObject({ ...parts, Reactions: [{ Emoji: '👍' }] });
    await erase(bob, Id);
    expect(gateway.frames(socket).at(-1)?.data).toMatchObject({ ReplyTo: null, Quoted: null });
    expect((await list(bob, alice)).body.at(-1)).toMatchObject({ ReplyTo: null, Quoted: null });
    const stored = await collection('messages').findOne({ _id: toObjectId(Id) });
    expect(stored?.replyTo).toBeNull();
  });

  test('quotes a deleted account without its name and text', async () => {
    await acquaint(alice, bob);
    const id = await written(alice, bob, 'secret');
    await reply(bob, alice, id);
    await call(deleteMeHandler, {
      method: 'DELETE',
      path: '/me',
      token: alice.token,
      body: { password: PASSWORD },
    });
    await sweep();
    const page = await call(listHandler, {
      path: '/messages',
      token: bob.token,
      query: { Conversation: directConversationId(alice.username, bob.username) },
    });
    expect(page.body.at(-1)).toMatchObject({
      ReplyTo: id,
      Quoted: { From: 'deleted account', Message: '', Deleted: true },
    });
  });
});

describe('is refused', () => {
  test('to a message that is unknown, elsewhere or hidden, with the same answer', async () => {
    await acquaint(alice, bob);
    const elsewhere = await written(carol, bob, 'to bob');
    await block(bob, alice.username);
    const hidden = await written(alice, bob, 'hidden');
    await unblock(bob, alice.username);
    const before = await conversationOf(alice, bob);
    const unknown = await reply(bob, alice, 'f'.repeat(24));
    expect(codeOf(unknown)).toBe('409 reply_elsewhere');
    for (const id of [elsewhere, hidden]) {
      const { status, body } = await reply(bob, alice, id);
      expect([status, { ...body, request_id: '' }]).toEqual([409, { ...unknown.body, request_id: '' }]);
    }
    // As if nothing had been sent, except that the inbox looks the last message up.
    const { lastMessages: _, ...kept } = before as { lastMessages?: unknown };
    expect(await conversationOf(alice, bob)).toEqual(kept);
    expect((await reply(alice, bob, hidden)).status).toBe(201);
  });

  test('to a deleted message', async () => {
    const id = await written(alice, bob, 'gone');
    await erase(alice, id);
    expect(codeOf(await reply(bob, alice, id))).toBe('410 message_deleted');
  });

  test.each(['', 'x', 'F'.repeat(24), 'f'.repeat(25)])('to %j', async (id) => {
    expect(codeOf(await reply(bob, alice, id))).toBe('400 validation_failed');
  });

  test('to a stranger, without a conversation with them', async () => {
    const id = await written(alice, bob, 'hi');
    expect(codeOf(await reply(carol, bob, id))).toBe('409 reply_elsewhere');
    expect(await conversationOf(carol, bob)).toBeNull();
  });

  test('to a group by others, who do not learn where the message is', async () => {
    const people = [alice, bob].map(({ username }) => ({ username, role: 'member' as const }));
    const Conversation = await insertGroup(people);
    const post = (from: Person, more: object) =>
      call(sendHandler, {
        method: 'POST',
        path: '/messages',
        token: from.token,
        headers: { prefer: 'return=representation' },
        body: { Conversation, Message: 'hi', ...more },
      });
    const { Id } = (await post(alice, {})).body;
    expect((await post(bob, { ReplyTo: Id })).body.Quoted).toMatchObject({ From: alice.username });
    for (const ReplyTo of [Id, 'f'.repeat(24)])
      expect(codeOf(await post(carol, { ReplyTo }))).toBe('404 conversation_not_found');
  });
});

test('in a group frames quote what each member sees: nothing that may be from before a member joined', async () => {
  const people = [alice, bob].map(({ username }) => ({ username, role: 'member' as const }));
  for (const history of ['start', 'join'] as const) {
    const id = await insertGroup(people, { history });
    const target = (await sendTo(alice, id, 'question')).body.Id;
    await collection<{ _id: string }>('conversations').updateOne({ _id: id }, { $set: { lastJoinedSeq: 1 } });
    const socket = await openSocket(alice);
    const quote = { From: alice.username, Message: 'question', Deleted: false };
    expect((await sendTo(bob, id, 'answer', { ReplyTo: target })).body.Quoted).toEqual(quote);
    const { data } = gateway.frames(socket).at(-1) ?? {};
    expect(data).toMatchObject({ ReplyTo: target, Quoted: history === 'start' ? quote : null });
  }
});

test('a message about a change of the group takes no reply', async () => {
  await acquaint(alice, bob);
  const id = (await createGroup(alice, [bob])).body.Conversation;
  const [created] = (await listIn(bob, id)).body;
  expect(created.System.Type).toBe('created');
  const answer = await sendTo(bob, id, 'welcome', { ReplyTo: created.Id });
  expect(codeOf(answer)).toBe('409 system_message');
});

describe('with a ClientId', () => {
  test('gets its first answer again, also once what it answers is deleted', async () => {
    const id = await written(alice, bob, 'question');
    const ClientId = randomUUID();
    const first = await reply(bob, alice, id, { ClientId });
    expect((await reply(bob, alice, id, { ClientId })).body).toEqual(first.body);
    await erase(alice, id);
    const again = await reply(bob, alice, id, { ClientId });
    expect(again.status).toBe(201);
    expect(again.body).toEqual({
      ...first.body,
      Quoted: { From: alice.username, Message: '', Deleted: true },
    });
    expect((await list(bob, alice)).body).toHaveLength(2);
  });

  test('conflicts with another target', async () => {
    const [one, other] = [await written(alice, bob, 'one'), await written(alice, bob, 'other')];
    const ClientId = randomUUID();
    await reply(bob, alice, one, { ClientId });
    expect(codeOf(await reply(bob, alice, other, { ClientId }))).toBe('409 client_id_conflict');
    expect(codeOf(await send(bob, alice, 'indeed', { ClientId }))).toBe('409 client_id_conflict');
  });
});

test('who keeps the earlier text of a message gets that in a quote, and frames quote nothing', async () => {
  await acquaint(alice, bob);
  const id = await written(alice, bob, 'before');
  await block(bob, alice.username);
  await edit(alice, id, 'after');
  await unblock(bob, alice.username);
  const socket = await openSocket(alice);
  const { body } = await reply(bob, alice, id);
  expect(body.Quoted).toMatchObject({ Message: 'before' });
  expect(gateway.frames(socket).at(-1)?.data).toMatchObject({ ReplyTo: id, Quoted: null });
  expect(await quoted(bob, alice)).toMatchObject({ Message: 'before' });
  expect(await quoted(alice, bob)).toMatchObject({ Message: 'after' });
  expect((await list(alice, bob, { limit: '1' })).body[0].Quoted).toMatchObject({ Message: 'after' });
  expect((await list(bob, alice, { limit: '1' })).body[0].Quoted).toMatchObject({ Message: 'before' });
});

test('a quote of a message that the reader does not see is empty', async () => {
  await acquaint(alice, bob);
  await block(bob, alice.username);
  const hidden = await written(alice, bob, 'hidden');
  await unblock(bob, alice.username);
  const socket = await openSocket(bob);
  const { body } = await reply(alice, bob, hidden);
  expect(body.Quoted).toMatchObject({ Message: 'hidden' });
  expect(gateway.frames(socket).at(-1)?.data).toMatchObject({ ReplyTo: hidden, Quoted: null });
  expect(await quoted(bob, alice)).toBeNull();
  expect(await quoted(alice, bob)).toMatchObject({ Message: 'hidden' });
});
