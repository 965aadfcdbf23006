/** GET /messages/{id}/readers */
import { beforeEach, describe, expect, test } from 'vitest';
import { directConversationId } from '#lib/conversations/conversation.ts';

import { collection } from '#lib/platform/mongo.ts';
import { handler as readHandler } from '../../../functions/conversations/read.ts';
import { handler as deleteAccountHandler } from '../../../functions/me/delete.ts';
import { handler as updateHandler } from '../../../functions/me/update.ts';
import { handler } from '../../../functions/messages/readers.ts';
import { handler as sendHandler } from '../../../functions/messages/send.ts';
import { call } from '../../support/http/gateway.ts';
import { insertGroup, leaveGroup } from '../../support/people/groups.ts';
import { createPerson, type Person } from '../../support/people/people.ts';
import { PASSWORD } from '../../support/people/registration.ts';
import { answer, block } from '../../support/people/two-people.ts';
import { sweep } from '../../support/server/deletions.ts';

let alice: Person;
let bob: Person;
let carol: Person;
let dave: Person;
let id: string;
beforeEach(async () => {
  [alice, bob, carol, dave] = (await Promise.all(['alice', 'bob', 'carol', 'dave'].map(createPerson))) as [
    Person,
    Person,
    Person,
    Person,
  ];
  id = await insertGroup(
    [alice, bob, carol, dave].map(({ username }) => ({ username, role: 'member' as const })),
  );
});

const send = async ({ token }: Person, to: object = { Conversation: id }): Promise<string> =>
  (
    await call(sendHandler, {
      method: 'POST',
      path: '/messages',
      token,
      headers: { prefer: 'return=representation' },
      body: { ...to, Message: 'hello' },
    })
  ).body.Id;
const read = ({ token }: Person, Seq: number, conversation = id) =>
  call(readHandler, { method: 'PUT', path: '/x', params: { conversation }, token, body: { Seq } });
const ask = ({ token }: Person, message: string, query: Record<string, string> = {}) =>
  call(handler, { path: `/messages/${message}/readers`, params: { id: message }, token, query });
const namesFor = async (person: Person, message: string) =>
  (await ask(person, message)).body.map(({ Username }: { Username: string }) => Username);
const hide = ({ token }: Person, read_marks_to: string) =>
  call(updateHandler, { method: 'PATCH', path: '/me', token, body: { read_marks_to } });

describe('in a group', () => {
  test('names who has read it, to any member, without the author', async () => {
    const [first, second] = [await send(alice), await send(alice)];
    await read(alice, 2);
    await read(bob, 2);
    await read(carol, 1);
    for (const person of [alice, dave]) {
      expect(await namesFor(person, first)).toEqual([bob.username, carol.username]);
      expect(await namesFor(person, second)).toEqual([bob.username]);
    }
  });

  test('in pages, in the order of the names', async () => {
    const message = await send(alice);
    for (const person of [dave, bob, carol]) await read(person, 1);
    const first = await ask(alice, message, { limit: '2' });
    expect(first.body).toEqual([{ Username: bob.username }, { Username: carol.username }]);
    const [, address = ''] = /<(.*)>/.exec(first.headers.link ?? '') ?? [];
    const query = Object.fromEntries(new URL(address, 'http://x').searchParams);
    const second = await ask(alice, message, query);
    expect(second.body).toEqual([{ Username: dave.username }]);
    expect(second.headers).not.toHaveProperty('link');
    expect(await ask(alice, message, { after: 'made-up' })).toMatchObject({
      status: 400,
      body: { code: 'invalid_cursor' },
    });
  });

  test('leaves out who shows nobody their read marks, also for what they read meanwhile', async () => {
    const message = await send(alice);
    await read(carol, 1);
    await hide(bob, 'nobody');
    await read(bob, 1);
    await hide(carol, 'nobody');
    expect(await namesFor(alice, message)).toEqual([]);
    await hide(bob, 'contacts');
    await hide(carol, 'contacts');
    expect(await namesFor(alice, message)).toEqual([carol.username]);
  });

  test('leaves out those between whom and the asker there is a block', async () => {
    const message = await send(alice);
    for (const person of [bob, carol]) await read(person, 1);
    await block(alice, bob.username);
    await block(carol, alice.username);
    expect(await namesFor(alice, message)).toEqual([]);
    expect(await namesFor(dave, message)).toEqual([bob.username, carol.username]);
  });

  test('leaves out who joined later, has left, or has no account any more', async () => {
    const message = await send(alice);
    for (const person of [bob, carol, dave]) await read(person, 1);
    await collection('memberships').updateOne(
      { conversation: id, username: bob.username },
      { $set: { joinedSeq: 1 } },
    );
    await leaveGroup(id, carol.username);
    await call(deleteAccountHandler, {
      method: 'DELETE',
      path: '/me',
      token: dave.token,
      body: { password: PASSWORD },
    });
    await sweep();
    expect(await namesFor(alice, message)).toEqual([]);
  });

  test('is unknown to those who are no members, and to members who may not see the message', async () => {
    const message = await send(alice);
    const unknown = { status: 404, body: { code: 'message_not_found' } };
    expect(await ask(await createPerson('stranger'), message)).toMatchObject(unknown);
    expect(await ask(alice, '65a000000000000000000001')).toMatchObject(unknown);
    expect(await ask(alice, 'no id')).toMatchObject(unknown);
    await collection<{ _id: string }>('conversations').updateOne({ _id: id }, { $set: { history: 'join' } });
    await collection('memberships').updateOne(
      { conversation: id, username: dave.username },
      { $set: { joinedSeq: 1 } },
    );
    expect(await ask(dave, message)).toMatchObject(unknown);
    expect((await ask(bob, message)).status).toBe(200);
  });
});

describe('in a direct conversation', () => {
  test('names the peer once the request is accepted, and not during a block', async () => {
    const message = await send(alice, { User: bob.username });
    const conversation = directConversationId(alice.username, bob.username);
    await read(bob, 1, conversation);
    expect(await namesFor(alice, message)).toEqual([]);
    await answer(bob, alice, 'accept');
    expect(await namesFor(alice, message)).toEqual([bob.username]);
    await block(bob, alice.username);
    expect(await namesFor(alice, message)).toEqual([]);
  });
});
