/** POST /messages with ForwardOf: functions/messages/send.ts. */
import { beforeEach, expect, test } from 'vitest';
import { eraseFromConversations } from '#lib/messages/erasure.ts';
import type { Message } from '#lib/messages/message.ts';
import { deleteMessage, editMessage, sendMessage } from '#lib/messages/messaging.ts';
import { handler as editHandler } from '../../../functions/messages/edit.ts';
import { handler as listHandler } from '../../../functions/messages/list.ts';
import { handler as sendHandler } from '../../../functions/messages/send.ts';
import { call } from '../../support/http/gateway.ts';
import { createGroup, listIn, sendTo, setMember } from '../../support/people/groups.ts';
import { createPerson, type Person } from '../../support/people/people.ts';
import { acquaint, inbox } from '../../support/people/two-people.ts';

let alice: Person;
let bob: Person;
let carol: Person;
let source: Message;
beforeEach(async () => {
  [alice, bob, carol] = [await createPerson('alice'), await createPerson('bob'), await createPerson('carol')];
  await acquaint(alice, bob);
  await acquaint(alice, carol);
  source = await sendMessage(bob.username, { to: alice.username, text: `ask @${carol.username}` });
});

const forward = ({ token }: Person, to: Person, ForwardOf: string, more: object = {}) =>
  call(sendHandler, {
    method: 'POST',
    path: '/messages',
    token,
    headers: { prefer: 'return=representation' },
    body: { User: to.username, ForwardOf, ...more },
  });
const last = async ({ token }: Person, User: string) =>
  (await call(listHandler, { path: '/messages', token, query: { User } })).body.at(-1);

test('copies the text, and names its first author', async () => {
  const { status, body } = await forward(alice, carol, source.id);
  expect([status, body]).toMatchObject([
    201,
    { From: alice.username, Message: source.text, Forwarded: { From: bob.username }, Mentions: [] },
  ]);
  expect(await last(carol, alice.username)).toEqual(body);
  const { body: again } = await forward(carol, carol, body.Id);
  expect(again).toMatchObject({ From: carol.username, Forwarded: { From: bob.username } });
  await editMessage(bob.username, source.id, { text: 'later' }, Promise.resolve());
  await deleteMessage(bob.username, source.id, Promise.resolve());
  expect(await last(carol, alice.username)).toMatchObject({ Message: source.text });
});

test('is sent once with a ClientId, also when its source was edited meanwhile', async () => {
  const first = await forward(alice, carol, source.id, { ClientId: 'once' });
  await editMessage(bob.username, source.id, { text: 'later' }, Promise.resolve());
  expect((await forward(alice, carol, source.id, { ClientId: 'once' })).body).toEqual(first.body);
  const other = await sendMessage(bob.username, { to: alice.username, text: 'other' });
  expect(await forward(alice, carol, other.id, { ClientId: 'once' })).toMatchObject({
    status: 409,
    body: { code: 'client_id_conflict' },
  });
});

test('a repetition gets its first answer, also when its source is gone', async () => {
  const first = await forward(alice, carol, source.id, { ClientId: 'once' });
  await deleteMessage(bob.username, source.id, Promise.resolve());
  const again = await forward(alice, carol, source.id, { ClientId: 'once' });
  expect(again).toMatchObject({ status: 201, body: first.body });
  for (const more of [{}, { ClientId: 'other' }])
    expect(await forward(alice, carol, source.id, more)).toMatchObject({
      status: 410,
      body: { code: 'message_deleted' },
    });
  expect(await forward(alice, bob, source.id, { ClientId: 'once' })).toMatchObject({ status: 410 });
});

test('is not a repetition of a text that looks like it', async () => {
  await sendMessage(alice.username, { to: carol.username, text: `>>${source.id}`, clientId: 'text' });
  expect(await forward(alice, carol, source.id, { ClientId: 'text' })).toMatchObject({
    status: 409,
    body: { code: 'client_id_conflict' },
  });
});

test('nobody edits a forward; its deletion takes the name away', async () => {
  const { body } = await forward(alice, carol, source.id);
  const edited = await call(editHandler, {
    method: 'PATCH',
    path: `/messages/${body.Id}`,
    params: { id: body.Id },
    token: alice.token,
    body: { Message: 'not what he wrote' },
  });
  expect(edited).toMatchObject({ status: 409, body: { code: 'forwarded_message' } });
  await deleteMessage(alice.username, body.Id, Promise.resolve());
  expect(await last(carol, alice.username)).toMatchObject({ Message: '', Forwarded: null });
  const row = (await inbox(carol)).body.find(({ User }: { User: string }) => User === alice.username);
  expect(row.LastMessage).toMatchObject({ Forwarded: null });
});

test('the name of the source goes with its account', async () => {
  const { body } = await forward(alice, carol, source.id);
  await eraseFromConversations(bob.username, Number.POSITIVE_INFINITY);
  const after = await last(carol, alice.username);
  expect(after).toMatchObject({ Message: source.text, Forwarded: { From: 'deleted account' } });
  expect(after.Version).toBeGreaterThan(body.Version);
  const row = (await inbox(carol)).body.find(({ User }: { User: string }) => User === alice.username);
  expect(JSON.stringify(row)).not.toContain(bob.username);
});

test('refuses what its sender cannot see, deleted and system messages', async () => {
  const gone = await sendMessage(bob.username, { to: alice.username, text: 'gone' });
  await deleteMessage(bob.username, gone.id, Promise.resolve());
  expect(await forward(alice, carol, gone.id)).toMatchObject({
    status: 410,
    body: { code: 'message_deleted' },
  });
  for (const answer of [await forward(carol, alice, source.id), await forward(alice, carol, 'f'.repeat(24))])
    expect(answer).toMatchObject({ status: 404, body: { code: 'message_not_found' } });
  const { body: group } = await createGroup(alice, [bob]);
  await sendTo(alice, group.Conversation, 'before');
  const [created, before] = (await listIn(alice, group.Conversation)).body;
  expect(await forward(alice, carol, created.Id)).toMatchObject({
    status: 409,
    body: { code: 'system_message' },
  });
  await setMember(alice, group.Conversation, carol);
  expect(await forward(carol, alice, before.Id)).toMatchObject({
    status: 404,
    body: { code: 'message_not_found' },
  });
});

test.each([{ Message: 'mine' }, { ReplyTo: 'f'.repeat(24) }, { Forwarded: { From: 'bob' } }])(
  'takes no %j beside it',
  async (more) => {
    expect(await forward(alice, carol, source.id, more)).toMatchObject({
      status: 400,
      body: { code: 'validation_failed' },
    });
  },
);
