/** What a member sees from before joining, and that someone who was removed learns nothing. */
import { beforeEach, describe, expect, test } from 'vitest';
import { collection, ObjectId } from '#lib/platform/mongo.ts';
import { handler as readHandler } from '../../../functions/conversations/read.ts';
import { handler as exportHandler } from '../../../functions/me/export.ts';
import { handler as deleteHandler } from '../../../functions/messages/delete.ts';
import { handler as editHandler } from '../../../functions/messages/edit.ts';
import { handler as reactHandler } from '../../../functions/messages/react.ts';
import { handler as reportHandler } from '../../../functions/messages/report.ts';
import { handler as unreactHandler } from '../../../functions/messages/unreact.ts';
import { call } from '../../support/http/gateway.ts';
import {
  createGroup,
  listIn,
  outcome,
  removeMember,
  rowOf,
  sendTo,
  setMember,
  shownIn,
  updateGroup,
} from '../../support/people/groups.ts';
import { createPerson, type Person } from '../../support/people/people.ts';
import { acquaint, inbox } from '../../support/people/two-people.ts';
import { gateway } from '../../support/sockets/socket-gateway.ts';
import { openSocket } from '../../support/sockets/sockets.ts';

let alice: Person;
let bob: Person;
let carol: Person;
let id: string;
const make = async (more: object = {}) => {
  id = (await createGroup(alice, [bob], more)).body.Conversation;
};
beforeEach(async () => {
  [alice, bob, carol] = (await Promise.all(['alice', 'bob', 'carol'].map(createPerson))) as [
    Person,
    Person,
    Person,
  ];
  await Promise.all([acquaint(alice, bob), acquaint(alice, carol)]);
  await make();
});

type Handler = typeof editHandler;
const headers = { prefer: 'return=representation' };
const change = (
  handler: Handler,
  method: string,
  by: Person,
  messageId: string,
  more: { emoji?: string; body?: object } = {},
) => {
  const { emoji, body } = more;
  const params = { id: messageId, ...(emoji ? { emoji } : {}) };
  return call(handler, {
    method,
    path: `/messages/${messageId}`,
    params,
    token: by.token,
    headers,
    ...(body ? { body } : {}),
  });
};
const edit = (by: Person, messageId: string) =>
  outcome(change(editHandler, 'PATCH', by, messageId, { body: { Message: 'edited' } }));
const erase = (by: Person, messageId: string) => outcome(change(deleteHandler, 'DELETE', by, messageId));
const react = (by: Person, messageId: string) =>
  outcome(change(reactHandler, 'PUT', by, messageId, { emoji: '👍' }));
const unreact = (by: Person, messageId: string) =>
  outcome(change(unreactHandler, 'DELETE', by, messageId, { emoji: '👍' }));
const report = (by: Person, messageId: string) =>
  outcome(change(reportHandler, 'POST', by, messageId, { body: { Reason: 'abuse' } }));
const exported = async (by: Person) => {
  const { body } = await call(exportHandler, { path: '/me/export', token: by.token });
  return body.conversations.find(({ Conversation }: { Conversation: string }) => Conversation === id);
};
const readTo = (by: Person, Seq: number) =>
  outcome(
    call(readHandler, {
      method: 'PUT',
      path: '/x',
      params: { conversation: id },
      token: by.token,
      body: { Seq },
    }),
  );
const nextOf = ({ headers: { link } }: { headers: Record<string, string | undefined> }) => {
  const [, address] = /<(.*)>/.exec(link ?? '') ?? [];
  return address && Object.fromEntries(new URL(address, 'http://x').searchParams);
};

