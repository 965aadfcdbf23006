/** Replies, mentions and reactions in a group while what they are about goes away. */
import { beforeEach, expect, test } from 'vitest';
import { handler as deleteHandler } from '../../../functions/messages/delete.ts';
import { handler as reactHandler } from '../../../functions/messages/react.ts';
import { call } from '../../support/http/gateway.ts';
import {
  createGroup,
  listIn,
  outcome,
  removeMember,
  sendTo,
  setMember,
} from '../../support/people/groups.ts';
import { beforeNextUpdate } from '../../support/people/interleaved.ts';
import { createPerson, type Person } from '../../support/people/people.ts';
import { acquaint, inbox } from '../../support/people/two-people.ts';

let alice: Person;
let bob: Person;
let carol: Person;
let id: string;
beforeEach(async () => {
  [alice, bob, carol] = (await Promise.all(['alice', 'bob', 'carol'].map(createPerson))) as [
    Person,
    Person,
    Person,
  ];
  await Promise.all([acquaint(alice, bob), acquaint(alice, carol)]);
  id = (await createGroup(alice, [bob, carol])).body.Conversation;
});

const ROUNDS = 8;
const about = (messageId: string, more: Record<string, string> = {}) => ({
  path: '/messages/x',
  params: { id: messageId, ...more },
});
const erase = (by: Person, messageId: string) =>
  outcome(call(deleteHandler, { method: 'DELETE', ...about(messageId), token: by.token }));
const react = (by: Person, messageId: string) =>
  outcome(call(reactHandler, { method: 'PUT', ...about(messageId, { emoji: '👍' }), token: by.token }));
const latest = async (by: Person, limit: number) => (await listIn(by, id, { limit: String(limit) })).body;

test('a reply to a message that is deleted at that moment is refused, or quotes a deleted one', async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const { Id } = (await sendTo(bob, id, 'a secret')).body;
    const [replied, erased] = await Promise.all([
      outcome(sendTo(carol, id, 'really?', { ReplyTo: Id })),
      erase(bob, Id),
    ]);
    expect(erased).toBe('204');
    expect(['201', '410 message_deleted']).toContain(replied);
    const seen = await latest(alice, 2);
    expect(JSON.stringify(seen)).not.toContain('a secret');
    if (replied === '201')
      expect(seen.at(-1)).toMatchObject({ ReplyTo: Id, Quoted: { Message: '', Deleted: true } });
  }
});

test('a reaction to a message that is deleted at that moment is refused, or gone with it', async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const { Id } = (await sendTo(bob, id, 'a slip')).body;
    const [reacted, erased] = await Promise.all([react(carol, Id), erase(alice, Id)]);
    expect(erased).toBe('204');
    expect(['204', '410 message_deleted']).toContain(reacted);
    expect(await latest(bob, 1)).toMatchObject([{ Id, Message: '', Reactions: [] }]);
    expect(await react(carol, Id)).toBe('410 message_deleted');
  }
});

test.each(['before', 'after'])(
  'a mention %s a removal at that moment is one of a member only',
  async (order) => {
    const say = () => sendTo(carol, id, `see you, @${bob.username}`);
    const remove = () => outcome(removeMember(alice, id, bob));
    const wasHeld = beforeNextUpdate(order === 'before' ? say : remove);
    expect(order === 'before' ? await remove() : (await say()).status).toBe(order === 'before' ? '204' : 201);
    expect(wasHeld()).toBe(true);
    const message = (await latest(alice, 2)).find(({ System }: { System: object | null }) => !System);
    expect(message.Mentions).toHaveLength(order === 'before' ? 1 : 0);
    // It counts for nothing when the member comes back.
    await setMember(alice, id, bob);
    const row = (await inbox(bob)).body.find((each: { Conversation: string }) => each.Conversation === id);
    expect(row).toMatchObject({ Mentions: 0, Unread: 0 });
  },
);
