/** The last message that the inbox shows is kept in the conversation, and is always one that can be read. */
import { Collection } from 'mongodb';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { directConversationId } from '#lib/conversations/conversation.ts';
import { allocateMessage, withdrawMessage } from '#lib/conversations/store/allocation.ts';
import type { Conversation } from '#lib/conversations/store/conversations.ts';
import { newMessage } from '#lib/conversations/store/last-messages.ts';
import { ApiError } from '#lib/http/errors.ts';
import { sendMessage } from '#lib/messages/messaging.ts';
import { setClock } from '#lib/platform/clock.ts';
import { collection } from '#lib/platform/mongo.ts';
import { createGroup, rowOf, sendTo, updateGroup } from '../../support/people/groups.ts';
import { writeConversations } from '../../support/people/many-conversations.ts';
import { createPerson, type Person } from '../../support/people/people.ts';
import { block, edit, erase, inbox, list, send, unblock } from '../../support/people/two-people.ts';

let alice: Person;
let bob: Person;
beforeEach(async () => {
  [alice, bob] = [await createPerson('alice'), await createPerson('bob')];
});
afterEach(() => {
  vi.restoreAllMocks();
  setClock();
});

const row = async (reader: Person) => (await inbox(reader)).body[0];
const stored = () =>
  collection<Conversation>('conversations').findOne({
    _id: directConversationId(alice.username, bob.username),
  });

/** What the inbox shows is the newest message of what both read. */
async function expectTruth(): Promise<void> {
  for (const [reader, other] of [
    [alice, bob],
    [bob, alice],
  ] as const) {
    const newest = (await list(reader, other)).body.at(-1) ?? null;
    expect((await row(reader))?.LastMessage ?? null).toEqual(newest);
  }
}

test('follows sends, edits and deletions, of either side and in any text', async () => {
  await send(alice, bob, 'one');
  await expectTruth();
  const { Id } = (await send(bob, alice, '$text and {"$set": 1}')).body;
  await expectTruth();
  await edit(bob, Id, '$version');
  await expectTruth();
  expect((await row(alice)).LastMessage.Message).toBe('$version');
  await erase(bob, Id);
  await expectTruth();
  expect(JSON.stringify(await stored())).not.toContain('$version');
  await edit(bob, Id, 'too late');
  await expectTruth();
});

test('an older message changes without becoming the last', async () => {
  const { Id } = (await send(alice, bob, 'one')).body;
  await send(bob, alice, 'two');
  await edit(alice, Id, 'one, edited');
  await expectTruth();
  expect((await row(bob)).LastMessage.Message).toBe('two');
});

test('is each reader’s own around blocks', async () => {
  await send(alice, bob, 'before');
  await block(alice, bob.username);
  const { Id } = (await send(bob, alice, 'kept back')).body;
  await expectTruth();
  await edit(bob, Id, 'kept back, edited');
  await expectTruth();
  await unblock(alice, bob.username);
  await expectTruth();
  await block(bob, alice.username);
  await send(alice, bob, 'kept back, too');
  await expectTruth();
  await unblock(bob, alice.username);
  await send(bob, alice, 'after');
  await expectTruth();
  expect((await stored())?.lastMessages).toHaveLength(1);
});

test('an edit during a block leaves the other side what it was', async () => {
  const { Id } = (await send(bob, alice, 'as it was')).body;
  await block(alice, bob.username);
  await edit(bob, Id, 'edited');
  await expectTruth();
  expect((await row(alice)).LastMessage.Message).toBe('as it was');
  expect((await row(bob)).LastMessage.Message).toBe('edited');
});

describe('is none that never came', () => {
  test('because the send was refused', async () => {
    await send(alice, bob, 'one');
    const refused = Promise.reject(new ApiError('rate_limited'));
    const to = bob.username;
    await expect(sendMessage(alice.username, { to, text: 'refused' }, refused)).rejects.toThrow();
    await expectTruth();
    await send(alice, bob, 'two');
    await expectTruth();
  });

  test.each(['alice', 'bob'])(
    'because its send is under way, and may be refused: %s sees neither it nor its version',
    async (name) => {
      const { Version } = (await send(alice, bob, 'one')).body;
      const [id, sent] = [
        directConversationId(alice.username, bob.username),
        newMessage(alice.username, { text: 'two' }),
      ];
      const allocated = await allocateMessage(id, sent);
      const reader = name === 'alice' ? alice : bob;
      expect(await row(reader)).toMatchObject({ Version, LastMessage: { Message: 'one' } });
      if (allocated) await withdrawMessage(allocated, sent);
      expect(await row(reader)).toMatchObject({ Version, LastMessage: { Message: 'one' } });
    },
  );

  test('because it had been sent before', async () => {
    const first = await send(alice, bob, 'once', { ClientId: 'c-1' });
    await send(bob, alice, 'answer');
    expect((await send(alice, bob, 'once', { ClientId: 'c-1' })).body).toEqual(first.body);
    await expectTruth();
  });

  test('because the function stopped before writing it: the recipient sees the stored messages', async () => {
    await send(alice, bob, 'one');
    const last = (await send(alice, bob, 'two')).body;
    await collection('messages').deleteOne({ conversation: last.Conversation, seq: last.Seq });
    expect((await row(bob)).LastMessage.Message).toBe('one');
  });

  test('because the function stopped before writing it: the author sees the stored messages, beside something unread', async () => {
    const carol = await createPerson('carol');
    await send(carol, alice, 'unread');
    await send(alice, bob, 'one');
    const last = (await send(alice, bob, 'two')).body;
    await collection('messages').deleteOne({ conversation: last.Conversation, seq: last.Seq });
    setClock(() => Date.now() + 11_000);
    expect((await row(alice)).LastMessage.Message).toBe('one');
    // Then nobody takes the copy for true any more.
    expect((await stored())?.lastMessages).toBeUndefined();
    await expectTruth();
    await send(bob, alice, 'three');
    await expectTruth();
    expect((await stored())?.lastMessages).toHaveLength(1);
  });

  test('because the function stopped before writing it: a change of a group that nothing tells of', async () => {
    await send(alice, bob, 'one');
    await send(bob, alice, 'two');
    const { Conversation } = (await createGroup(alice, [bob])).body;
    await sendTo(alice, Conversation, 'in the group');
    await updateGroup(alice, Conversation, { Topic: 'changed' });
    await collection('messages').deleteOne({ conversation: Conversation, seq: 3 });
    setClock(() => Date.now() + 11_000);
    expect(await rowOf(bob, Conversation)).toMatchObject({
      LastMessage: { Message: 'in the group', Seq: 2 },
    });
  });
});

test.each([
  ['1 conversation without unread messages', 1, { conversations: 1, messages: 1, unread: 0 }],
  ['1 conversation with unread messages', 2, { conversations: 1, messages: 4, unread: 4 }],
  ['5,000 conversations, a third of them unread', 2, { conversations: 5_000, messages: 2, unread: 2 }],
])('the inbox of %s takes %i commands at most', { timeout: 60_000 }, async (_, commands, counts) => {
  await writeConversations(alice.username, counts);
  const spies = [vi.spyOn(Collection.prototype, 'find'), vi.spyOn(Collection.prototype, 'aggregate')];
  const { body } = await inbox(alice);
  expect(body).toHaveLength(Math.min(100, counts.conversations));
  expect(body[0].Unread).toBe(Math.ceil(counts.unread / 2));
  // The one find reads whether the session has ended.
  expect(spies.map(({ mock }) => mock.calls.length)).toEqual([1, commands]);
});