describe('where the history begins with joining', () => {
  let before: string;
  beforeEach(async () => {
    before = (await sendTo(alice, id, 'before')).body.Id;
    for (const text of ['one', 'two', 'three']) await sendTo(alice, id, text);
    await setMember(alice, id, carol);
  });

  test('pages and syncs leave out what was before, and skip nothing', async () => {
    const empty = String((await listIn(carol, id)).headers['x-sync-token']);
    for (const text of ['a', 'b', 'c']) await sendTo(bob, id, text);
    expect(await shownIn(carol, id)).toEqual(['added', 'a', 'b', 'c']);
    const first = await listIn(carol, id, { limit: '3' });
    expect(first.body).toHaveLength(3);
    const second = await listIn(carol, id, nextOf(first) as Record<string, string>);
    expect(second.body.map(({ System }: { System: object }) => System)).toMatchObject([{ Type: 'added' }]);
    expect(nextOf(second)).toBeUndefined();
    // A change of what she does not see, amid changes that she does.
    await change(editHandler, 'PATCH', alice, before, { body: { Message: 'edited' } });
    await sendTo(bob, id, 'd');
    const seen: string[] = [];
    let query: Record<string, string> | undefined = { since: empty, limit: '1' };
    while (query) {
      const page: Awaited<ReturnType<typeof listIn>> = await listIn(carol, id, query);
      seen.push(...page.body.map(({ Message }: { Message: string }) => Message));
      query = nextOf(page) as Record<string, string> | undefined;
    }
    expect([...new Set(seen)]).toEqual(['', 'a', 'b', 'c', 'd']);
  });

  test('a token from before leaving and joining again asks for everything again', async () => {
    const since = String((await listIn(carol, id)).headers['x-sync-token']);
    await removeMember(carol, id, carol);
    await sendTo(alice, id, 'while carol is away');
    await setMember(alice, id, carol);
    expect(await outcome(listIn(carol, id, { since }))).toBe('410 resync_required');
    const token = String((await listIn(carol, id)).headers['x-sync-token']);
    await sendTo(alice, id, 'after');
    expect(await listIn(carol, id, { since: token })).toMatchObject({
      body: [{ System: { Type: 'added' } }, { Message: 'after' }],
    });
  });

  test('the inbox, frames and the export have nothing from before', async () => {
    const socket = await openSocket(carol);
    await change(editHandler, 'PATCH', alice, before, { body: { Message: 'edited' } });
    expect(await react(bob, before)).toBe('204');
    expect(gateway.frames(socket).filter(({ type }) => type.startsWith('message.'))).toEqual([]);
    expect(await rowOf(carol, id)).toMatchObject({ Unread: 0, ReadSeq: 5, LastMessage: { Seq: 6 } });
    const { messages, ...group } = await exported(carol);
    expect(messages).toMatchObject([{ Seq: 6, System: { Type: 'added' } }]);
    expect(group).toMatchObject({ Name: 'Lighthouse', CreatedAt: messages[0].Timestamp });
    // As after a write that was cut off: the copy of the last message is from before.
    await collection<{ _id: string }>('conversations').updateOne(
      { _id: id },
      { $unset: { lastMessages: '' } },
    );
    await collection('messages').deleteOne({ conversation: id, seq: 6 });
    expect(await rowOf(carol, id)).toMatchObject({ LastMessage: null, Unread: 0 });
    expect(await exported(carol)).toMatchObject({ messages: [] });
  });

  test('nothing can be done to a message from before', async () => {
    const unknown = '404 message_not_found';
    expect(await react(carol, before)).toBe(unknown);
    expect(await unreact(carol, before)).toBe(unknown);
    expect(await report(carol, before)).toBe(unknown);
    expect(await edit(carol, before)).toBe(unknown);
    await setMember(alice, id, carol, 'admin');
    expect(await erase(carol, before)).toBe(unknown);
    expect(await outcome(sendTo(carol, id, 'reply', { ReplyTo: before }))).toBe('409 reply_elsewhere');
  });

  test('a reply shows its quote to those who see what it answers', async () => {
    const socket = await openSocket(carol);
    await sendTo(bob, id, 'reply', { ReplyTo: before });
    const quoteOf = async (by: Person) => (await listIn(by, id)).body.at(-1).Quoted;
    expect(await quoteOf(alice)).toMatchObject({ Message: 'before' });
    expect(await quoteOf(carol)).toBeNull();
    const answer = (await sendTo(bob, id, 'after')).body.Id;
    await sendTo(bob, id, 'reply', { ReplyTo: answer });
    const quotes = gateway
      .frames(socket)
      .flatMap((frame) => (frame.type === 'message.created' ? [frame.data.Quoted] : []));
    expect(quotes).toMatchObject([null, null, { Message: 'after' }]);
  });
});

