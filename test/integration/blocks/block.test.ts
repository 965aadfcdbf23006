/** What a block keeps from whom: each side's view of everything, before, during and after. */
import { beforeEach, describe, expect, test } from 'vitest';
import { handler as addHandler } from '../../../functions/blocks/add.ts';
import { handler as listBlocksHandler } from '../../../functions/blocks/list.ts';
import { handler as removeHandler } from '../../../functions/blocks/remove.ts';
import { handler as inboxHandler } from '../../../functions/conversations/list.ts';
import { handler as readHandler } from '../../../functions/conversations/read.ts';
import { handler as exportHandler } from '../../../functions/me/export.ts';
import { handler as deleteHandler } from '../../../functions/messages/delete.ts';
import { handler as editHandler } from '../../../functions/messages/edit.ts';
import { handler as listHandler } from '../../../functions/messages/list.ts';
import { handler as sendHandler } from '../../../functions/messages/send.ts';
import { handler as typingHandler } from '../../../functions/realtime/typing.ts';
import { handler as showHandler } from '../../../functions/users/show.ts';
import { type ApiRequest, call } from '../../support/gateway.ts';
import { followLinks } from '../../support/pages.ts';
import { createPerson, type Person } from '../../support/people.ts';
import { gateway } from '../../support/socket-gateway.ts';
import { closeSocket, openSocket, sendFrame } from '../../support/sockets.ts';

let alice: Person;
let bob: Person;
beforeEach(async () => {
  [alice, bob] = [await createPerson('alice'), await createPerson('bob')];
});

const headers = { prefer: 'return=representation' };
const send = (from: Person, to: Person, Message: string, more: object = {}) => {
  const body = { User: to.username, Message, ...more };
  return call(sendHandler, { method: 'POST', path: '/messages', token: from.token, headers, body });
};
const list = (reader: Person, peer: Person, query: Record<string, string> = {}) =>
  call(listHandler, { path: '/messages', token: reader.token, query: { User: peer.username, ...query } });
const texts = async (reader: Person, peer: Person): Promise<string[]> =>
  (await list(reader, peer)).body.map(({ Message }: { Message: string }) => Message);
const inbox = (reader: Person, query: Record<string, string> = {}) =>
  call(inboxHandler, { path: '/conversations', token: reader.token, query });
const row = async (reader: Person) => (await inbox(reader)).body[0];
const changeBlock = (handler: typeof addHandler, method: string) => (by: Person, of: string) =>
  call(handler, { method, path: `/blocks/${of}`, params: { username: of }, token: by.token });
const block = changeBlock(addHandler, 'PUT');
const unblock = changeBlock(removeHandler, 'DELETE');
const blocksOf = (person: Person, query?: Record<string, string>) =>
  call(listBlocksHandler, { path: '/blocks', token: person.token, ...(query ? { query } : {}) });
const show = async (reader: Person, of: Person) =>
  (await call(showHandler, { path: '/x', params: { username: of.username }, token: reader.token })).body
    .presence;
const change = (request: ApiRequest & { id: string }) => ({
  ...request,
  path: `/messages/${request.id}`,
  params: { id: request.id },
});
const edit = (by: Person, id: string, Message: string) =>
  call(editHandler, change({ id, method: 'PATCH', token: by.token, headers, body: { Message } }));
const erase = (by: Person, id: string) =>
  call(deleteHandler, change({ id, method: 'DELETE', token: by.token }));
const read = (by: Person, peer: Person, Seq: number) => {
  const request = { method: 'PUT', path: '/x', params: { username: peer.username }, token: by.token };
  return call(readHandler, { ...request, body: { Seq } });
};
const typesAt = (socket: string) => gateway.frames(socket).map(({ type }) => type);

