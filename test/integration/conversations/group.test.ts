/** Conversations of many members. There is no endpoint yet that makes one: the store does. */
import { Collection, MongoClient } from 'mongodb';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { MEMBERS_MAX } from '#lib/conversations/group.ts';
import { BatchGetItemCommand, dynamo } from '#lib/platform/dynamo.ts';
import { collection } from '#lib/platform/mongo.ts';
import { handler as inboxHandler } from '../../../functions/conversations/list.ts';
import { handler as readHandler } from '../../../functions/conversations/read.ts';
import { handler as exportHandler } from '../../../functions/me/export.ts';
import { handler as deleteHandler } from '../../../functions/messages/delete.ts';
import { handler as editHandler } from '../../../functions/messages/edit.ts';
import { handler as listHandler } from '../../../functions/messages/list.ts';
import { handler as reportHandler } from '../../../functions/messages/report.ts';
import { handler as sendHandler } from '../../../functions/messages/send.ts';
import { handler as typingHandler } from '../../../functions/realtime/typing.ts';
import { call } from '../../support/http/gateway.ts';
import { insertGroup } from '../../support/people/groups.ts';
import { createPerson, logInAgain, type Person } from '../../support/people/people.ts';
import { block } from '../../support/people/two-people.ts';
import { gateway } from '../../support/sockets/socket-gateway.ts';
import { openSocket, sendFrame } from '../../support/sockets/sockets.ts';

let alice: Person;
let bob: Person;
let carol: Person;
let stranger: Person;
let id: string;
beforeEach(async () => {
  [alice, bob, carol, stranger] = (await Promise.all(
    ['alice', 'bob', 'carol', 'stranger'].map(createPerson),
  )) as [Person, Person, Person, Person];
  id = await insertGroup([
    { username: alice.username, role: 'owner' },
    { username: bob.username, role: 'member' },
    { username: carol.username, role: 'member' },
  ]);
});
afterEach(() => vi.restoreAllMocks());

const headers = { prefer: 'return=representation' };
const send = ({ token }: Person, Message: string, more: object = {}) =>
  call(sendHandler, {
    method: 'POST',
    path: '/messages',
    token,
    headers,
    body: { Conversation: id, Message, ...more },
  });
const list = ({ token }: Person, query: Record<string, string> = {}) =>
  call(listHandler, { path: '/messages', token, query: { Conversation: id, ...query } });
const texts = async (person: Person) =>
  (await list(person)).body.map(({ Message }: { Message: string }) => Message);
const inbox = ({ token }: Person, query: Record<string, string> = {}) =>
  call(inboxHandler, { path: '/conversations', token, query });
const read = ({ token }: Person, Seq: number) =>
  call(readHandler, { method: 'PUT', path: '/x', params: { conversation: id }, token, body: { Seq } });
const about = ({ token }: Person, messageId: string, method: string, body?: object) => ({
  method,
  path: '/messages/x',
  params: { id: messageId },
  token,
  headers,
  ...(body ? { body } : {}),
});
const frames = (socket: string) => gateway.frames(socket).filter(({ type }) => type !== 'presence');

test('each member sends, sees, edits and deletes', async () => {
  const sockets = await Promise.all([alice, bob, carol].map(openSocket));
  const { body: hers } = await send(alice, 'from alice');
  const { body: his } = await send(bob, 'from bob');
  expect([hers, his]).toMatchObject([
    { To: '', Seq: 1, Conversation: id },
    { To: '', Seq: 2 },
  ]);
  for (const person of [alice, bob, carol]) expect(await texts(person)).toEqual(['from alice', 'from bob']);
  expect((await call(editHandler, about(alice, hers.Id, 'PATCH', { Message: 'edited' }))).status).toBe(200);
  expect((await call(editHandler, about(bob, hers.Id, 'PATCH', { Message: 'no' }))).status).toBe(403);
  expect((await call(deleteHandler, about(bob, his.Id, 'DELETE'))).status).toBe(204);
  expect(await texts(carol)).toEqual(['edited', '']);
  for (const socket of sockets) {
    expect(frames(socket).map(({ type }) => type)).toEqual([
      'message.created',
      'message.created',
      'message.updated',
      'message.deleted',
    ]);
  }
});

