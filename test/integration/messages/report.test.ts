import { beforeEach, describe, expect, test, vi } from 'vitest';
import { collection } from '#lib/platform/mongo.ts';
import { handler as addBlock } from '../../../functions/blocks/add.ts';
import { handler as removeBlock } from '../../../functions/blocks/remove.ts';
import { handler as deleteAccount } from '../../../functions/me/delete.ts';
import { handler as exportHandler } from '../../../functions/me/export.ts';
import { handler as deleteMessage } from '../../../functions/messages/delete.ts';
import { handler as editMessage } from '../../../functions/messages/edit.ts';
import { handler } from '../../../functions/messages/report.ts';
import { handler as sendHandler } from '../../../functions/messages/send.ts';
import { call } from '../../support/http/gateway.ts';
import { createPerson, type Person } from '../../support/people/people.ts';
import { PASSWORD } from '../../support/people/registration.ts';
import { sweep } from '../../support/server/deletions.ts';

vi.hoisted(() => {
  process.env.RATE_LIMITS = 'reports=10/30d';
});

let alice: Person;
let bob: Person;
beforeEach(async () => {
  [alice, bob] = [await createPerson('alice'), await createPerson('bob')];
});

const send = async (from: Person, to: Person, Message: string): Promise<string> => {
  const request = {
    method: 'POST',
    path: '/messages',
    token: from.token,
    body: { User: to.username, Message },
  };
  return (await call(sendHandler, { ...request, headers: { prefer: 'return=representation' } })).body.Id;
};
const report = (by: Person, id: string, body: object = { Reason: 'abuse' }) =>
  call(handler, { method: 'POST', path: `/messages/${id}/report`, params: { id }, token: by.token, body });
const stored = (id: string) => collection('reports').findOne({ message: { $exists: true }, text: id });

test('keeps the original text after an edit or deletion of the message', async () => {
  const text = `insult ${bob.username}`;
  const id = await send(bob, alice, text);
  const Detail = 'for the third time';
  const { status, body } = await report(alice, id, { Reason: 'spam', Detail });
  expect(status).toBe(201);
  expect(body).toEqual({
    Id: expect.stringMatching(/^[0-9a-f]{24}$/),
    MessageId: id,
    Reason: 'spam',
    Detail,
    ReportedAt: expect.any(String),
  });
  const own = { path: `/messages/${id}`, params: { id }, token: bob.token };
  await call(editMessage, { ...own, method: 'PATCH', body: { Message: 'harmless' } });
  await call(deleteMessage, { ...own, method: 'DELETE' });
  expect(await stored(text)).toMatchObject({ reporter: alice.username, from: bob.username, reason: 'spam' });
});

test('a blank detail counts as none', async () => {
  const id = await send(bob, alice, 'hello');
  expect((await report(alice, id, { Reason: 'spam', Detail: '\u2800 ' })).body.Detail).toBeNull();
});

test('again is the first report, also at once and with other words', async () => {
  const id = await send(bob, alice, 'insult');
  const answers = await Promise.all(
    Array.from({ length: 8 }, (_, index) => report(alice, id, { Reason: 'other', Detail: `${index}` })),
  );
  expect(new Set(answers.map(({ status, body }) => `${status} ${body.Id} ${body.Detail}`)).size).toBe(1);
  expect(answers[0]?.status).toBe(201);
});

describe('is refused', () => {
  test('to whom the message is none of their business', async () => {
    const id = await send(bob, alice, 'hello');
    expect((await report(await createPerson('eve'), id)).body.code).toBe('message_not_found');
    expect((await report(alice, '000000000000000000000000')).body.code).toBe('message_not_found');
    expect((await report(alice, 'no id')).body.code).toBe('message_not_found');
  });

  test('for an own message, and for a deleted one', async () => {
    const id = await send(bob, alice, 'hello');
    expect((await report(bob, id)).body.code).toBe('own_message');
    await call(deleteMessage, { method: 'DELETE', path: '/x', params: { id }, token: bob.token });
    expect((await report(alice, id)).body.code).toBe('message_deleted');
  });

  test('without one of the reasons, or with a novel', async () => {
    const id = await send(bob, alice, 'hello');
    for (const body of [{}, { Reason: 'boring' }, { Reason: 'spam', Detail: 'x'.repeat(1_001) }])
      expect((await report(alice, id, body)).body.code).toBe('validation_failed');
  });

  test('for a message that was kept from the reporter', async () => {
    await send(bob, alice, 'before');
    const params = { username: bob.username };
    await call(addBlock, { method: 'PUT', path: '/x', params, token: alice.token });
    const id = await send(bob, alice, 'during');
    await call(removeBlock, { method: 'DELETE', path: '/x', params, token: alice.token });
    expect((await report(alice, id)).body.code).toBe('message_not_found');
  });
});

test('more than ten a month are too many, as this test is set', async () => {
  const id = await send(bob, alice, 'hello');
  const answers = await Promise.all(Array.from({ length: 16 }, () => report(alice, id)));
  expect(answers.filter(({ status }) => status === 429)).toHaveLength(6);
});

test('holds what the reporter sees, not an edit that is kept from them', async () => {
  const id = await send(bob, alice, `seen by ${alice.username}`);
  const params = { username: bob.username };
  await call(addBlock, { method: 'PUT', path: '/x', params, token: alice.token });
  const body = { Message: 'unseen' };
  await call(editMessage, { method: 'PATCH', path: '/x', params: { id }, token: bob.token, body });
  expect((await report(alice, id)).status).toBe(201);
  expect(await stored(`seen by ${alice.username}`)).not.toBeNull();
});

test('is in the reporter’s export, and loses their name with their account', async () => {
  const text = `insult ${alice.username}`;
  const { body } = await report(alice, await send(bob, alice, text));
  const page = await call(exportHandler, { path: '/me/export', token: alice.token });
  expect(page.body.reports).toEqual([body]);
  expect((await call(exportHandler, { path: '/me/export', token: bob.token })).body.reports).toEqual([]);
  const request = { method: 'DELETE', path: '/me', token: alice.token, body: { password: PASSWORD } };
  expect((await call(deleteAccount, request)).status).toBe(204);
  await sweep();
  expect(await stored(text)).toMatchObject({ reporter: 'deleted account', from: bob.username });
  expect(await stored(text)).not.toHaveProperty('reporterKey');
});