describe('the list of blocks', () => {
  test('holds whom one blocks, as they spell their names', async () => {
    const first = await block(alice, bob.username.toUpperCase());
    expect(first).toMatchObject({ status: 200, body: { Username: bob.username } });
    expect((await block(alice, bob.username)).body).toEqual(first.body);
    expect((await blocksOf(alice)).body).toEqual([first.body]);
    expect((await blocksOf(bob)).body).toEqual([]);
    expect((await unblock(alice, bob.username)).status).toBe(204);
    expect((await unblock(alice, bob.username)).status).toBe(204);
    expect((await blocksOf(alice)).body).toEqual([]);
  });

  test('comes in pages', async () => {
    const names = [];
    for (let index = 0; index < 5; index++) {
      const { username } = await createPerson(index % 2 ? 'aaron' : 'zoe');
      names.push(username);
      await block(alice, username);
    }
    const pages = await followLinks(listBlocksHandler, {
      path: '/blocks',
      token: alice.token,
      query: { limit: '2' },
    });
    expect(pages.map((page) => page.length)).toEqual([2, 2, 1]);
    const listed = pages.flat().map((entry) => (entry as { Username: string }).Username);
    expect(listed.sort()).toEqual(names.sort());
  });

  test('takes nobody unknown, and not oneself', async () => {
    expect((await block(alice, 'nobody-of-that-name')).body.code).toBe('user_not_found');
    expect((await block(alice, alice.username.toUpperCase())).body.code).toBe('validation_failed');
    expect((await blocksOf(alice, { after: 'made-up' })).body.code).toBe('invalid_cursor');
  });

  test('blocks at once are one block', async () => {
    await Promise.all(Array.from({ length: 16 }, () => block(alice, bob.username)));
    expect((await blocksOf(alice)).body).toHaveLength(1);
  });
});