test('a sync brings what changed', async () => {
  await send(alice, 'before');
  const since = String((await list(bob)).headers['x-sync-token']);
  await send(carol, 'after');
  expect((await list(bob, { since })).body.at(-1)).toMatchObject({ From: carol.username, Message: 'after' });
});

test('the inbox counts what others wrote, and a read mark is one’s own', async () => {
  await send(alice, 'one');
  await send(bob, 'two');
  await send(carol, 'three');
  const [row] = (await inbox(bob)).body;
  expect(row).toMatchObject({
    Conversation: id,
    User: id,
    Unread: 2,
    ReadSeq: 0,
    PeerReadSeq: 0,
    LastMessage: { Message: 'three', To: '' },
  });
  const [phone, laptop, other] = [
    await openSocket(bob),
    await openSocket(await logInAgain(bob)),
    await openSocket(alice),
  ];
  const since = String((await inbox(bob)).headers['x-sync-token']);
  expect(await read(bob, 3)).toMatchObject({
    status: 200,
    body: { ReadSeq: 3, Unread: 0, Version: row.Version },
  });
  const frame = {
    type: 'conversation.read',
    conversation: id,
    version: 0,
    data: { Username: bob.username, Seq: 3 },
  };
  expect([frames(phone), frames(laptop), frames(other)]).toEqual([[frame], [frame], [frame]]);
  expect((await inbox(bob, { since })).body).toMatchObject([{ Conversation: id, ReadSeq: 3 }]);
  expect((await inbox(carol)).body).toMatchObject([{ ReadSeq: 0, Unread: 2 }]);
});

test('groups and direct conversations are pages of one list, newest activity first', async () => {
  await call(sendHandler, {
    method: 'POST',
    path: '/messages',
    token: alice.token,
    body: { User: bob.username, Message: 'direct' },
  });
  await send(carol, 'to all');
  const another = await insertGroup([{ username: alice.username, role: 'owner' }]);
  expect((await inbox(alice)).body.map(({ Conversation }: { Conversation: string }) => Conversation)).toEqual(
    [another, id, expect.any(String)],
  );
  const first = await inbox(alice, { limit: '1' });
  const [, address = ''] = /<(.*)>/.exec(first.headers.link ?? '') ?? [];
  const query = Object.fromEntries(new URL(address, 'http://x').searchParams);
  expect((await inbox(alice, query)).body).toMatchObject([{ Conversation: id }]);
});

test('typing frames go to the others', async () => {
  const sockets = await Promise.all([alice, bob, carol].map(openSocket));
  await sendFrame(typingHandler, sockets[0] as string, { type: 'typing', Conversation: id });
  expect(sockets.map((socket) => frames(socket).length)).toEqual([0, 1, 1]);
});

test('members report, and export', async () => {
  const { body: sent } = await send(alice, 'rude');
  expect((await call(reportHandler, about(bob, sent.Id, 'POST', { Reason: 'abuse' }))).status).toBe(201);
  expect((await call(reportHandler, about(stranger, sent.Id, 'POST', { Reason: 'abuse' }))).status).toBe(404);
  const { body } = await call(exportHandler, { path: '/me/export', token: carol.token });
  expect(body.conversations).toMatchObject([{ Conversation: id, User: id, messages: [{ Message: 'rude' }] }]);
});

test('a block between two members hides nothing here', async () => {
  expect((await block(alice, bob.username)).status).toBe(200);
  expect((await send(bob, 'still here')).status).toBe(201);
  expect(await texts(alice)).toEqual(['still here']);
  expect((await send(alice, 'so am I')).status).toBe(201);
  expect((await inbox(alice)).body).toMatchObject([{ Blocked: false, Unread: 1 }]);
});

