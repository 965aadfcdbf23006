/** Amendments of messages. There is no endpoint yet that makes one: reactions will. */
import { beforeEach, describe, expect, test } from 'vitest';
import { insertGroup } from '#lib/conversations/store/groups.ts';
import { ApiError } from '#lib/http/errors.ts';
import { amendMessage } from '#lib/messages/amending.ts';
import { addReaction, removeReaction } from '#lib/messages/amendment.ts';
import { findMessage } from '#lib/messages/store/messages.ts';
import { collection } from '#lib/platform/mongo.ts';
import { handler as deleteHandler } from '../../../functions/messages/delete.ts';
import { handler as editHandler } from '../../../functions/messages/edit.ts';
import { handler as listHandler } from '../../../functions/messages/list.ts';
import { handler as sendHandler } from '../../../functions/messages/send.ts';
import { call } from '../../support/http/gateway.ts';
import { createPerson, type Person } from '../../support/people/people.ts';
import { block, unblock } from '../../support/people/two-people.ts';

let alice: Person;
let bob: Person;
let stranger: Person;
beforeEach(async () => {
  [alice, bob, stranger] = (await Promise.all(['alice', 'bob', 'stranger'].map(createPerson))) as [
    Person,
    Person,
    Person,
  ];
});

const headers = { prefer: 'return=representation' };
const send = async ({ token }: Person, target: object, Message: string) => {
  const body = { ...target, Message };
  return (await call(sendHandler, { method: 'POST', path: '/messages', token, headers, body })).body;
};
const change = (handler: typeof editHandler, method: string, { token }: Person, id: string, body?: object) =>
  call(handler, {
    method,
    path: `/messages/${id}`,
    params: { id },
    token,
    headers,
    ...(body ? { body } : {}),
  });
const edit = (by: Person, id: string, Message: string) => change(editHandler, 'PATCH', by, id, { Message });
const react = ({ username }: Person, id: string, emoji: string) =>
  amendMessage(username, id, addReaction({ emoji, by: username }));
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error) => (error instanceof ApiError ? error.code : error),
  );
const list = async ({ token }: Person, query: Record<string, string>) =>
  call(listHandler, { path: '/messages', token, query });

describe('at the same time', () => {
  test('64 reactions and 16 edits are all made, and a sync brings the last state', async () => {
    const group = await insertGroup([alice, bob].map(({ username }) => ({ username, role: 'member' })));
    const { Id: id } = await send(alice, { Conversation: group }, 'first');
    const since = String((await list(bob, { Conversation: group })).headers['x-sync-token']);
    const names = Array.from({ length: 64 }, (_, n) => `emoji ${n}`);
    const versions: number[] = [];
    const note = (version: number) => void versions.push(version);
    await Promise.all([
      ...names.map(async (name, n) => note((await react(n % 2 ? alice : bob, id, name)).version)),
      ...Array.from({ length: 16 }, async (_, n) => note((await edit(alice, id, `edit ${n}`)).body.Version)),
    ]);
    const message = await findMessage(id);
    expect(message?.reactions?.map(({ emoji }) => emoji).sort()).toEqual(names.toSorted());
    expect(message?.text).toMatch(/^edit \d+$/);
    expect(message?.version).toBe(Math.max(...versions));
    const { body } = await list(bob, { Conversation: group, since });
    expect(body.at(-1)).toMatchObject({ Id: id, Message: message?.text, Version: message?.version });
    // The copy of the last message is the same.
    const conversation = await collection<{ _id: string; lastMessages?: object[] }>('conversations').findOne({
      _id: group,
    });
    expect(conversation?.lastMessages).toMatchObject([{ text: message?.text, version: message?.version }]);
    expect(conversation?.lastMessages?.[0]).toHaveProperty('reactions.length', 64);
  });

  test('a deletion wins, and leaves no reaction', async () => {
    const { Id: id } = await send(alice, { User: bob.username }, 'goes');
    const reacting = Array.from({ length: 32 }, (_, n) => codeOf(react(bob, id, `emoji ${n}`)));
    await change(deleteHandler, 'DELETE', alice, id);
    for (const code of await Promise.all(reacting)) expect(['done', 'message_deleted']).toContain(code);
    const message = await findMessage(id);
    expect(message).toMatchObject({ text: '', deletedAt: expect.any(Date) });
    expect(message).not.toHaveProperty('reactions');
  });
});

test('the same again changes nothing, and it can be taken back', async () => {
  const { Id: id } = await send(alice, { User: bob.username }, 'hi');
  await react(bob, id, '👍');
  const reaction = { emoji: '👍', by: bob.username };
  expect((await react(bob, id, '👍')).reactions).toEqual([reaction]);
  expect((await amendMessage(bob.username, id, removeReaction(reaction))).reactions).toEqual([]);
});

test('only who sees a message amends it', async () => {
  const { Id: id } = await send(alice, { User: bob.username }, 'hi');
  expect(await codeOf(react(stranger, id, '👍'))).toBe('message_not_found');
  expect(await codeOf(react(bob, 'f'.repeat(24), '👍'))).toBe('message_not_found');
  await block(bob, alice.username);
  const { Id: hidden } = await send(alice, { User: bob.username }, 'hidden');
  await unblock(bob, alice.username);
  expect(await codeOf(react(bob, hidden, '👍'))).toBe('message_not_found');
  await change(deleteHandler, 'DELETE', alice, id);
  expect(await codeOf(react(stranger, id, '👍'))).toBe('message_not_found');
  expect(await codeOf(react(bob, id, '👍'))).toBe('message_deleted');
});

test('while one blocks the other nothing is amended, and the blocked one does not learn why', async () => {
  const { Id: id } = await send(alice, { User: bob.username }, 'hi');
  await block(bob, alice.username);
  expect(await codeOf(react(bob, id, '👍'))).toBe('user_blocked');
  expect(await codeOf(react(alice, id, '👍'))).toBe('done');
  expect(await findMessage(id)).not.toHaveProperty('reactions');
});

test('who keeps the earlier text of a message gets its amendments', async () => {
  const { Id: id } = await send(alice, { User: bob.username }, 'before');
  await block(bob, alice.username);
  await edit(alice, id, 'after');
  await unblock(bob, alice.username);
  const since = String((await list(bob, { User: alice.username })).headers['x-sync-token']);
  const { version } = await react(bob, id, '👍');
  const { body } = await list(bob, { User: alice.username, since });
  expect(body.at(-1)).toMatchObject({ Id: id, Message: 'before', Version: version });
});
