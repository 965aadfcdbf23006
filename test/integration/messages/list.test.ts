import { beforeAll, expect, test } from 'vitest';
import { directConversationId } from '#lib/conversations/conversation.ts';
import { handler } from '../../../functions/messages/list.ts';
import { handler as send } from '../../../functions/messages/send.ts';
import { message } from '../../support/clients/message.ts';
import { call } from '../../support/http/gateway.ts';
import { followLinks } from '../../support/people/pages.ts';
import { createPerson, type Person } from '../../support/people/people.ts';

const COUNT = 205;
let alice: Person;
let bob: Person;
let stranger: Person;

const list = ({ token }: Person, query: Record<string, string>) =>
  call(handler, { path: '/messages', token, query });

const texts = (messages: { Message: string }[]) => messages.map(({ Message }) => Message);
const numbered = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => `text ${from + index}`);

beforeAll(async () => {
  [alice, bob, stranger] = (await Promise.all(['Alice', 'bob', 'stranger'].map(createPerson))) as [
    Person,
    Person,
    Person,
  ];
  for (const Message of numbered(0, COUNT)) {
    const [from, to] = Number(Message.slice(5)) % 3 ? [alice, bob] : [bob, alice];
    await call(send, {
      method: 'POST',
      path: '/messages',
      token: from.token,
      body: { User: to.username, Message },
    });
  }
});

test('answers the newest 200, oldest first, the same to both sides', async () => {
  const hers = await list(alice, { User: bob.username });
  const his = await list(bob, { User: alice.username.toUpperCase() });
  expect(hers.status).toBe(200);
  expect(texts(hers.body)).toEqual(numbered(COUNT - 200, COUNT));
  expect(his.body).toEqual(hers.body);
  expect(hers.body.at(-1)).toEqual(
    message(COUNT, {
      To: alice.username,
      From: bob.username,
      Message: `text ${COUNT - 1}`,
      Timestamp: expect.stringMatching(/Z$/),
      Id: expect.any(String),
      Conversation: directConversationId(alice.username, bob.username),
    }),
  );
});

test.each(['1', '50', '100', '200'])('pages of %s lead back to the beginning', async (limit) => {
  const query = { User: bob.username, limit };
  const pages = await followLinks(handler, { path: '/messages', token: alice.token, query });
  const oldestFirst = pages.reverse().flat() as { Message: string }[];
  expect(texts(oldestFirst)).toEqual(numbered(0, COUNT));
});

test('accepts the seed client’s GET: peer and login answer in a JSON body', async () => {
  const Token = { Token: alice.token, TokenIssued: 'x', TokenExpiry: 'y' };
  const { status, body } = await call(handler, { path: '/messages', body: { Token, User: bob.username } });
  expect(status).toBe(200);
  expect(body).toHaveLength(200);
});

test('a link never holds a token', async () => {
  const query = { User: bob.username, limit: '5', Token: alice.token };
  const { headers } = await call(handler, { path: '/messages', query });
  expect(headers.link).toContain('limit=5');
  expect(headers.link).not.toContain('Token');
});

test('a conversation without messages is empty, also for a third person', async () => {
  expect(await list(stranger, { User: bob.username })).toMatchObject({ status: 200, body: [] });
});

test.each([
  [{ User: 'nobody-here' }, 404, 'user_not_found'],
  [{}, 400, 'validation_failed'],
  [{ User: 'bob', limit: '0' }, 400, 'validation_failed'],
  [{ User: 'bob', limit: '201' }, 400, 'validation_failed'],
  [{ User: 'bob', limit: 'all' }, 400, 'validation_failed'],
  [{ User: 'bob', offset: '5' }, 400, 'validation_failed'],
  [{ User: 'bob', before: 'garbage' }, 400, 'invalid_cursor'],
  [
    { User: 'bob', before: Buffer.from('["messages",{"$gt":0}]').toString('base64url') },
    400,
    'invalid_cursor',
  ],
])('refuses %j', async (query, status, code) => {
  expect(await list(alice, query as Record<string, string>)).toMatchObject({ status, body: { code } });
});
