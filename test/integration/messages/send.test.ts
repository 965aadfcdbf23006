import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { directConversationId } from '#lib/conversations/conversation.ts';
import { listMessages } from '#lib/messages/store/messages.ts';
import { setClock } from '#lib/platform/clock.ts';
import { handler as remove } from '../../../functions/messages/delete.ts';
import { handler as edit } from '../../../functions/messages/edit.ts';
import { handler } from '../../../functions/messages/send.ts';
import { message } from '../../support/clients/message.ts';
import { type ApiRequest, call } from '../../support/http/gateway.ts';
import { createPerson, type Person } from '../../support/people/people.ts';

const REPRESENTATION = { headers: { prefer: 'return=representation' } };

const send = ({ token }: Person, body: unknown, more: ApiRequest = {}) =>
  call(handler, { method: 'POST', path: '/messages', token, body, ...more });

const stored = (a: Person, b: Person) =>
  listMessages(directConversationId(a.username, b.username), a.username, { limit: 1_000 });

let alice: Person;
let bob: Person;
beforeAll(async () => {
  [alice, bob] = await Promise.all([createPerson('Alice'), createPerson('bob')]);
});

test('answers the seed’s sentence, and the message is there', async () => {
  const answer = await send(alice, { User: bob.username, Message: 'Hello' });
  expect(answer).toMatchObject({ status: 201, body: 'Message has been sent.' });
  expect(await stored(alice, bob)).toMatchObject([
    { from: alice.username, to: bob.username, text: 'Hello', seq: 1, version: 1, clientId: null },
  ]);
});

test('answers the message to those who prefer it, with the names as their owners spell them', async () => {
  const User = alice.username.toUpperCase();
  const { status, headers, body } = await send(bob, { User, Message: 'Hi', ClientId: 'c1' }, REPRESENTATION);
  expect(status).toBe(201);
  expect(headers['preference-applied']).toBe('return=representation');
  expect(body).toEqual(
    message(2, {
      To: alice.username,
      From: bob.username,
      Message: 'Hi',
      Timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      Id: expect.stringMatching(/^[0-9a-f]{24}$/),
      Conversation: directConversationId(alice.username, bob.username),
      ClientId: 'c1',
    }),
  );
});

test('an Idempotency-Key is the ClientId', async () => {
  const request = (key: string, more: object = {}) =>
    call(handler, {
      method: 'POST',
      path: '/messages',
      token: bob.token,
      headers: { ...REPRESENTATION.headers, 'idempotency-key': key },
      body: { User: alice.username, Message: 'once', ...more },
    });
  const first = await request('"key-1"');
  expect(first.body).toMatchObject({ ClientId: 'key-1' });
  expect((await request('key-1', { ClientId: 'key-1' })).body).toEqual(first.body);
  for (const [key, more] of [
    ['', {}],
    ['x'.repeat(65), {}],
    ['key-1', { ClientId: 'key-2' }],
  ] as const) {
    expect((await request(key, more)).body).toMatchObject({ errors: [{ field: 'Idempotency-Key' }] });
  }
});

test('line ends of every kind become line feeds', async () => {
  const { body } = await send(bob, { User: alice.username, Message: 'a\r\nb\rc\nd' }, REPRESENTATION);
  expect(body.Message).toBe('a\nb\nc\nd');
});

test('a first message names its recipient as they spell themselves', async () => {
  const Carol = await createPerson('Carol');
  const { body } = await send(alice, { User: Carol.username.toLowerCase(), Message: 'Hi' }, REPRESENTATION);
  expect(body.To).toBe(Carol.username);
});

test.each([
  ['return=representation', true],
  ['respond-async, return="representation"; foo', true],
  ['return=minimal, return=representation', false],
  ['return=representation-x', false],
  ['foo; return=representation', false],
])('Prefer: %s', async (prefer, honoured) => {
  const { body } = await send(alice, { User: bob.username, Message: 'Hi' }, { headers: { prefer } });
  expect(typeof body === 'object').toBe(honoured);
});

test('a note to oneself is a conversation of one', async () => {
  const { body } = await send(alice, { User: alice.username, Message: 'remember' }, REPRESENTATION);
  expect(body).toMatchObject({ From: alice.username, To: alice.username, Seq: 1 });
});

test.each(['$5', '{a:1}', '{"$ne":null}', '<b>hi</b>', 'a\u0000', '😀', ' x ', 'a\nb'])(
  '%j is honest text',
  async (text) => {
    const { body } = await send(alice, { User: bob.username, Message: text }, REPRESENTATION);
    expect(body.Message).toBe(text);
  },
);

