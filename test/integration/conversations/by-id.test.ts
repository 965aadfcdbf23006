/** A conversation's id works wherever a person's name names a direct conversation. */
import { beforeEach, describe, expect, test } from 'vitest';
import { directConversationId, newConversationId } from '#lib/conversations/conversation.ts';
import { handler as blockHandler } from '../../../functions/blocks/add.ts';
import { handler as readHandler } from '../../../functions/conversations/read.ts';
import { handler as listHandler } from '../../../functions/messages/list.ts';
import { handler as sendHandler } from '../../../functions/messages/send.ts';
import { handler as typingHandler } from '../../../functions/realtime/typing.ts';
import { call } from '../../support/http/gateway.ts';
import { createPerson, type Person } from '../../support/people/people.ts';
import { gateway } from '../../support/sockets/socket-gateway.ts';
import { openSocket, sendFrame } from '../../support/sockets/sockets.ts';

let alice: Person;
let bob: Person;
let mallory: Person;
let id: string;
beforeEach(async () => {
  [alice, bob, mallory] = [
    await createPerson('alice'),
    await createPerson('bob'),
    await createPerson('mallory'),
  ];
  id = directConversationId(alice.username, bob.username);
});

const send = ({ token }: Person, body: object) =>
  call(sendHandler, {
    method: 'POST',
    path: '/messages',
    token,
    body,
    headers: { prefer: 'return=representation' },
  });
const list = ({ token }: Person, query: Record<string, string>) =>
  call(listHandler, { path: '/messages', token, query });
const read = ({ token }: Person, conversation: string, Seq: number) =>
  call(readHandler, { method: 'PUT', path: '/x', params: { conversation }, token, body: { Seq } });

const NOT_FOUND = { status: 404, body: { code: 'conversation_not_found' } };

test('sends, lists, syncs and marks as read', async () => {
  await send(alice, { User: bob.username, Message: 'by name' });
  const { body: sent } = await send(bob, { Conversation: id, Message: 'by id' });
  expect(sent).toMatchObject({ Conversation: id, From: bob.username, To: alice.username, Message: 'by id' });
  const byName = await list(alice, { User: bob.username });
  const byId = await list(alice, { Conversation: id });
  expect(byId.body).toEqual(byName.body);
  await send(bob, { Conversation: id, Message: 'later' });
  const since = String(byId.headers['x-sync-token']);
  const changes = await list(alice, { Conversation: id, since });
  expect(changes.body.at(-1)).toMatchObject({ Message: 'later' });
  expect(await read(alice, id, sent.Seq)).toMatchObject({
    status: 200,
    body: { Conversation: id, ReadSeq: sent.Seq },
  });
});

test('a page leads to the next one by the id', async () => {
  for (const Message of ['one', 'two', 'three']) await send(alice, { User: bob.username, Message });
  const { headers } = await list(bob, { Conversation: id, limit: '2' });
  const [, address = ''] = /^<([^>]+)>/.exec(headers.link ?? '') ?? [];
  const { searchParams } = new URL(address, 'http://x');
  expect(searchParams.get('Conversation')).toBe(id);
  expect((await list(bob, Object.fromEntries(searchParams))).body).toMatchObject([{ Message: 'one' }]);
});

test('typing frames go to the other member', async () => {
  await send(alice, { User: bob.username, Message: 'hello' });
  await send(bob, { User: alice.username, Message: 'hello' });
  const [hers, his] = [await openSocket(alice), await openSocket(bob)];
  await sendFrame(typingHandler, hers, { type: 'typing', Conversation: id });
  expect(gateway.frames(his)).toMatchObject([
    { type: 'typing', conversation: id, data: { Username: alice.username } },
  ]);
});

describe('for non-members the conversation does not exist', () => {
  beforeEach(() => send(alice, { User: bob.username, Message: 'between us' }));

  test('not to read, to sync, to write or to mark', async () => {
    const { headers } = await list(alice, { Conversation: id });
    const since = String(headers['x-sync-token']);
    expect(await list(mallory, { Conversation: id })).toMatchObject(NOT_FOUND);
    expect((await list(mallory, { Conversation: id, since })).status).toBeGreaterThanOrEqual(400);
    expect(await send(mallory, { Conversation: id, Message: 'let me in' })).toMatchObject(NOT_FOUND);
    expect(await read(mallory, id, 1)).toMatchObject(NOT_FOUND);
    expect((await list(alice, { Conversation: id })).body).toHaveLength(1);
  });

  test('like for an unknown id', async () => {
    const unknown = newConversationId();
    expect(await list(mallory, { Conversation: unknown })).toMatchObject(NOT_FOUND);
    expect(await send(mallory, { Conversation: unknown, Message: 'hello?' })).toMatchObject(NOT_FOUND);
    expect(await read(mallory, unknown, 1)).toMatchObject(NOT_FOUND);
  });
});

test('a block is answered as by name', async () => {
  await send(alice, { User: bob.username, Message: 'hello' });
  await call(blockHandler, {
    method: 'PUT',
    path: '/x',
    params: { username: bob.username },
    token: alice.token,
  });
  expect(await send(alice, { Conversation: id, Message: 'more' })).toMatchObject({
    status: 409,
    body: { code: 'user_blocked' },
  });
});

test.each([
  [{ User: 'bob', Conversation: newConversationId(), Message: 'x' }],
  [{ Conversation: 'bob', Message: 'x' }],
  [{ Conversation: '~short', Message: 'x' }],
  [{ Conversation: { $ne: null }, Message: 'x' }],
  [{ Message: 'x' }],
])('refuses %j', async (body) => {
  expect(await send(alice, body)).toMatchObject({ status: 400, body: { code: 'validation_failed' } });
});