describe('messages', () => {
  test('of the blocked one are taken as ever, and reach nobody, then or later', async () => {
    const before = await send(alice, bob, 'before');
    await block(alice, bob.username);
    const during = await send(bob, alice, 'during');
    expect(during.status).toBe(201);
    expect(Object.keys(during.body)).toEqual(Object.keys(before.body));
    expect(during.body.Seq).toBe(before.body.Seq + 1);
    expect(await texts(alice, bob)).toEqual(['before']);
    expect(await texts(bob, alice)).toEqual(['before', 'during']);
    await unblock(alice, bob.username);
    expect((await send(bob, alice, 'after')).status).toBe(201);
    expect(await texts(alice, bob)).toEqual(['before', 'after']);
    expect(await texts(bob, alice)).toEqual(['before', 'during', 'after']);
    expect((await row(alice)).Unread).toBe(1);
  });

  test('to somebody one blocks are refused, and the other learns nothing', async () => {
    const { body } = await send(alice, bob, 'before');
    const { headers: known } = await list(bob, alice);
    const before = await row(bob);
    await block(alice, bob.username);
    const { status, body: problem } = await send(alice, bob, 'during');
    expect({ status, code: problem.code }).toEqual({ status: 409, code: 'user_blocked' });
    expect((await edit(alice, body.Id, 'changed')).body.code).toBe('user_blocked');
    expect((await list(bob, alice, { since: String(known['x-sync-token']) })).body).toHaveLength(1);
    expect(await row(bob)).toEqual(before);
  });

  test('before the first word, the first one is kept back too', async () => {
    await block(alice, bob.username);
    expect((await inbox(alice)).body).toEqual([]);
    expect((await inbox(bob)).body).toEqual([]);
    expect((await list(bob, alice)).body).toEqual([]);
    expect((await send(alice, bob, 'hello')).body.code).toBe('user_blocked');
    expect((await send(bob, alice, 'hello')).status).toBe(201);
    expect((await inbox(alice)).body).toEqual([]);
    expect(await row(bob)).toMatchObject({ User: alice.username, Unread: 0, PeerReadSeq: 0 });
    await unblock(alice, bob.username);
    expect((await inbox(alice)).body).toEqual([]);
    expect((await send(alice, bob, 'well then')).status).toBe(201);
    expect(await texts(alice, bob)).toEqual(['well then']);
    expect(await texts(bob, alice)).toEqual(['hello', 'well then']);
  });

  test('of a block that was taken back before the first word, nothing is left', async () => {
    await block(alice, bob.username);
    await unblock(alice, bob.username);
    expect((await send(bob, alice, 'hello')).status).toBe(201);
    expect(await texts(alice, bob)).toEqual(['hello']);
    expect(await row(alice)).toMatchObject({ Unread: 1, Blocked: false });
  });

  test('sent again by ClientId are the same one, also after the block', async () => {
    await send(alice, bob, 'before');
    await block(alice, bob.username);
    const first = await send(bob, alice, 'during', { ClientId: 'mine' });
    await unblock(alice, bob.username);
    expect((await send(bob, alice, 'during', { ClientId: 'mine' })).body).toEqual(first.body);
    expect((await send(bob, alice, 'other', { ClientId: 'mine' })).body.code).toBe('client_id_conflict');
    expect(await texts(alice, bob)).toEqual(['before']);
  });

  test('kept back go on being kept back when they are edited and deleted', async () => {
    await send(alice, bob, 'before');
    await block(alice, bob.username);
    const { Id } = (await send(bob, alice, 'during')).body;
    await unblock(alice, bob.username);
    const known = String((await list(alice, bob)).headers['x-sync-token']);
    const socket = await openSocket(alice);
    expect((await edit(bob, Id, 'edited')).status).toBe(200);
    expect((await edit(alice, Id, 'mine now')).body.code).toBe('message_not_found');
    expect((await erase(bob, Id)).status).toBe(204);
    expect(await texts(alice, bob)).toEqual(['before']);
    expect((await list(alice, bob, { since: known })).body).toHaveLength(1);
    expect(typesAt(socket).filter((type) => type.startsWith('message.'))).toEqual([]);
  });

  test('both may block each other', async () => {
    await send(alice, bob, 'before');
    await block(alice, bob.username);
    await block(bob, alice.username);
    expect((await send(bob, alice, 'no')).body.code).toBe('user_blocked');
    expect((await send(alice, bob, 'no')).body.code).toBe('user_blocked');
    await unblock(alice, bob.username);
    expect((await send(alice, bob, 'kept from bob')).status).toBe(201);
    await unblock(bob, alice.username);
    expect(await texts(bob, alice)).toEqual(['before']);
    expect(await texts(alice, bob)).toEqual(['before', 'kept from bob']);
  });

  test.each([false, true])(
    'on their way when the block comes: it has one place among them (after a first word: %s)',
    async (known) => {
      if (known) await send(alice, bob, 'before');
      const sends = (count: number) =>
        Array.from({ length: count }, (_, index) => send(bob, alice, `${index}`));
      const [first, blocked, ...others] = [sends(10), block(alice, bob.username), ...sends(10)];
      const answers = await Promise.all([...(first ?? []), ...others]);
      expect((await blocked)?.status).toBe(200);
      const seqs = answers.map(({ status, body }) => (status === 201 ? body.Seq : Number.NaN));
      const seen = (await list(alice, bob)).body.map(({ Seq }: { Seq: number }) => Seq);
      const kept = seqs.filter((seq) => !seen.includes(seq));
      expect(Math.max(0, ...seen)).toBeLessThan(Math.min(...kept, Number.POSITIVE_INFINITY));
      expect((await send(bob, alice, 'after')).status).toBe(201);
      expect(await texts(alice, bob)).not.toContain('after');
      expect((await list(bob, alice)).body).toHaveLength(21 + (known ? 1 : 0));
    },
  );

  test('however many are kept back, pages and syncs pass over them', async () => {
    for (const text of ['one', 'two', 'three']) await send(bob, alice, text);
    const known = String((await list(alice, bob)).headers['x-sync-token']);
    await block(alice, bob.username);
    for (let index = 0; index < 25; index++) await send(bob, alice, `kept ${index}`);
    await unblock(alice, bob.username);
    for (const text of ['four', 'five']) await send(bob, alice, text);
    const request = { path: '/messages', token: alice.token };
    const query = { User: bob.username, limit: '2' };
    const pages = await followLinks(listHandler, { ...request, query });
    const said = (page: unknown[]) => page.map((message) => (message as { Message: string }).Message);
    expect(pages.map(said)).toEqual([['four', 'five'], ['two', 'three'], ['one']]);
    const changes = await followLinks(listHandler, { ...request, query: { ...query, since: known } });
    expect(changes.flatMap(said)).toEqual(['one', 'two', 'three', 'four', 'five']);
    expect((await row(alice)).Unread).toBe(5);
    const all = await followLinks(listHandler, {
      ...request,
      token: bob.token,
      query: { ...query, User: alice.username },
    });
    expect(all.flat()).toHaveLength(30);
  });
});

