/** Editing and deleting: functions/messages/edit.ts and functions/messages/delete.ts. */
import { beforeAll, describe, expect, test } from 'vitest';
import { handler as deleteHandler } from '../../../functions/messages/delete.ts';
import { handler as editHandler } from '../../../functions/messages/edit.ts';
import { handler as listHandler } from '../../../functions/messages/list.ts';
import { handler as sendHandler } from '../../../functions/messages/send.ts';
import { type ApiRequest, call } from '../../support/http/gateway.ts';
import { createPerson, type Person } from '../../support/people/people.ts';

const REPRESENTATION = { prefer: 'return=representation' };
let alice: Person;
let bob: Person;
let mallory: Person;
beforeAll(async () => {
  [alice, bob, mallory] = (await Promise.all(['alice', 'bob', 'mallory'].map(createPerson))) as [
    Person,
    Person,
    Person,
  ];
});

async function sendNew(Message = 'original'): Promise<{ Id: string; Seq: number; Version: number }> {
  const body = { User: bob.username, Message };
  const request = { method: 'POST', path: '/messages', token: alice.token, body, headers: REPRESENTATION };
  return (await call(sendHandler, request)).body;
}

const edit = ({ token }: Person, id: string, body: unknown, more: ApiRequest = {}) =>
  call(editHandler, { method: 'PATCH', path: `/messages/${id}`, params: { id }, token, body, ...more });
const remove = ({ token }: Person, id: string) =>
  call(deleteHandler, { method: 'DELETE', path: `/messages/${id}`, params: { id }, token });

async function see({ token }: Person, id: string) {
  const User = token === bob.token ? alice.username : bob.username;
  const { body } = await call(listHandler, { path: '/messages', token, query: { User } });
  return body.find((message: { Id: string }) => message.Id === id);
}

describe('editing', () => {
  test('changes the text for both sides, and takes the next version but keeps its place', async () => {
    const sent = await sendNew();
    expect(await edit(alice, sent.Id, { Message: 'better' })).toMatchObject({
      status: 200,
      body: 'Message has been edited.',
    });
    const seen = await see(bob, sent.Id);
    expect(seen).toMatchObject({
      Message: 'better',
      Seq: sent.Seq,
      EditedAt: expect.stringMatching(/Z$/),
      DeletedAt: null,
    });
    expect(seen.Version).toBeGreaterThan(sent.Version);
  });

  test.each(['original', 'original ', 'original\r\n'])(
    'to %j, which is the same, changes nothing',
    async (Message) => {
      const sent = await sendNew();
      expect((await edit(alice, sent.Id, { Message })).status).toBe(200);
      expect(await see(bob, sent.Id)).toEqual(await see(alice, sent.Id));
      expect(await see(bob, sent.Id)).toMatchObject({
        Message: 'original',
        Version: sent.Version,
        EditedAt: null,
      });
    },
  );

  test('answers the message to those who prefer it', async () => {
    const { Id } = await sendNew();
    const { body } = await edit(alice, Id, { Message: 'better' }, { headers: REPRESENTATION });
    expect(body).toMatchObject({ Id, Message: 'better' });
  });

  test.each<[string, () => Person, string | undefined, unknown, number, string]>([
    ['the recipient', () => bob, undefined, { Message: 'x' }, 403, 'not_your_message'],
    ['a third person', () => mallory, undefined, { Message: 'x' }, 404, 'message_not_found'],
    ['an unknown id', () => alice, '000000000000000000000000', { Message: 'x' }, 404, 'message_not_found'],
    ['something that is no id', () => alice, '$ne', { Message: 'x' }, 404, 'message_not_found'],
    ['an empty text', () => alice, undefined, { Message: '' }, 400, 'validation_failed'],
    ['a blank text', () => alice, undefined, { Message: '\u3164 ' }, 400, 'validation_failed'],
    ['an object as text', () => alice, undefined, { Message: { $set: 1 } }, 400, 'validation_failed'],
    ['another field', () => alice, undefined, { Message: 'x', From: 'bob' }, 400, 'validation_failed'],
  ])('is refused for %s, and nothing changes', async (_, who, id, body, status, code) => {
    const sent = await sendNew();
    expect(await edit(who(), id ?? sent.Id, body)).toMatchObject({ status, body: { code } });
    expect(await see(alice, sent.Id)).toMatchObject({
      Message: 'original',
      Version: sent.Version,
      EditedAt: null,
    });
  });

  test('of concurrent edits the one with the highest version stays', async () => {
    const { Id } = await sendNew();
    const edits = Array.from({ length: 20 }, (_, index) =>
      edit(alice, Id, { Message: `edit ${index}` }, { headers: REPRESENTATION }),
    );
    const answers = await Promise.all(edits);
    const last = answers.map(({ body }) => body).reduce((a, b) => (b.Version > a.Version ? b : a));
    expect(await see(bob, Id)).toEqual(last);
  });
});

describe('deleting', () => {
  test('leaves a tombstone without the text, for both sides', async () => {
    const sent = await sendNew('to be forgotten');
    expect(await remove(alice, sent.Id)).toMatchObject({ status: 204, body: undefined });
    const seen = await see(bob, sent.Id);
    expect(seen).toMatchObject({ Message: '', Seq: sent.Seq, DeletedAt: expect.stringMatching(/Z$/) });
    expect(seen.Version).toBeGreaterThan(sent.Version);
  });

  test('twice is the same as once', async () => {
    const { Id } = await sendNew();
    await remove(alice, Id);
    const once = await see(alice, Id);
    expect((await remove(alice, Id)).status).toBe(204);
    expect(await see(alice, Id)).toEqual(once);
  });

  test('is final: an edit afterwards is refused', async () => {
    const { Id } = await sendNew();
    await remove(alice, Id);
    expect(await edit(alice, Id, { Message: 'back again' })).toMatchObject({
      status: 410,
      body: { code: 'message_deleted' },
    });
    expect((await see(alice, Id)).Message).toBe('');
  });

  test('wins against edits at the same time', async () => {
    for (let round = 0; round < 10; round++) {
      const { Id } = await sendNew();
      const edits = Array.from({ length: 5 }, () => edit(alice, Id, { Message: 'still here' }));
      await Promise.all([...edits, remove(alice, Id), ...edits]);
      expect(await see(bob, Id)).toMatchObject({ Message: '', DeletedAt: expect.any(String) });
    }
  });

  test.each<[string, () => Person, string | undefined, number]>([
    ['the recipient', () => bob, undefined, 403],
    ['a third person', () => mallory, undefined, 404],
    ['an unknown id', () => alice, '000000000000000000000000', 404],
  ])('is refused for %s, and nothing changes', async (_, who, id, status) => {
    const sent = await sendNew();
    expect((await remove(who(), id ?? sent.Id)).status).toBe(status);
    expect(await see(alice, sent.Id)).toMatchObject({ Message: 'original', DeletedAt: null });
  });
});
