/** PUT and DELETE /messages/{id}/pin, GET /conversations/{conversation}/pins. */
import { beforeEach, describe, expect, test } from 'vitest';
import type { Message } from '#lib/messages/message.ts';
import { deleteMessage, editMessage, sendMessage } from '#lib/messages/messaging.ts';
import { PINS_MAX } from '#lib/messages/pins.ts';
import { collection } from '#lib/platform/mongo.ts';
import { handler as pinsHandler } from '../../../functions/conversations/pins.ts';
import { handler as listHandler } from '../../../functions/messages/list.ts';
import { handler as pinHandler } from '../../../functions/messages/pin.ts';
import { handler as unpinHandler } from '../../../functions/messages/unpin.ts';
import { call } from '../../support/http/gateway.ts';
import { closeGroup, createGroup, listIn, sendTo, setMember } from '../../support/people/groups.ts';
import { createPerson, type Person } from '../../support/people/people.ts';
import { acquaint, block, unblock } from '../../support/people/two-people.ts';

let alice: Person;
let bob: Person;
let message: Message;
beforeEach(async () => {
  [alice, bob] = [await createPerson('alice'), await createPerson('bob')];
  await acquaint(alice, bob);
  message = await send('hello');
});

const send = (text: string, from = bob, to = alice) => sendMessage(from.username, { to: to.username, text });
const at = ({ token }: Person, id: string) => ({ path: '/x', params: { id }, token });
const pin = (by: Person, id = message.id) => call(pinHandler, { ...at(by, id), method: 'PUT' });
const unpin = (by: Person, id = message.id) => call(unpinHandler, { ...at(by, id), method: 'DELETE' });
const pins = ({ token }: Person, conversation = message.conversation) =>
  call(pinsHandler, { path: '/x', params: { conversation }, token });
const textsOf = async (by: Person, conversation?: string) =>
  (await pins(by, conversation)).body.map(({ Message }: { Message: string }) => Message);
const newest = async ({ token }: Person) =>
  (
    await call(listHandler, { path: '/messages', token, query: { Conversation: message.conversation } })
  ).body.at(-1);

describe('in a direct conversation', () => {
  test('either member pins and unpins, and both see the newest pin first', async () => {
    const other = await send('other', alice, bob);
    expect((await pin(alice)).status).toBe(204);
    expect((await pin(bob, other.id)).status).toBe(204);
    for (const person of [alice, bob]) {
      expect(await textsOf(person)).toEqual(['other', 'hello']);
      expect((await pins(person)).body[0]).toEqual(await newest(person));
    }
    expect((await newest(bob)).PinnedAt).toMatch(/Z$/);
    expect((await unpin(alice, other.id)).status).toBe(204);
    expect(await textsOf(bob)).toEqual(['hello']);
    expect(await newest(bob)).toMatchObject({ PinnedAt: null, System: null, Seq: other.seq });
    expect(await textsOf(alice, bob.username)).toEqual(['hello']);
  });

  test('repeating changes nothing', async () => {
    await pin(alice);
    const pinned = await newest(bob);
    await pin(bob);
    expect(await newest(bob)).toEqual(pinned);
    await unpin(alice);
    const { Version } = await newest(bob);
    await unpin(bob);
    expect((await newest(bob)).Version).toBe(Version);
  });

  test('a pin stays through an edit, and ends with a deletion', async () => {
    await pin(alice);
    await editMessage(bob.username, message.id, { text: 'edited' }, Promise.resolve());
    expect(await textsOf(alice)).toEqual(['edited']);
    await deleteMessage(bob.username, message.id, Promise.resolve());
    expect(await textsOf(alice)).toEqual([]);
    expect(await newest(alice)).toMatchObject({ PinnedAt: null });
    for (const answer of [await pin(alice), await unpin(alice)])
      expect(answer).toMatchObject({ status: 410, body: { code: 'message_deleted' } });
  });

  test('who blocks must unblock first, and the other one notices nothing', async () => {
    const other = await sendMessage(bob.username, { to: alice.username, text: 'other' });
    await pin(alice, other.id);
    await block(alice, bob.username);
    for (const answer of [await pin(alice), await unpin(alice, other.id)])
      expect(answer).toMatchObject({ status: 409, body: { code: 'user_blocked' } });
    await unblock(alice, bob.username);
    await unpin(alice, other.id);
    await block(alice, bob.username);
    expect((await pin(bob)).status).toBe(204);
    expect(await textsOf(bob)).toEqual([]);
  });

  test('a message that one member sees alone is pinned for nobody else', async () => {
    await block(alice, bob.username);
    const hidden = await send('hidden');
    expect(await pin(alice, hidden.id)).toMatchObject({ status: 404, body: { code: 'message_not_found' } });
  });

  test('pins that one member sees alone take no places of the other’s', async () => {
    const hidden = await send('hidden');
    await collection('messages').insertMany(
      Array.from({ length: PINS_MAX }, (_, index) => ({
        conversation: message.conversation,
        from: bob.username,
        to: alice.username,
        seq: 1_000 + index,
        version: 1_000 + index,
        text: 'hidden',
        onlyFor: bob.username,
        pinnedAt: new Date(),
      })),
    );
    expect((await pin(alice)).status).toBe(204);
    expect(await textsOf(alice)).toEqual(['hello']);
    // Their author has no place left.
    expect(await pin(bob, hidden.id)).toMatchObject({
      status: 409,
      body: { code: 'too_many_pinned_messages' },
    });
  });
});