describe('edits of what both have', () => {
  test('by the blocked one are seen by them alone', async () => {
    const { Id } = (await send(bob, alice, 'kind')).body;
    const known = String((await list(alice, bob)).headers['x-sync-token']);
    await block(alice, bob.username);
    const socket = await openSocket(alice);
    for (const text of ['$unkind', 'worse']) {
      const edited = await edit(bob, Id, text);
      expect(edited).toMatchObject({ status: 200, body: { Message: text } });
      expect(edited.body.EditedAt).not.toBeNull();
    }
    expect(await texts(bob, alice)).toEqual(['worse']);
    const seen = (await list(alice, bob)).body[0];
    expect(seen).toMatchObject({ Message: 'kind', EditedAt: null, Version: 1 });
    expect((await list(alice, bob, { since: known })).body).toEqual([seen]);
    expect((await row(alice)).LastMessage).toEqual(seen);
    expect(typesAt(socket)).not.toContain('message.updated');
    await unblock(alice, bob.username);
    expect(await texts(alice, bob)).toEqual(['kind']);
    await edit(bob, Id, 'better');
    expect(await texts(alice, bob)).toEqual(['better']);
  });

  test('a sync in pages goes on behind one that was edited unseen', async () => {
    const ids = [];
    for (const text of ['one', 'two', 'three']) ids.push((await send(bob, alice, text)).body.Id);
    const known = String((await list(alice, bob)).headers['x-sync-token']);
    await block(alice, bob.username);
    for (const id of ids) await edit(bob, id, 'changed');
    const query = { User: bob.username, limit: '1', since: known };
    const pages = await followLinks(listHandler, { path: '/messages', token: alice.token, query });
    expect(pages.flat().map((message) => (message as { Message: string }).Message)).toEqual([
      'one',
      'two',
      'three',
    ]);
  });

  test('deletions come through, both ways', async () => {
    const his = (await send(bob, alice, 'his')).body.Id;
    const hers = (await send(alice, bob, 'hers')).body.Id;
    await block(alice, bob.username);
    await edit(bob, his, 'his, edited');
    expect((await erase(bob, his)).status).toBe(204);
    expect((await erase(alice, hers)).status).toBe(204);
    expect(await texts(alice, bob)).toEqual(['', '']);
    expect(await texts(bob, alice)).toEqual(['', '']);
  });
});

describe('real time', () => {
  test('nothing of the one reaches the other; the sender’s own devices get their echo', async () => {
    await send(alice, bob, 'before');
    const [hers, his] = [await openSocket(alice), await openSocket(bob)];
    await block(alice, bob.username);
    const [seenByHer, seenByHim] = [gateway.frames(hers).length, gateway.frames(his).length];
    await send(bob, alice, 'during');
    const typing = { type: 'typing', User: alice.username };
    expect(await sendFrame(typingHandler, his, typing)).toBeUndefined();
    await sendFrame(typingHandler, hers, { type: 'typing', User: bob.username });
    const laptop = await openSocket(bob);
    await closeSocket(laptop);
    expect(typesAt(hers).slice(seenByHer)).toEqual([]);
    expect(typesAt(his).slice(seenByHim)).toEqual(['message.created']);
  });

  test('the blocker’s devices are told of the block; each side sees the other leave and come back', async () => {
    await send(alice, bob, 'before');
    const [hers, his] = [await openSocket(alice), await openSocket(bob)];
    gateway.frames(hers).length = gateway.frames(his).length = 0;
    await block(alice, bob.username);
    const away = (Username: string) => ({
      type: 'presence',
      data: { Username, Online: false, LastSeen: null },
    });
    expect(gateway.frames(his)).toEqual([away(alice.username)]);
    expect(gateway.frames(hers)).toEqual([
      { type: 'block', data: { Username: bob.username, Blocked: true } },
      away(bob.username),
    ]);
    gateway.frames(hers).length = gateway.frames(his).length = 0;
    await unblock(alice, bob.username);
    expect(gateway.frames(his)).toMatchObject([{ type: 'presence', data: { Online: true } }]);
    expect(typesAt(hers)).toEqual(['block', 'presence']);
  });

  test('a stranger is not told of a block by a presence that was never shown', async () => {
    await openSocket(alice);
    const his = await openSocket(bob);
    await block(alice, bob.username);
    await unblock(alice, bob.username);
    expect(gateway.frames(his)).toEqual([]);
  });

  test('no presence is to be had, either way, as of somebody who never was there', async () => {
    await send(alice, bob, 'before');
    const [hers] = [await openSocket(alice), await openSocket(bob)];
    const never = { online: false, last_seen: null };
    expect(await show(bob, alice)).toEqual({ online: true, last_seen: null });
    await block(alice, bob.username);
    expect(await show(bob, alice)).toEqual(never);
    expect(await show(alice, bob)).toEqual(never);
    await closeSocket(hers);
    expect(await show(bob, alice)).toEqual(never);
    await unblock(alice, bob.username);
    expect(await show(bob, alice)).toEqual({ online: false, last_seen: expect.any(String) });
  });

  test('a deletion does not tell the blocked one that the other’s socket is gone', async () => {
    const { Id } = (await send(alice, bob, 'before')).body;
    const [hers, his] = [await openSocket(alice), await openSocket(bob)];
    await block(alice, bob.username);
    gateway.frames(his).length = 0;
    gateway.vanish(hers);
    await erase(alice, Id);
    expect(typesAt(his)).toEqual(['message.deleted']);
  });
});

