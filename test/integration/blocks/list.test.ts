/** Whom one blocks. */
import { beforeEach, describe, expect, test } from 'vitest';
import { handler as listBlocksHandler } from '../../../functions/blocks/list.ts';
import { handler as exportHandler } from '../../../functions/me/export.ts';
import { call } from '../../support/http/gateway.ts';
import { followLinks } from '../../support/people/pages.ts';
import { createPerson, type Person } from '../../support/people/people.ts';
import { block, blocksOf, send, unblock } from '../../support/people/two-people.ts';

let alice: Person;
let bob: Person;
beforeEach(async () => {
  [alice, bob] = [await createPerson('alice'), await createPerson('bob')];
});

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

  test('refuses unknown users and oneself', async () => {
    expect((await block(alice, 'nobody-of-that-name')).body.code).toBe('user_not_found');
    expect((await block(alice, alice.username.toUpperCase())).body.code).toBe('validation_failed');
    expect((await blocksOf(alice, { after: 'made-up' })).body.code).toBe('invalid_cursor');
  });

  test('blocks at once are one block', async () => {
    await Promise.all(Array.from({ length: 16 }, () => block(alice, bob.username)));
    expect((await blocksOf(alice)).body).toHaveLength(1);
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