test('a setting that hides what was before hides it from the quote of an edited reply', async () => {
  await make({ HistoryFrom: 'start' });
  const { Id: ReplyTo } = (await sendTo(bob, id, 'before')).body;
  await setMember(alice, id, carol);
  const reply = (await sendTo(carol, id, 'reply', { ReplyTo })).body;
  expect(reply.Quoted).toMatchObject({ Message: 'before' });
  await updateGroup(alice, id, { HistoryFrom: 'join' });
  for (const Message of ['edited', 'edited']) {
    const { body } = await change(editHandler, 'PATCH', carol, reply.Id, { body: { Message } });
    expect(body).toMatchObject({ Message: 'edited', ReplyTo, Quoted: null });
  }
});

test('where the history begins with the start, a new member sees everything', async () => {
  await make({ HistoryFrom: 'start' });
  const first = (await sendTo(alice, id, 'before')).body.Id;
  await setMember(alice, id, carol);
  expect(await shownIn(carol, id)).toEqual(['created', 'before', 'added']);
  expect(await rowOf(carol, id)).toMatchObject({ Unread: 0, ReadSeq: 2 });
  expect(await react(carol, first)).toBe('204');
  expect((await exported(carol)).messages).toHaveLength(3);
});

describe('someone who was removed', () => {
  test('learns nothing, whatever they ask', async () => {
    const own = (await sendTo(bob, id, 'mine')).body.Id;
    const other = (await sendTo(alice, id, 'theirs')).body.Id;
    await react(bob, other);
    const since = String((await inbox(bob)).headers['x-sync-token']);
    const socket = await openSocket(bob);
    await removeMember(alice, id, bob);
    await sendTo(alice, id, 'secret');
    await change(editHandler, 'PATCH', alice, other, { body: { Message: 'secret' } });
    const unknown = '404 message_not_found';
    for (const ask of [edit, erase, react, unreact, report]) {
      expect(await ask(bob, own)).toBe(unknown);
      expect(await ask(bob, other)).toBe(unknown);
    }
    expect(await readTo(bob, 3)).toBe('404 conversation_not_found');
    expect(await exported(bob)).toBeUndefined();
    const { body } = await inbox(bob, { since });
    expect(JSON.stringify(body)).not.toContain('secret');
    expect(
      gateway
        .frames(socket)
        .filter(({ type }) => type !== 'presence')
        .map(({ type }) => type),
    ).toEqual(['conversation.left']);
    // Nor later on: each sync reports the leaving, and nothing else.
    const later = await inbox(bob, { since });
    expect(later.body).toEqual(body);
    expect(await rowOf(bob, id, { since })).toMatchObject({ Left: true, Group: null, ReadSeq: 0 });
  });
});

describe('a system message', () => {
  test('cannot be edited, deleted, reported, reacted to or answered', async () => {
    const [{ Id }] = (await listIn(alice, id)).body;
    const refused = '409 system_message';
    expect(await edit(alice, Id)).toBe(refused);
    expect(await erase(alice, Id)).toBe(refused);
    expect(await react(bob, Id)).toBe(refused);
    expect(await unreact(bob, Id)).toBe(refused);
    expect(await report(bob, Id)).toBe(refused);
    expect(await outcome(sendTo(bob, id, 'reply', { ReplyTo: Id }))).toBe(refused);
    for (const ask of [edit, erase, react, report])
      expect(await ask(carol, Id)).toBe('404 message_not_found');
    const stored = await collection('messages').findOne({ _id: ObjectId.createFromHexString(Id) });
    expect(stored).toMatchObject({ deletedAt: null, editedAt: null, system: { type: 'created' } });
  });
});

describe('messages of others', () => {
  test('are deleted by owners and admins', async () => {
    await setMember(alice, id, carol);
    const rude = async () => (await sendTo(carol, id, 'rude')).body.Id;
    expect(await erase(bob, await rude())).toBe('403 not_your_message');
    await setMember(alice, id, bob, 'admin');
    expect(await erase(bob, await rude())).toBe('204');
    expect(await erase(alice, await rude())).toBe('204');
    expect(await edit(alice, await rude())).toBe('403 not_your_message');
    const hers = (await sendTo(alice, id, 'of the owner')).body.Id;
    expect(await erase(bob, hers)).toBe('204');
  });

  test('are not deleted in a direct conversation', async () => {
    const { body } = await call((await import('../../../functions/messages/send.ts')).handler, {
      method: 'POST',
      path: '/messages',
      token: bob.token,
      headers,
      body: { User: alice.username, Message: 'hi' },
    });
    expect(await erase(alice, body.Id)).toBe('403 not_your_message');
  });
});