describe('read marks', () => {
  test('of the blocker stand still, and nothing is unread to them', async () => {
    const { Seq } = (await send(bob, alice, 'before')).body;
    await block(alice, bob.username);
    const before = await row(bob);
    const his = await openSocket(bob);
    expect(await read(alice, bob, Seq)).toMatchObject({ status: 200, body: { ReadSeq: 0, Unread: 0 } });
    expect(await row(bob)).toEqual(before);
    expect(gateway.frames(his)).toEqual([]);
    await unblock(alice, bob.username);
    expect((await row(alice)).Unread).toBe(1);
    expect((await read(alice, bob, Seq)).body.ReadSeq).toBe(Seq);
    expect((await row(bob)).PeerReadSeq).toBe(Seq);
  });

  test('what was kept back cannot be marked', async () => {
    await send(bob, alice, 'before');
    await block(alice, bob.username);
    const { Seq } = (await send(bob, alice, 'during')).body;
    await unblock(alice, bob.username);
    expect((await read(alice, bob, Seq)).body.code).toBe('watermark_beyond_end');
  });

  test('where everything was kept back, there is nothing to mark', async () => {
    await block(alice, bob.username);
    const { Seq } = (await send(bob, alice, 'hello')).body;
    await unblock(alice, bob.username);
    expect((await read(alice, bob, Seq)).body.code).toBe('conversation_not_found');
    expect((await row(bob)).PeerReadSeq).toBe(0);
  });
});

describe('the inbox', () => {
  test('of the blocker shows the block, and no sign of what is kept back', async () => {
    const before = (await send(bob, alice, 'before')).body;
    await block(alice, bob.username);
    await send(bob, alice, 'during');
    expect(await row(alice)).toMatchObject({
      Blocked: true,
      Unread: 0,
      LastMessage: before,
      ActiveAt: before.Timestamp,
    });
    expect(await row(bob)).toMatchObject({ Blocked: false, LastMessage: { Message: 'during' } });
  });

  test('of the blocker’s other devices learns of it by sync; that of the blocked one does not', async () => {
    await send(alice, bob, 'before');
    const [hers, his] = [await inbox(alice), await inbox(bob)];
    const since = (answer: typeof hers) => ({ since: String(answer.headers['x-sync-token']) });
    const unchanged = (await inbox(bob, since(his))).body;
    await block(alice, bob.username);
    expect((await inbox(alice, since(hers))).body).toMatchObject([{ Blocked: true }]);
    expect((await inbox(bob, since(his))).body).toEqual(unchanged);
    const later = await inbox(alice, since(hers));
    await unblock(alice, bob.username);
    expect((await inbox(alice, since(later))).body).toMatchObject([{ Blocked: false }]);
    expect((await inbox(bob, since(his))).body).toEqual(unchanged);
  });
});

test('an export holds one’s own blocks, and what one sees', async () => {
  await send(alice, bob, 'before');
  await block(alice, bob.username);
  await send(bob, alice, 'during');
  const of = async ({ token }: Person) => (await call(exportHandler, { path: '/me/export', token })).body;
  const [hers, his] = [await of(alice), await of(bob)];
  expect(hers.blocks).toMatchObject([{ Username: bob.username }]);
  expect(hers.conversations[0].messages).toHaveLength(1);
  expect(his.blocks).toEqual([]);
  expect(his.conversations[0].messages).toHaveLength(2);
  expect(JSON.stringify(his)).not.toMatch(/hiddenFrom|"Blocked"|frozen/);
});
