/** functions/me/delete.ts against time, other requests and crashes. */
import { beforeEach, describe, expect, test } from 'vitest';
import { directConversationId } from '#lib/conversations/conversation.ts';
import { allocateErasure } from '#lib/conversations/erasure.ts';
import { anonymizeMessages, listNames } from '#lib/messages/store/erasure.ts';
import { handler as logInHandler } from '../../../functions/auth/login.ts';
import { handler } from '../../../functions/me/delete.ts';
import { handler as meHandler } from '../../../functions/me/show.ts';
import { handler as deleteMessage } from '../../../functions/messages/delete.ts';
import { handler as editHandler } from '../../../functions/messages/edit.ts';
import { handler as listHandler } from '../../../functions/messages/list.ts';
import { handler as sendHandler } from '../../../functions/messages/send.ts';
import { call } from '../../support/http/gateway.ts';
import { fillConversation } from '../../support/people/conversations.ts';
import { followLinks } from '../../support/people/pages.ts';
import { createPerson, type Person } from '../../support/people/people.ts';
import { PASSWORD } from '../../support/people/registration.ts';
import { sweep } from '../../support/server/deletions.ts';

const GONE = 'deleted account';
const ENDED = { status: 401, body: { code: 'session_ended' } };

let alice: Person;
let bob: Person;
beforeEach(async () => {
  [alice, bob] = (await Promise.all(['Alice', 'bob'].map(createPerson))) as [Person, Person];
});

interface Resource {
  Id: string;
  To: string;
  From: string;
  Message: string;
  Version: number;
  DeletedAt: string | null;
}

const remove = ({ token } = alice) =>
  call(handler, { method: 'DELETE', path: '/me', token, body: { password: PASSWORD } });
const send = async (from: Person, to: Person, Message: string) => {
  const body = { User: to.username, Message };
  const headers = { prefer: 'return=representation' };
  return call(sendHandler, { method: 'POST', path: '/messages', token: from.token, body, headers });
};
const edit = ({ token }: Person, id: string, Message: string) =>
  call(editHandler, { method: 'PATCH', path: `/messages/${id}`, params: { id }, token, body: { Message } });
const read = ({ token }: Person, peer: Person, query = {}) =>
  call(listHandler, { path: '/messages', token, query: { User: peer.username, ...query } });
const logIn = async () => {
  const body = { username: alice.username, password: PASSWORD };
  return call(logInHandler, { method: 'POST', path: '/Login', body });
};

test('a conversation of 5,000 messages is erased, and what had been deleted keeps its time', async () => {
  await fillConversation(alice.username, bob.username, 5_000);
  const [{ Id: id }] = (await read(alice, bob, { limit: '2' })).body;
  const { token } = alice;
  await call(deleteMessage, { method: 'DELETE', path: `/messages/${id}`, params: { id }, token });
  const [{ Id, From: from, DeletedAt }] = (await read(bob, alice, { limit: '2' })).body;
  expect([Id, from]).toEqual([id, alice.username]);
  expect((await remove()).status).toBe(204);
  await sweep();
  const query = { User: alice.username };
  const pages = await followLinks(listHandler, { path: '/messages', token: bob.token, query });
  const all = pages.flat() as Resource[];
  expect(all).toHaveLength(5_000);
  expect(all.filter(({ From }) => From === GONE)).toHaveLength(2_500);
  for (const { From, To, Message } of all) {
    expect([From, To]).toContain(GONE);
    expect([From, To]).toContain(bob.username);
    if (From === GONE) expect(Message).toBe('');
  }
  expect(all.filter(({ Message }) => Message !== '')).toHaveLength(2_500);
  expect(new Set(all.map(({ Version }) => Version)).size).toBe(5_000);
  expect(all.find(({ Id }) => Id === id)?.DeletedAt).toBe(DeletedAt);
});

describe('is not to be outrun', () => {
  test('by edits of both sides in the middle of it', async () => {
    const hers: Resource[] = [];
    const his: Resource[] = [];
    for (let i = 0; i < 10; i++) {
      hers.push((await send(alice, bob, `hers ${i}`)).body);
      his.push((await send(bob, alice, `his ${i}`)).body);
    }
    const edits = [
      ...hers.map(({ Id }) => edit(alice, Id, 'edited by Alice')),
      ...his.map(({ Id }) => edit(bob, Id, 'edited by Bob')),
    ];
    const [removed, ...edited] = await Promise.all([remove(), ...edits]);
    expect(removed).toMatchObject({ status: 204 });
    for (const { status } of edited.slice(10)) expect(status).toBe(200);
    await sweep();
    const { body } = await read(bob, alice);
    for (const message of body as Resource[]) {
      const own = message.From === bob.username;
      expect(message).toMatchObject(
        own ? { To: GONE, Message: 'edited by Bob' } : { From: GONE, Message: '' },
      );
    }
    expect(new Set((body as Resource[]).map(({ Version }) => Version)).size).toBe(20);
  });

  test('by an edit between the look at a message and its change: it is left for a later look', async () => {
    const { body: his } = await send(bob, alice, 'his');
    await send(alice, bob, 'hers');
    const conversation = directConversationId(alice.username, bob.username);
    const seen = await listNames(conversation, [], 0, 10);
    await edit(bob, his.Id, 'edited by Bob');
    const allocated = await allocateErasure(conversation, seen.length);
    await anonymizeMessages(seen, alice.username, (allocated ?? 0) - 1, new Date());
    const [left, done] = (await read(bob, alice)).body;
    expect(left).toMatchObject({ Message: 'edited by Bob', Version: 3, To: alice.username });
    expect(done).toMatchObject({ Message: '', Version: 5, From: GONE });
    await remove();
    await sweep();
    expect((await read(bob, alice)).body).toMatchObject([{ Message: 'edited by Bob', To: GONE }, done]);
  });

  test('by logins in the middle of it', async () => {
    const logins = Array.from({ length: 5 }, logIn);
    const [removed, ...answers] = await Promise.all([remove(), ...logins]);
    expect(removed).toMatchObject({ status: 204 });
    for (const { status, body } of answers) {
      if (status === 200)
        expect(await call(meHandler, { path: '/me', token: body.Token })).toMatchObject(ENDED);
    }
    expect(await logIn()).toMatchObject({ status: 404, body: 'Invalid user.' });
  });
});
