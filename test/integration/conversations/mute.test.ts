/** PUT /conversations/{conversation}/mute: functions/conversations/mute.ts. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { directConversationId } from '#lib/conversations/conversation.ts';
import { sendMessage } from '#lib/messages/messaging.ts';
import { setClock } from '#lib/platform/clock.ts';
import { handler as listHandler } from '../../../functions/conversations/list.ts';
import { handler } from '../../../functions/conversations/mute.ts';
import { call } from '../../support/http/gateway.ts';
import { createPerson, type Person } from '../../support/people/people.ts';

const HOUR = 3_600_000;
let alice: Person;
let bob: Person;
let id: string;
beforeEach(async () => {
  [alice, bob] = [await createPerson('alice'), await createPerson('bob')];
  id = directConversationId(alice.username, bob.username);
  // So long ago that a sync from an hour ago no longer has it.
  setClock(() => Date.now() - 2 * HOUR);
  await sendMessage(bob.username, { to: alice.username, text: 'hello' });
  setClock();
});
afterEach(() => setClock());

const mute = ({ token }: Person, conversation: string, body: object) =>
  call(handler, { method: 'PUT', path: '/x', params: { conversation }, token, body });
const list = ({ token }: Person, query: Record<string, string> = {}) =>
  call(listHandler, { path: '/conversations', token, query });
const mutedUntil = async (person: Person) => (await list(person)).body[0].MutedUntil;

test('mutes for a number of minutes, for its caller alone', async () => {
  const at = Date.now();
  setClock(() => at);
  const { status, body } = await mute(alice, id, { Minutes: 60 });
  const until = new Date(at + HOUR).toISOString();
  expect([status, body.MutedUntil]).toEqual([200, until]);
  expect(body).toEqual((await list(alice)).body[0]);
  expect(await mutedUntil(bob)).toBeNull();
});

test('mutes for ever, until it is ended', async () => {
  const { body } = await mute(alice, id, { Forever: true });
  expect(body.MutedUntil).toBe('9999-12-31T23:59:59.000Z');
  expect(body).toEqual((await list(alice)).body[0]);
  expect((await mute(alice, id, { Until: null })).body.MutedUntil).toBeNull();
});

test('mutes until a time, by the name of the other member, and changes nothing when repeated', async () => {
  const Until = new Date(Date.now() + HOUR).toISOString();
  const first = await mute(alice, bob.username, { Until });
  expect(await mute(alice, bob.username, { Until })).toMatchObject({ status: 200, body: first.body });
  expect(await mutedUntil(alice)).toBe(Until);
});

test.each(['2026-02-30T12:00:00Z', '2027-02-29T00:00:00+01:00', '2026-11-22T09:14:00+01', 'tomorrow'])(
  'refuses %s, which is no time',
  async (Until) => {
    expect(await mute(alice, id, { Until })).toMatchObject({
      status: 400,
      body: { code: 'validation_failed', errors: [{ field: 'Until' }] },
    });
  },
);

test.each([{ Until: null }, { Until: '2020-01-01T00:00:00Z' }])('%j ends it', async (body) => {
  await mute(alice, id, { Minutes: 60 });
  expect((await mute(alice, id, body)).body.MutedUntil).toBeNull();
  expect(await mutedUntil(alice)).toBeNull();
});

test('is over by itself', async () => {
  await mute(alice, id, { Minutes: 1 });
  setClock(() => Date.now() + 61_000);
  expect(await mutedUntil(alice)).toBeNull();
});

test('reaches the caller’s other devices by sync, and no other user', async () => {
  setClock(() => Date.now() - HOUR);
  const tokens = await Promise.all(
    [alice, bob].map(async (person) => String((await list(person)).headers['x-sync-token'])),
  );
  setClock();
  const { body } = await mute(alice, id, { Minutes: 60 });
  const [own, others] = await Promise.all([
    list(alice, { since: tokens[0] ?? '' }),
    list(bob, { since: tokens[1] ?? '' }),
  ]);
  expect([own.body, others.body]).toEqual([[body], []]);
});

test('refuses to mute what its caller is not in', async () => {
  const mallory = await createPerson('mallory');
  for (const conversation of [id, alice.username, 'nobody-here']) {
    const answer = await mute(mallory, conversation, { Minutes: 60 });
    expect(answer).toMatchObject({ status: 404, body: { code: 'conversation_not_found' } });
  }
});

describe('refuses', () => {
  test.each([
    {},
    { Until: null, Minutes: 5 },
    { Forever: true, Minutes: 5 },
    { Forever: false },
    { Minutes: 0 },
    { Minutes: 525_601 },
    { Minutes: 1.5 },
    { Until: 'tomorrow' },
    { Until: 5 },
  ])('%j', async (body) => {
    expect(await mute(alice, id, body)).toMatchObject({ status: 400, body: { code: 'validation_failed' } });
  });
});
