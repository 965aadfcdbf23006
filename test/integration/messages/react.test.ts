/** Reactions, and that as amendments none of them is lost. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { EMOJI_MAX, REACTIONS_MAX } from '#lib/messages/reactions.ts';
import { findMessage, toObjectId } from '#lib/messages/store/messages.ts';
import { setClock } from '#lib/platform/clock.ts';
import { collection } from '#lib/platform/mongo.ts';
import { handler as inboxHandler } from '../../../functions/conversations/list.ts';
import { handler as deleteHandler } from '../../../functions/messages/delete.ts';
import { handler as editHandler } from '../../../functions/messages/edit.ts';
import { handler as listHandler } from '../../../functions/messages/list.ts';
import { handler as reactHandler } from '../../../functions/messages/react.ts';
import { handler as sendHandler } from '../../../functions/messages/send.ts';
import { handler as unreactHandler } from '../../../functions/messages/unreact.ts';
import { call } from '../../support/http/gateway.ts';
import { insertGroup } from '../../support/people/groups.ts';
import { createPerson, type Person } from '../../support/people/people.ts';
import { block, row, unblock } from '../../support/people/two-people.ts';
import { gateway } from '../../support/sockets/socket-gateway.ts';
import { openSocket } from '../../support/sockets/sockets.ts';

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

afterEach(() => setClock());

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
/** @returns the status, and the code of a refusal */
const changeReaction =
  (handler: typeof reactHandler, method: string) =>
  async ({ token }: Person, id: string, emoji: string): Promise<string> => {
    const path = `/messages/${id}/reactions/${encodeURIComponent(emoji)}`;
    const { status, body } = await call(handler, { method, path, params: { id, emoji }, token });
    return [status, body?.code].filter(Boolean).join(' ');
  };
const react = changeReaction(reactHandler, 'PUT');
const unreact = changeReaction(unreactHandler, 'DELETE');
const EMOJI = [...'😀😁😂🤣😃😄😅😆😉😊😋😎😍😘😗😙😚🙂🤗🤩🤔🤨😐😑😶🙄😏😣'];
const list = async ({ token }: Person, query: Record<string, string>) =>
  call(listHandler, { path: '/messages', token, query });

const reactionsOf = async (reader: Person, id: string, target: Record<string, string>) =>
  (await list(reader, target)).body.find(({ Id }: { Id: string }) => Id === id)?.Reactions;
const versionOf = async (id: string) => (await findMessage(id))?.version;

describe('a reaction', () => {
  test('is shown with who made it, in the order of the emoji, and can be taken back', async () => {
    const { Id: id } = await send(alice, { User: bob.username }, 'hi');
    const target = { User: bob.username };
    expect(await reactionsOf(alice, id, target)).toEqual([]);
    expect(await react(bob, id, '👍')).toBe('204');
    expect(await react(alice, id, '🎉')).toBe('204');
    expect(await react(alice, id, '👍')).toBe('204');
    const both = [
      { Emoji: '👍', By: [bob.username, alice.username] },
      { Emoji: '🎉', By: [alice.username] },
    ];
    expect(await reactionsOf(alice, id, target)).toEqual(both);
    expect(await unreact(bob, id, '👍')).toBe('204');
    expect(await reactionsOf(alice, id, target)).toEqual([
      { Emoji: '🎉', By: [alice.username] },
      { Emoji: '👍', By: [alice.username] },
    ]);
  });

  test('a repetition changes nothing and takes no version', async () => {
    const { Id: id } = await send(alice, { User: bob.username }, 'hi');
    await react(bob, id, '👍');
    const before = await versionOf(id);
    expect(await react(bob, id, '👍')).toBe('204');
    expect(await unreact(bob, id, '🎉')).toBe('204');
    expect(await unreact(alice, id, '👍')).toBe('204');
    expect(await versionOf(id)).toBe(before);
  });

  test.each(['❤', '❤\uFE0F', '%E2%9D%A4'])('%j is the emoji ❤️', async (spelling) => {
    const { Id: id } = await send(alice, { User: bob.username }, 'hi');
    expect(await react(bob, id, spelling)).toBe('204');
    expect(await reactionsOf(bob, id, { User: alice.username })).toEqual([
      { Emoji: '❤\uFE0F', By: [bob.username] },
    ]);
  });

  test.each(['x', '1', '😀😀', ' 😀', '%', '%FF', '<b>'])('%j is refused', async (emoji) => {
    const { Id: id } = await send(alice, { User: bob.username }, 'hi');
    expect(await react(bob, id, emoji)).toBe('400 validation_failed');
  });

  test('moves neither the time of the edit nor the place of the conversation', async () => {
    const { Id: id } = await send(alice, { User: bob.username }, 'hi');
    const before = await collection('conversations').findOne({ members: alice.username });
    await react(bob, id, '👍');
    const after = await collection('conversations').findOne({ members: alice.username });
    expect(after?.activityAt).toEqual(before?.activityAt);
    expect(await findMessage(id)).toMatchObject({ editedAt: null });
  });

  test('reaches the sockets of both', async () => {
    const { Id: id } = await send(alice, { User: bob.username }, 'hi');
    const sockets = [await openSocket(alice), await openSocket(bob)];
    await react(bob, id, '👍');
    const frame = {
      type: 'message.updated',
      data: { Id: id, Reactions: [{ Emoji: '👍', By: [bob.username] }] },
    };
    for (const socket of sockets) expect(gateway.frames(socket).at(-1)).toMatchObject(frame);
  });
});