test('at most fifty are pinned, also when many are pinned at once', async () => {
  const sent: Message[] = [];
  for (let index = 0; index < PINS_MAX + 2; index++) sent.push(await send(`${index}`));
  for (const { id } of sent.slice(0, PINS_MAX - 2)) await pin(alice, id);
  const last = await Promise.all(sent.slice(PINS_MAX - 2).map(({ id }) => pin(alice, id)));
  expect(last.filter(({ status }) => status !== 204).length).toBeGreaterThanOrEqual(2);
  expect((await textsOf(bob)).length).toBeLessThanOrEqual(PINS_MAX);
  for (const { id } of sent) await pin(bob, id);
  expect(await textsOf(bob)).toHaveLength(PINS_MAX);
  expect(await pin(alice)).toMatchObject({ status: 409, body: { code: 'too_many_pinned_messages' } });
  // A stranger learns nothing of it.
  const mallory = await createPerson('mallory');
  expect(await pin(mallory)).toMatchObject({ status: 404, body: { code: 'message_not_found' } });
}, 60_000);

describe('in a group', () => {
  let carol: Person;
  let id: string;
  beforeEach(async () => {
    carol = await createPerson('carol');
    await acquaint(alice, carol);
    id = (await createGroup(alice, [bob])).body.Conversation;
    await sendTo(bob, id, 'before');
  });
  const last = async (person: Person) => (await listIn(person, id)).body.at(-1);

  test('only admins pin, and a system message tells of it once', async () => {
    const { Id } = await last(alice);
    expect(await pin(bob, Id)).toMatchObject({ status: 403, body: { code: 'not_group_admin' } });
    await pin(alice, Id);
    await pin(alice, Id);
    expect(await last(bob)).toMatchObject({
      From: alice.username,
      Seq: 3,
      System: { Type: 'pinned', MessageId: Id },
    });
    expect(await textsOf(bob, id)).toEqual(['before']);
    expect(await unpin(bob, Id)).toMatchObject({ status: 403, body: { code: 'not_group_admin' } });
    await unpin(alice, Id);
    expect((await last(bob)).System).toEqual({ Type: 'unpinned', MessageId: Id });
    const system = (await last(bob)).Id;
    for (const answer of [await pin(alice, system), await unpin(alice, system)])
      expect(answer).toMatchObject({ status: 409, body: { code: 'system_message' } });
    const other = (await sendTo(bob, id, 'other')).body.Id;
    await pin(alice, Id);
    await closeGroup(alice, id);
    for (const answer of [await pin(alice, other), await unpin(alice, Id)])
      expect(answer).toMatchObject({ status: 409, body: { code: 'conversation_closed' } });
  });

  test('many requests at once are one pin, and one system message', async () => {
    const { Id } = await last(alice);
    for (const request of [pin, unpin, pin])
      expect(await Promise.all(Array.from({ length: 16 }, () => request(alice, Id)))).toMatchObject(
        Array.from({ length: 16 }, () => ({ status: 204 })),
      );
    const told = (await listIn(bob, id)).body.flatMap(({ System }: { System: { Type: string } | null }) =>
      System ? [System.Type] : [],
    );
    expect(told).toEqual(['created', 'pinned', 'unpinned', 'pinned']);
  });

  test('a member sees no pinned message from before joining', async () => {
    await pin(alice, (await last(alice)).Id);
    await setMember(alice, id, carol);
    expect(await textsOf(carol, id)).toEqual([]);
    expect(await textsOf(bob, id)).toEqual(['before']);
  });
});

test('shows strangers nothing', async () => {
  const mallory = await createPerson('mallory');
  await pin(alice);
  for (const answer of [await pin(mallory), await unpin(mallory), await pin(alice, 'f'.repeat(24))])
    expect(answer).toMatchObject({ status: 404, body: { code: 'message_not_found' } });
  for (const conversation of [message.conversation, alice.username, 'nobody-here'])
    expect(await pins(mallory, conversation)).toMatchObject({
      status: 404,
      body: { code: 'conversation_not_found' },
    });
});
