/** GET /messages?at=…: functions/messages/list.ts. */
import { beforeEach, expect, test } from 'vitest';
import { directConversationId } from '#lib/conversations/conversation.ts';
import type { MessageDocument } from '#lib/messages/document.ts';
import { sendMessage } from '#lib/messages/messaging.ts';
import { collection } from '#lib/platform/mongo.ts';
import { handler } from '../../../functions/messages/list.ts';
import { call } from '../../support/http/gateway.ts';
import { createGroup, listIn, sendTo, setMember } from '../../support/people/groups.ts';
import { createPerson, type Person } from '../../support/people/people.ts';
import { accept, acquaint, block, unblock } from '../../support/people/two-people.ts';

let alice: Person;
let bob: Person;
let Conversation: string;
beforeEach(async () => {
  [alice, bob] = [await createPerson('alice'), await createPerson('bob')];
  Conversation = directConversationId(alice.username, bob.username);
});

const DAY_MS = 86_400_000;
const START = Date.parse('2026-03-01T08:00:00Z');
/** The time of the message with this number, two a day. */
const timeOf = (number: number): Date => new Date(START + Math.floor(number / 2) * DAY_MS + (number % 2));

const list = ({ token }: Person, query: Record<string, string>) =>
  call(handler, { path: '/messages', token, query: { Conversation, ...query } });
const at = (time: Date, limit = 4, person = alice) =>
  list(person, { at: time.toISOString(), limit: String(limit) });
const seqs = (body: { Seq: number }[]) => body.map(({ Seq }) => Seq);
/** With a limit of 1 the page is the message that was found. */
const foundAt = async (time: Date, person = alice) => seqs((await at(time, 1, person)).body)[0];

/** Seq n has the time of n, unless a message was not stored. */
async function spread(): Promise<void> {
  const messages = collection<MessageDocument>('messages');
  for await (const { _id, seq } of messages.find({ conversation: Conversation }))
    await messages.updateOne({ _id }, { $set: { sentAt: timeOf(seq) } });
}

async function converse(count: number): Promise<void> {
  for (let seq = 1; seq <= count; seq++)
    await sendMessage(bob.username, { to: alice.username, text: `${seq}` });
  await accept(alice, bob);
  await spread();
}

test('has the first message of a day with as many before it as after it, and leads on', async () => {
  await converse(11);
  const { status, body, headers } = await at(new Date('2026-03-04T00:00:00Z'));
  expect([status, seqs(body)]).toEqual([200, [5, 6, 7, 8]]);
  expect(headers.link).toMatch(/before=.*rel="next".*after=.*rel="prev"/);
  expect(headers.link).not.toMatch(/[?&]at=/);
  expect(headers['x-sync-token']).toBeUndefined();
});

test.each([1, 2, 7, 8])(
  'finds each message of %i, the next one of a time between them, and the ends',
  async (count) => {
    await converse(count);
    for (let seq = 1; seq <= count; seq++) {
      expect(await foundAt(timeOf(seq))).toBe(seq);
      expect(await foundAt(new Date(timeOf(seq).getTime() + 1))).toBe(Math.min(seq + 1, count));
    }
    expect(await foundAt(new Date('1999-12-31T00:00:00Z'))).toBe(1);
    expect(await foundAt(new Date('2100-01-01T00:00:00+02:00'))).toBe(count);
  },
);

test('steps over messages that are not there, and those that the reader does not see', async () => {
  await converse(5);
  await block(alice, bob.username);
  await sendMessage(bob.username, { to: alice.username, text: 'hidden' });
  await unblock(alice, bob.username);
  for (let seq = 7; seq <= 9; seq++) await sendMessage(bob.username, { to: alice.username, text: `${seq}` });
  await spread();
  await collection<MessageDocument>('messages').deleteMany({
    conversation: Conversation,
    seq: { $in: [2, 3, 4] },
  });
  expect(await Promise.all([2, 3, 4, 5].map((seq) => foundAt(timeOf(seq))))).toEqual([5, 5, 5, 5]);
  expect([await foundAt(timeOf(6)), await foundAt(timeOf(6), bob)]).toEqual([7, 6]);
  expect(await foundAt(timeOf(1))).toBe(1);
});

test('a member of a group finds nothing from before joining', async () => {
  const carol = await createPerson('carol');
  await acquaint(alice, carol);
  Conversation = (await createGroup(alice, [bob])).body.Conversation;
  await sendTo(alice, Conversation, 'before');
  await setMember(alice, Conversation, carol);
  await sendTo(alice, Conversation, 'after');
  await spread();
  const seen = (await listIn(carol, Conversation)).body;
  expect(await foundAt(new Date(START), carol)).toBe(seen[0].Seq);
  expect(await foundAt(new Date(START), alice)).toBe(1);
  expect(seqs((await at(new Date(START), 200, carol)).body)).toEqual(seqs(seen));
});

test('has nothing in a conversation without messages, and shows strangers nothing', async () => {
  const query = { at: '2026-03-04T00:00:00Z' };
  const of = (User: string, token: string) =>
    call(handler, { path: '/messages', token, query: { User, ...query } });
  expect(await of(bob.username, alice.token)).toMatchObject({ status: 200, body: [] });
  expect(await of('nobody', alice.token)).toMatchObject({ status: 404, body: { code: 'user_not_found' } });
  await converse(2);
  const mallory = await createPerson('mallory');
  expect(await list(mallory, query)).toMatchObject({ status: 404, body: { code: 'conversation_not_found' } });
});

test.each([
  { at: '2026-03-04' },
  { at: '2026-02-30T00:00:00Z' },
  { at: 'f'.repeat(24) },
  { at: '2026-03-04T00:00:00Z', around: 'x' },
  { at: '2026-03-04T00:00:00Z', after: 'x' },
])('refuses %j', async (query) => {
  expect(await list(alice, query)).toMatchObject({ status: 400, body: { code: 'validation_failed' } });
});