describe('at the same time', () => {
  test('reactions, some taken back, and edits are all made, and a sync brings the last state', async () => {
    const group = await insertGroup(
      [alice, bob].map(({ username }) => ({ username, role: 'member' as const })),
    );
    const { Id: id } = await send(alice, { Conversation: group }, 'first');
    const since = String((await list(bob, { Conversation: group })).headers['x-sync-token']);
    const names = EMOJI.slice(0, EMOJI_MAX);
    await Promise.all([
      ...names.map(async (emoji, n) => {
        await react(alice, id, emoji);
        await react(bob, id, emoji);
        if (n % 2) await unreact(alice, id, emoji);
      }),
      ...Array.from({ length: 16 }, (_, n) => edit(alice, id, `edit ${n}`)),
    ]);
    const message = await findMessage(id);
    const expected = names.flatMap((emoji, n) => [
      ...(n % 2 ? [] : [{ emoji, by: alice.username }]),
      { emoji, by: bob.username },
    ]);
    expect(new Set(message?.reactions?.map(({ emoji, by }) => emoji + by))).toEqual(
      new Set(expected.map(({ emoji, by }) => emoji + by)),
    );
    expect(message?.reactions).toHaveLength(expected.length);
    expect(message?.text).toMatch(/^edit \d+$/);
    const { body } = await list(bob, { Conversation: group, since });
    expect(body.at(-1)).toMatchObject({ Id: id, Message: message?.text, Version: message?.version });
    // The inbox shows the same, from its copy or, where an overtaken write has dropped it, from the message.
    setClock(() => Date.now() + 60_000);
    expect((await row(alice)).LastMessage).toEqual(body.at(-1));
  });

  test('no message gets more than its number of different emoji', async () => {
    const { Id: id } = await send(alice, { User: bob.username }, 'hi');
    const answers = await Promise.all(EMOJI.map((emoji, n) => react(n % 2 ? alice : bob, id, emoji)));
    expect(answers.filter((each) => each === '204')).toHaveLength(EMOJI_MAX);
    expect(answers.filter((each) => each === '409 too_many_reactions')).toHaveLength(
      EMOJI.length - EMOJI_MAX,
    );
    const target = { User: bob.username };
    const reactions = await reactionsOf(alice, id, target);
    expect(reactions).toHaveLength(EMOJI_MAX);
    // One that is there already takes another person.
    expect(await react(reactions[0].By[0] === bob.username ? alice : bob, id, reactions[0].Emoji)).toBe(
      '204',
    );
    // The inbox shows the same message.
    const [row] = (await call(inboxHandler, { path: '/conversations', token: alice.token })).body;
    expect(row.LastMessage.Reactions).toEqual(await reactionsOf(alice, id, target));
  });

  test('a deletion wins, and leaves no reaction', async () => {
    const { Id: id } = await send(alice, { User: bob.username }, 'goes');
    const reacting = EMOJI.slice(0, EMOJI_MAX).map((emoji) => react(bob, id, emoji));
    await change(deleteHandler, 'DELETE', alice, id);
    for (const code of await Promise.all(reacting)) expect(['204', '410 message_deleted']).toContain(code);
    const message = await findMessage(id);
    expect(message).toMatchObject({ text: '', deletedAt: expect.any(Date) });
    expect(message).not.toHaveProperty('reactions');
    expect(await reactionsOf(bob, id, { User: alice.username })).toEqual([]);
  });
});

test('a message takes 500 reactions', async () => {
  const { Id: id } = await send(alice, { User: bob.username }, 'hi');
  const reactions = Array.from({ length: REACTIONS_MAX }, (_, n) => ({ emoji: '👍', by: `person${n}` }));
  await collection('messages').updateOne({ _id: toObjectId(id) }, { $set: { reactions } });
  expect(await react(bob, id, '👍')).toBe('409 too_many_reactions');
});

test('only who sees a message reacts to it', async () => {
  const { Id: id } = await send(alice, { User: bob.username }, 'hi');
  expect(await react(stranger, id, '👍')).toBe('404 message_not_found');
  expect(await unreact(stranger, id, '👍')).toBe('404 message_not_found');
  expect(await react(bob, 'f'.repeat(24), '👍')).toBe('404 message_not_found');
  await block(bob, alice.username);
  const { Id: hidden } = await send(alice, { User: bob.username }, 'hidden');
  await unblock(bob, alice.username);
  expect(await react(bob, hidden, '👍')).toBe('404 message_not_found');
  await change(deleteHandler, 'DELETE', alice, id);
  expect(await react(stranger, id, '👍')).toBe('404 message_not_found');
  expect(await react(bob, id, '👍')).toBe('410 message_deleted');
  expect(await unreact(bob, id, '👍')).toBe('410 message_deleted');
});

test('while one blocks the other nothing changes, and the blocked one does not learn why', async () => {
  const { Id: id } = await send(alice, { User: bob.username }, 'hi');
  await react(bob, id, '🎉');
  await block(bob, alice.username);
  expect(await react(bob, id, '👍')).toBe('409 user_blocked');
  expect(await unreact(bob, id, '🎉')).toBe('409 user_blocked');
  expect(await react(alice, id, '👍')).toBe('204');
  expect((await findMessage(id))?.reactions).toEqual([{ emoji: '🎉', by: bob.username }]);
});

test('who keeps the earlier text of a message gets its reactions', async () => {
  const { Id: id } = await send(alice, { User: bob.username }, 'before');
  await block(bob, alice.username);
  await edit(alice, id, 'after');
  await unblock(bob, alice.username);
  const since = String((await list(bob, { User: alice.username })).headers['x-sync-token']);
  await react(bob, id, '👍');
  const { body } = await list(bob, { User: alice.username, since });
  expect(body.at(-1)).toMatchObject({ Id: id, Message: 'before', Version: await versionOf(id) });
});