test('to strangers there is no such conversation', async () => {
  await send(alice, 'secret');
  const unknown = { status: 404, body: { code: 'conversation_not_found' } };
  expect(await list(stranger)).toMatchObject(unknown);
  expect(await send(stranger, 'let me in')).toMatchObject(unknown);
  expect(await read(stranger, 1)).toMatchObject(unknown);
  expect((await inbox(stranger)).body).toEqual([]);
});

describe('costs', () => {
  /** A group of this size with alice in it, and nothing else in the collections. */
  async function makeGroup(size: number): Promise<void> {
    await collection('conversations').deleteMany({});
    await collection('memberships').deleteMany({});
    const others = Array.from({ length: size - 1 }, (_, index) => ({
      username: `m-${index}`,
      role: 'member' as const,
    }));
    id = await insertGroup([{ username: alice.username, role: 'owner' }, ...others]);
    await send(alice, 'first');
  }

  async function keysOf(name: string): Promise<Record<string, number>> {
    const client = await MongoClient.connect(process.env.MONGODB_URI ?? '');
    const { keysPerIndex } = await client.db(process.env.MONGODB_DATABASE).command({ validate: name });
    await client.close();
    return keysPerIndex;
  }

  const METHODS = [
    'find',
    'findOne',
    'aggregate',
    'findOneAndUpdate',
    'updateOne',
    'insertOne',
    'bulkWrite',
  ] as const;
  async function commandsOf(work: () => Promise<{ status: number }>): Promise<string[]> {
    const asked: string[] = [];
    const spies = METHODS.map((method) => {
      const original = Collection.prototype[method] as (...args: unknown[]) => unknown;
      return vi.spyOn(Collection.prototype, method).mockImplementation(function (
        this: Collection,
        ...args: unknown[]
      ) {
        asked.push(`${method} ${this.collectionName}`);
        return original.apply(this, args) as never;
      });
    });
    const { status } = await work();
    for (const spy of spies) spy.mockRestore();
    expect(status).toBeLessThan(300);
    return asked;
  }

  test('a send writes the same index keys in two round trips with 2 and with 1,000 members', async () => {
    const costs = [];
    for (const size of [2, MEMBERS_MAX]) {
      await makeGroup(size);
      const commands = await commandsOf(() => send(alice, 'hello'));
      costs.push({ commands, conversations: await keysOf('conversations') });
    }
    expect(costs[1]).toEqual(costs[0]);
    // Whether the session has ended is read beside the first; the driver's findOne is a find.
    const session = ['findOne users', 'find users'];
    const commands = [...session, 'findOneAndUpdate conversations', 'insertOne messages'];
    expect(costs[0]?.commands).toEqual(commands);
    const { _id_: own, ...others } = costs[0]?.conversations ?? {};
    expect(own).toBe(1);
    expect(Object.values(others).every((count) => count === 0)).toBe(true);
  });

  test('a send finds the sockets of up to 50 members in one request, and those of more not at all', async () => {
    const send_ = dynamo.send.bind(dynamo) as (command: object) => Promise<unknown>;
    for (const [size, requests] of [
      [2, 1],
      [50, 1],
      [MEMBERS_MAX, 0],
    ] as const) {
      await makeGroup(size);
      let count = 0;
      vi.spyOn(dynamo, 'send').mockImplementation((async (command: object) => {
        if (command instanceof BatchGetItemCommand) count++;
        return send_(command);
      }) as never);
      await send(alice, 'hello');
      vi.restoreAllMocks();
      expect({ size, count }).toEqual({ size, count: requests });
    }
  });

  test('a read mark is one write, with 2 and with 1,000 members', async () => {
    for (const size of [2, MEMBERS_MAX]) {
      await makeGroup(size);
      const before = await collection('conversations').findOne({});
      const commands = await commandsOf(() => read(alice, 1));
      const writes = commands.filter((command) => !/^(find|findOne|aggregate) /.test(command));
      expect(writes).toEqual(['updateOne memberships']);
      expect(await collection('conversations').findOne({})).toEqual(before);
    }
  });
});
