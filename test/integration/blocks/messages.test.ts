/** What a block keeps from whom: messages and their edits, before, during and after. */
import { beforeEach, describe, expect, test } from 'vitest';
import { handler as listHandler } from '../../../functions/messages/list.ts';
import { followLinks } from '../../support/people/pages.ts';
import { createPerson, type Person } from '../../support/people/people.ts';
import {
  block,
  edit,
  erase,
  inbox,
  list,
  row,
  send,
  texts,
  typesAt,
  unblock,
} from '../../support/people/two-people.ts';
import { openSocket } from '../../support/sockets/sockets.ts';

let alice: Person;
let bob: Person;
beforeEach(async () => {
  [alice, bob] = [await createPerson('alice'), await createPerson('bob')];
});

describe('messages', () => {
  test('of the blocked user are accepted, and never delivered', async () => {
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

  test('to a blocked user are refused, and the blocked user is not notified', async () => {
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
