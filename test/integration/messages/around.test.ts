/** GET /messages?around=… and &after=…: functions/messages/list.ts. */
import { beforeEach, expect, test } from 'vitest';
import { directConversationId } from '#lib/conversations/conversation.ts';
import { encodeCursor } from '#lib/http/cursor.ts';
import type { Message } from '#lib/messages/message.ts';
import { deleteMessage, sendMessage } from '#lib/messages/messaging.ts';
import { handler as blockHandler } from '../../../functions/blocks/add.ts';
import { handler as unblockHandler } from '../../../functions/blocks/remove.ts';
import { handler } from '../../../functions/messages/list.ts';
import { call } from '../../support/http/gateway.ts';
import { createGroup, listIn, sendTo, setMember } from '../../support/people/groups.ts';
import { createPerson, type Person } from '../../support/people/people.ts';
import { accept, acquaint } from '../../support/people/two-people.ts';

let alice: Person;
let bob: Person;
let Conversation: string;
let sent: Message[];
beforeEach(async () => {
  [alice, bob] = [await createPerson('alice'), await createPerson('bob')];
  Conversation = directConversationId(alice.username, bob.username);
  sent = [];
  for (let seq = 1; seq <= 11; seq++)
    sent.push(await sendMessage(bob.username, { to: alice.username, text: `${seq}` }));
  await accept(alice, bob);
});

const idOf = (seq: number) => sent[seq - 1]?.id ?? '';
const list = ({ token }: Person, query: Record<string, string>) =>
  call(handler, { path: '/messages', token, query: { Conversation, ...query } });
const around = (seq: number, limit: number, person = alice) =>
  list(person, { around: idOf(seq), limit: String(limit) });
const seqs = (body: { Seq: number }[]) => body.map(({ Seq }) => Seq);
/** The query of the link with this relation. */
function link(headers: Record<string, string>, relation: string): Record<string, string> | undefined {
  const found = new RegExp(`<([^>]+)>; rel="${relation}"`).exec(headers.link ?? '')?.[1];
  return found ? Object.fromEntries(new URL(found, 'http://x').searchParams) : undefined;
}

test('has the message with as many before it as after it, and leads on in both directions', async () => {
  const { status, body, headers } = await around(6, 4);
  expect([status, seqs(body)]).toEqual([200, [5, 6, 7, 8]]);
  const older = await list(alice, link(headers, 'next') ?? {});
  expect(seqs(older.body)).toEqual([1, 2, 3, 4]);
  expect(link(older.headers, 'next')).toBeUndefined();
  const newer = await list(alice, { ...link(headers, 'prev'), limit: '2' });
  expect(seqs(newer.body)).toEqual([9, 10]);
  const newest = await list(alice, link(newer.headers, 'prev') ?? {});
  expect(seqs(newest.body)).toEqual([11]);
  expect(link(newest.headers, 'prev')).toBeUndefined();
  expect(headers['x-sync-token']).toBeUndefined();
});

test.each([
  [1, 4, [1, 2, 3], false, true],
  [11, 4, [10, 11], true, false],
  [6, 1, [6], true, true],
  [6, 200, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], false, false],
])('around %i, with a limit of %i, is %j', async (seq, limit, expected, hasOlder, hasNewer) => {
  const { body, headers } = await around(seq, limit);
  const links = [link(headers, 'next'), link(headers, 'prev')].map((each) => each !== undefined);
  expect([seqs(body), ...links]).toEqual([expected, hasOlder, hasNewer]);
});

test('takes the name of the peer, and finds a deleted message', async () => {
  await deleteMessage(bob.username, idOf(6), Promise.resolve());
  const query = { User: bob.username, around: idOf(6), limit: '2' };
  const { body } = await call(handler, { path: '/messages', token: alice.token, query });
  expect(body).toMatchObject([{ Seq: 6, DeletedAt: expect.any(String) }, { Seq: 7 }]);
});

test('a message that its reader cannot see is not there, and others are not counted', async () => {
  const blocking = { path: '/x', params: { username: bob.username }, token: alice.token };
  await call(blockHandler, { ...blocking, method: 'PUT' });
  sent.push(await sendMessage(bob.username, { to: alice.username, text: 'hidden' }));
  await call(unblockHandler, { ...blocking, method: 'DELETE' });
  sent.push(await sendMessage(bob.username, { to: alice.username, text: 'seen' }));
  expect(await around(12, 4)).toMatchObject({ status: 404, body: { code: 'message_not_found' } });
  expect(seqs((await around(12, 2, bob)).body)).toEqual([12, 13]);
  expect(seqs((await around(11, 4)).body)).toEqual([10, 11, 13]);
});

test('a member of a group sees nothing from before joining', async () => {
  const carol = await createPerson('carol');
  await acquaint(alice, carol);
  const { body: group } = await createGroup(alice, [bob]);
  Conversation = group.Conversation;
  const newest = async () => (await listIn(alice, Conversation)).body.at(-1);
  await sendTo(alice, Conversation, 'before');
  const before = await newest();
  await setMember(alice, Conversation, carol);
  await sendTo(alice, Conversation, 'after');
  const after = await newest();
  expect(await list(carol, { around: before.Id })).toMatchObject({
    status: 404,
    body: { code: 'message_not_found' },
  });
  const { body, headers } = await list(carol, { around: after.Id });
  expect([seqs(body), headers.link]).toEqual([[after.Seq - 1, after.Seq], undefined]);
  const forged = await list(carol, { after: encodeCursor('messages', 1) });
  expect(seqs(forged.body)).toEqual(seqs(body));
});

test('shows strangers nothing, and no message of another conversation', async () => {
  const mallory = await createPerson('mallory');
  expect(await around(6, 4, mallory)).toMatchObject({
    status: 404,
    body: { code: 'conversation_not_found' },
  });
  const other = await sendMessage(mallory.username, { to: alice.username, text: 'elsewhere' });
  for (const id of [other.id, 'f'.repeat(24), 'x'])
    expect(await list(alice, { around: id })).toMatchObject({
      status: 404,
      body: { code: 'message_not_found' },
    });
  const query = { User: alice.username, around: idOf(6) };
  expect(await call(handler, { path: '/messages', token: mallory.token, query })).toMatchObject({
    status: 404,
    body: { code: 'message_not_found' },
  });
});

test.each([
  { around: 'x', before: 'y' },
  { around: 'x', after: 'y' },
  { after: 'x', since: 'y' },
])('refuses %j', async (query) => {
  expect(await list(alice, query)).toMatchObject({ status: 400, body: { code: 'validation_failed' } });
});

test('refuses a cursor of another list', async () => {
  expect(await list(alice, { after: 'x' })).toMatchObject({ status: 400, body: { code: 'invalid_cursor' } });
});
