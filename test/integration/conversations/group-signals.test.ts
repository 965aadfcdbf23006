/** Typing and read marks in groups: bounded by the number of members, and never between people who block each other. */
import { Collection } from 'mongodb';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

import { handler as readHandler } from '../../../functions/conversations/read.ts';
import { handler as updateHandler } from '../../../functions/me/update.ts';
import { handler as sendHandler } from '../../../functions/messages/send.ts';
import { handler as typingHandler } from '../../../functions/realtime/typing.ts';
import { call } from '../../support/http/gateway.ts';
import { insertGroup } from '../../support/people/groups.ts';
import { createPerson, type Person } from '../../support/people/people.ts';
import { block } from '../../support/people/two-people.ts';
import { attachSocket } from '../../support/server/fan-out.ts';
import { gateway } from '../../support/sockets/socket-gateway.ts';
import { openSocket, sendFrame } from '../../support/sockets/sockets.ts';

let alice: Person;
let bob: Person;
let carol: Person;
let id: string;
let groups = 0;

beforeEach(async () => {
  [alice, bob, carol] = (await Promise.all(['alice', 'bob', 'carol'].map(createPerson))) as [
    Person,
    Person,
    Person,
  ];
});
afterEach(() => vi.restoreAllMocks());

/** Of alice, bob, carol and others without accounts. */
async function makeGroup(size: number): Promise<void> {
  groups++;
  const others = Array.from({ length: size - 3 }, (_, index) => `s-${groups}-${index}`);
  const names = [alice, bob, carol].map(({ username }) => username).concat(others);
  id = await insertGroup(names.map((username) => ({ username, role: 'member' })));
  await send(alice);
}

const send = ({ token }: Person) =>
  call(sendHandler, {
    method: 'POST',
    path: '/messages',
    token,
    body: { Conversation: id, Message: 'hello' },
  });
const read = ({ token }: Person, Seq = 1) =>
  call(readHandler, { method: 'PUT', path: '/x', params: { conversation: id }, token, body: { Seq } });
const type = (socket: string) => sendFrame(typingHandler, socket, { type: 'typing', Conversation: id });
const openAll = () => Promise.all([alice, bob, carol].map(openSocket)) as Promise<[string, string, string]>;
const frames = (sockets: string[], wanted: string) =>
  sockets.map((socket) => gateway.frames(socket).filter((frame) => frame.type === wanted).length);

describe('typing', () => {
  test.each([
    [3, [0, 1, 1]],
    [50, [0, 1, 1]],
    [51, [0, 0, 0]],
  ])('in a group of %i members', async (size, reached) => {
    await makeGroup(size);
    const sockets = await openAll();
    expect(await type(sockets[0])).toBeUndefined();
    expect(frames(sockets, 'typing')).toEqual(reached);
  });

  test('is refused to those who are no members, of small and of large groups', async () => {
    const socket = await openSocket(await createPerson('stranger'));
    for (const size of [3, 51]) {
      await makeGroup(size);
      expect(await type(socket)).toMatchObject({ type: 'error', data: { code: 'conversation_not_found' } });
    }
  });

  test('of 1,000 members asks for one document, and its answer has one name', async () => {
    await makeGroup(1_000);
    const [own] = await openAll();
    const found: unknown[] = [];
    const { aggregate } = Collection.prototype;
    vi.spyOn(Collection.prototype, 'aggregate').mockImplementation(function (this: Collection, ...args) {
      const cursor = aggregate.apply(this, args as never);
      const { toArray } = cursor;
      cursor.toArray = async () => {
        const documents = await toArray.call(cursor);
        found.push(...documents);
        return documents;
      };
      return cursor as never;
    });
    await type(own);
    expect(found).toMatchObject([{ members: [alice.username] }]);
  });

  test('passes between no two people of whom one blocks the other', async () => {
    await makeGroup(3);
    const sockets = await openAll();
    await block(alice, bob.username);
    await type(sockets[0]);
    expect(frames(sockets, 'typing')).toEqual([0, 0, 1]);
    await type(sockets[1]);
    expect(frames(sockets, 'typing')).toEqual([0, 0, 2]);
  });
});

describe('read marks', () => {
  test.each([
    [3, [1, 1, 1]],
    [20, [1, 1, 1]],
    [21, [0, 1, 0]],
  ])('in a group of %i members', async (size, reached) => {
    await makeGroup(size);
    const sockets = await openAll();
    expect((await read(bob)).status).toBe(200);
    expect(frames(sockets, 'conversation.read')).toEqual(reached);
    const [frame] = gateway.frames(sockets[1]).filter((each) => each.type === 'conversation.read');
    expect(frame).toEqual({
      type: 'conversation.read',
      conversation: id,
      version: 0,
      data: { Username: bob.username, Seq: 1 },
    });
  });

  test('stay with a person who shows nobody their read marks', async () => {
    await makeGroup(3);
    const sockets = await openAll();
    await call(updateHandler, {
      method: 'PATCH',
      path: '/me',
      token: bob.token,
      body: { read_marks_to: 'nobody' },
    });
    await read(bob);
    expect(frames(sockets, 'conversation.read')).toEqual([0, 1, 0]);
  });

  test('pass between no two people of whom one blocks the other', async () => {
    await makeGroup(3);
    const sockets = await openAll();
    await block(alice, bob.username);
    await read(bob);
    expect(frames(sockets, 'conversation.read')).toEqual([0, 1, 1]);
    await send(carol);
    await read(alice, 2);
    expect(frames(sockets, 'conversation.read')).toEqual([1, 1, 2]);
  });

  test('look for blocks in groups that show them only', async () => {
    for (const [size, looks] of [
      [20, 1],
      [21, 0],
      [1_000, 0],
    ] as const) {
      await makeGroup(size);
      await attachSocket(`s-${groups}-0`);
      const { find } = Collection.prototype;
      let among = 0;
      vi.spyOn(Collection.prototype, 'find').mockImplementation(function (
        this: Collection,
        ...args: unknown[]
      ) {
        const [filter] = args as [{ _id?: { $in?: unknown[] } }];
        if (this.collectionName === 'conversations' && filter._id?.$in) among++;
        return find.apply(this, args as never) as never;
      } as never);
      await read(bob);
      vi.restoreAllMocks();
      expect({ size, among }).toEqual({ size, among: looks });
    }
  });
});
