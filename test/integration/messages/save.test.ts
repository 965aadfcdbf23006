/** PUT and DELETE /messages/{id}/saved, GET /me/saved. */
import { beforeEach, expect, test } from 'vitest';
import type { Message } from '#lib/messages/message.ts';
import { deleteMessage, editMessage, sendMessage } from '#lib/messages/messaging.ts';
import { SAVED_MAX } from '#lib/messages/saving.ts';
import { insertSaved } from '#lib/messages/store/saved.ts';
import { collection, ObjectId } from '#lib/platform/mongo.ts';
import { handler as exportHandler } from '../../../functions/me/export.ts';
import { handler as savedHandler } from '../../../functions/me/saved.ts';
import { handler as saveHandler } from '../../../functions/messages/save.ts';
import { handler as unsaveHandler } from '../../../functions/messages/unsave.ts';
import { call } from '../../support/http/gateway.ts';
import { createGroup, listIn, removeMember, sendTo } from '../../support/people/groups.ts';
import { followLinks } from '../../support/people/pages.ts';
import { createPerson, type Person } from '../../support/people/people.ts';
import { acquaint, block } from '../../support/people/two-people.ts';

let alice: Person;
let bob: Person;
let sent: Message[];
beforeEach(async () => {
  [alice, bob] = [await createPerson('alice'), await createPerson('bob')];
  await acquaint(alice, bob);
  sent = [];
  for (const text of ['one', 'two', 'three'])
    sent.push(await sendMessage(bob.username, { to: alice.username, text }));
});

const idOf = (index: number) => sent[index]?.id ?? '';
const at = ({ token }: Person, id: string) => ({ path: '/x', params: { id }, token });
const save = (by: Person, id: string) => call(saveHandler, { ...at(by, id), method: 'PUT' });
const unsave = (by: Person, id: string) => call(unsaveHandler, { ...at(by, id), method: 'DELETE' });
const saved = ({ token }: Person, query: Record<string, string> = {}) =>
  call(savedHandler, { path: '/me/saved', token, query });
const texts = (items: unknown[]) =>
  items.map((item) => (item as { Message: { Message: string } }).Message.Message);
const textsOf = async (by: Person) => texts((await saved(by)).body);

test('keeps messages for their saver alone, the one saved last first, page by page', async () => {
  for (const index of [1, 0, 2]) expect((await save(alice, idOf(index))).status).toBe(204);
  await save(alice, idOf(1));
  expect(await textsOf(alice)).toEqual(['three', 'one', 'two']);
  expect(await textsOf(bob)).toEqual([]);
  const pages = await followLinks(savedHandler, {
    path: '/me/saved',
    token: alice.token,
    query: { limit: '2' },
  });
  expect(pages.map(texts)).toEqual([['three', 'one'], ['two']]);
  await unsave(alice, idOf(0));
  await unsave(alice, idOf(0));
  expect(await textsOf(alice)).toEqual(['three', 'two']);
});

test('shows each message as its saver may see it now', async () => {
  for (const { id } of sent) await save(alice, id);
  await deleteMessage(bob.username, idOf(0), Promise.resolve());
  await editMessage(bob.username, idOf(1), { text: 'edited' }, Promise.resolve());
  await block(alice, bob.username);
  await editMessage(bob.username, idOf(2), { text: 'edited during a block' }, Promise.resolve());
  expect(await textsOf(alice)).toEqual(['three', 'edited']);
  expect(await save(alice, idOf(0))).toMatchObject({ status: 410, body: { code: 'message_deleted' } });
});

test('leaves out what was saved in a group that its saver is not in any more', async () => {
  const { body: group } = await createGroup(alice, [bob]);
  await sendTo(alice, group.Conversation, 'in the group');
  const { Id } = (await listIn(bob, group.Conversation)).body.at(-1);
  await save(bob, Id);
  expect(await textsOf(bob)).toEqual(['in the group']);
  await removeMember(alice, group.Conversation, bob);
  expect(await textsOf(bob)).toEqual([]);
  expect((await unsave(bob, Id)).status).toBe(204);
});

test('refuses what its caller cannot see, and system messages', async () => {
  const mallory = await createPerson('mallory');
  for (const answer of [
    await save(mallory, idOf(0)),
    await save(alice, 'f'.repeat(24)),
    await save(alice, 'x'),
  ])
    expect(answer).toMatchObject({ status: 404, body: { code: 'message_not_found' } });
  const { body: group } = await createGroup(alice, [bob]);
  const [created] = (await listIn(alice, group.Conversation)).body;
  expect(await save(alice, created.Id)).toMatchObject({ status: 409, body: { code: 'system_message' } });
  expect(await saved(alice, { after: 'x' })).toMatchObject({ status: 400, body: { code: 'invalid_cursor' } });
});

test('at most a thousand, of which deleted ones make room', async () => {
  for (let index = 0; index < SAVED_MAX; index++)
    await insertSaved(alice.username, index.toString(16).padStart(24, '0'));
  expect((await save(alice, idOf(0))).status).toBe(204);
  expect(await textsOf(alice)).toEqual(['one']);
  const kept = collection<{ _id: string; by: string; message: unknown; savedAt: Date }>('saved');
  expect(await kept.countDocuments({ by: alice.username })).toBe(1);
  const message = await kept.findOne({ by: alice.username });
  // Entries for one message that is there, as no request makes them.
  await kept.insertMany(
    Array.from({ length: SAVED_MAX - 1 }, (_, index) => ({
      ...(message as { by: string; message: unknown; savedAt: Date }),
      _id: `${alice.username}/${index}`,
    })),
  );
  expect(await save(alice, idOf(1))).toMatchObject({
    status: 409,
    body: { code: 'too_many_saved_messages' },
  });
  expect(await kept.countDocuments({ by: alice.username })).toBe(SAVED_MAX);
}, 60_000);

test('what the person does not see any more makes room', async () => {
  const group = (await createGroup(bob, [alice])).body.Conversation;
  await sendTo(bob, group, 'in the group');
  const inGroup = (await listIn(alice, group)).body.at(-1).Id;
  expect((await save(alice, inGroup)).status).toBe(204);
  const kept = collection<{ _id: string; by: string; message: unknown; savedAt: Date }>('saved');
  const entry = await kept.findOne({ by: alice.username });
  const others = Array.from({ length: SAVED_MAX - 1 }, () => new ObjectId());
  const written = await collection('messages').findOne({ conversation: group, system: null });
  const { _id: _, ...message } = written as { _id: unknown };
  await collection('messages').insertMany(
    others.map((id, index) => ({ ...message, _id: id, seq: 10 + index, version: 10 + index })),
  );
  await kept.insertMany(
    others.map((id) => ({
      by: alice.username,
      savedAt: entry?.savedAt ?? new Date(),
      _id: `${alice.username}/${id.toHexString()}`,
      message: id,
    })),
  );
  expect(await save(alice, idOf(0))).toMatchObject({ status: 409 });
  await removeMember(alice, group, alice);
  expect(await textsOf(alice)).toEqual([]);
  expect((await save(alice, idOf(0))).status).toBe(204);
  expect(await textsOf(alice)).toEqual(['one']);
  expect(await kept.countDocuments({ by: alice.username })).toBe(1);
}, 60_000);

test('is part of the export', async () => {
  await save(alice, idOf(0));
  const { body } = await call(exportHandler, { path: '/me/export', token: alice.token });
  expect(body.saved).toEqual([{ Id: idOf(0), SavedAt: expect.stringMatching(/Z$/) }]);
});