describe('the token', () => {
  const body = () => ({ User: bob.username, Message: 'with a token' });
  const anonymous = (more: ApiRequest) =>
    call(handler, { method: 'POST', path: '/messages', body: body(), ...more });

  test.each<[string, () => ApiRequest]>([
    ['as a bearer header', () => ({ headers: { authorization: `bearer ${alice.token}` } })],
    ['as a string in the body', () => ({ body: { ...body(), Token: alice.token } })],
    [
      'as the whole login answer in the body',
      () => ({ body: { ...body(), Token: { Token: alice.token, TokenExpiry: 'x' } } }),
    ],
    [
      'as JSON text in the body',
      () => ({ body: { ...body(), Token: JSON.stringify({ Token: alice.token }) } }),
    ],
    ['in the query string', () => ({ query: { Token: alice.token } })],
  ])('is accepted %s', async (_, more) => {
    expect((await anonymous(more())).status).toBe(201);
  });

  test('in the header counts before one in the body', async () => {
    const Token = bob.token;
    const { body: message } = await anonymous({
      body: { ...body(), Token },
      token: alice.token,
      ...REPRESENTATION,
    });
    expect(message.From).toBe(alice.username);
    expect((await anonymous({ body: { ...body(), Token: alice.token }, token: 'nonsense' })).status).toBe(
      401,
    );
  });

  test.each([undefined, null])('is needed: %j is none', async (Token) => {
    const { status, headers, body: problem } = await anonymous({ body: { ...body(), Token } });
    expect([status, problem.code]).toEqual([401, 'unauthenticated']);
    expect(headers['www-authenticate']).toBe('Bearer realm="CoreChat"');
  });

  test.each<[string, ApiRequest]>([
    ['nonsense', { token: 'nonsense' }],
    ['another scheme', { headers: { authorization: 'Basic YWxpY2U6cHc=' } }],
    ['an operator object', { body: { User: 'bob', Message: 'x', Token: { $ne: null } } }],
    ['a number', { body: { User: 'bob', Message: 'x', Token: 5 } }],
    ['alg none', { token: `${btoa('{"alg":"none"}')}.${btoa('{"sub":"alice"}')}.`.replaceAll('=', '') }],
  ])('%s is refused', async (_, more) => {
    expect(await anonymous(more)).toMatchObject({ status: 401, body: { code: 'invalid_token' } });
  });
});

test.each([
  [{ User: 'nobody-here', Message: 'x' }, 404, 'user_not_found'],
  [{ User: '$where', Message: 'x' }, 404, 'user_not_found'],
  [{ Message: 'x' }, 400, 'validation_failed'],
  [{ User: { $ne: null }, Message: 'x' }, 400, 'validation_failed'],
  [{ User: 'bob', Message: '' }, 400, 'validation_failed'],
  [{ User: 'bob', Message: '\u2800' }, 400, 'validation_failed'],
  [{ User: 'bob', Message: 'x'.repeat(8_001) }, 400, 'validation_failed'],
  [{ User: 'bob', Message: 'half \ud83d' }, 400, 'validation_failed'],
  [{ User: 'bob', Message: 'x', ClientId: 'with space' }, 400, 'validation_failed'],
  [{ User: 'bob', Message: 'x', From: 'mallory' }, 400, 'validation_failed'],
])('refuses %j', async (body, status, code) => {
  expect(await send(alice, body)).toMatchObject({ status, body: { code } });
});

describe('a ClientId', () => {
  test('makes repeated and concurrent sends one message with one answer', async () => {
    const [carol, dave] = await Promise.all([createPerson('carol'), createPerson('dave')]);
    const body = { User: dave.username, Message: 'only once', ClientId: 'same' };
    const answers = await Promise.all(Array.from({ length: 20 }, () => send(carol, body, REPRESENTATION)));
    const later = await send(carol, body, REPRESENTATION);
    const distinct = new Set(
      [...answers, later].map(({ status, body: message }) => JSON.stringify([status, message])),
    );
    expect(distinct.size).toBe(1);
    expect(await stored(carol, dave)).toHaveLength(1);
  });

  test('gets the first answer for ever, also after an edit and a deletion', async () => {
    const body = { User: bob.username, Message: 'first words', ClientId: 'for-ever' };
    const first = await send(alice, body, REPRESENTATION);
    const change = { path: '/messages/x', token: alice.token, params: { id: first.body.Id } };
    await call(edit, { ...change, method: 'PATCH', body: { Message: 'other words' } });
    expect((await send(alice, body, REPRESENTATION)).body).toEqual(first.body);
    await call(remove, { ...change, method: 'DELETE' });
    expect((await send(alice, body, REPRESENTATION)).body).toEqual(first.body);
  });

  test('cannot be used for another text', async () => {
    const body = { User: bob.username, Message: 'one thing', ClientId: 'reused' };
    await send(alice, body);
    expect(await send(alice, { ...body, Message: 'another thing' })).toMatchObject({
      status: 409,
      body: { code: 'client_id_conflict' },
    });
  });

  test('belongs to one sender in one conversation', async () => {
    const body = { Message: 'shared id', ClientId: 'shared' };
    const ids = await Promise.all([
      send(alice, { ...body, User: bob.username }, REPRESENTATION),
      send(bob, { ...body, User: alice.username }, REPRESENTATION),
      send(alice, { ...body, User: alice.username }, REPRESENTATION),
    ]);
    expect(new Set(ids.map(({ body: { Id } }) => Id)).size).toBe(3);
  });
});

test('200 concurrent sends from both sides get 200 consecutive places in one order', async () => {
  const [erin, frank] = await Promise.all([createPerson('erin'), createPerson('frank')]);
  // On a busy machine the last ones take longer than five seconds, and would move to the end.
  const at = Date.now();
  setClock(() => at);
  onTestFinished(() => setClock());
  const sends = Array.from({ length: 200 }, (_, index) => {
    const [from, to] = index % 2 ? [erin, frank] : [frank, erin];
    return send(from, { User: to.username, Message: `message ${index}` }, REPRESENTATION);
  });
  const seqs = (await Promise.all(sends)).map(({ body }) => body.Seq).sort((a, b) => a - b);
  expect(seqs).toEqual(Array.from({ length: 200 }, (_, index) => index + 1));
});
