/** The inbox asks for all of its people at once. */
import { expect, inject } from 'vitest';
import { http } from '../support/http/http.ts';
import { acceptByApi, sendByApi, tokenOf } from './support/accounts.ts';
import { inboxRow, logIn } from './support/app.ts';
import { test } from './support/visitors.ts';

const url = () => inject('productUrl');

test('eight rows are not eight requests for names and presence', async ({ visit, person }) => {
  const alice = await person('alice');
  const peers = await Promise.all(Array.from({ length: 8 }, (_, index) => person(`peer${index}`)));
  const hers = await tokenOf(url(), alice);
  for (const peer of peers) {
    const token = await tokenOf(url(), peer);
    await http(
      'PATCH',
      `${url()}/me`,
      { display_name: `Name of ${peer.username}`.slice(0, 50) },
      { authorization: `Bearer ${token}` },
    );
    await sendByApi(url(), token, alice.username, 'hello');
    await acceptByApi(url(), hers, peer.username);
  }
  const { page } = await visit();
  const asked: string[] = [];
  page.on('request', (request) => {
    const { pathname } = new URL(request.url());
    if (/^\/(people|Users\/)/.test(pathname)) asked.push(pathname);
  });
  await logIn(page, alice);
  for (const { username } of peers) await inboxRow(page, { username: `Name of ${username}` }).waitFor();
  // Rows that are drawn later are another request.
  expect(asked.length).toBeLessThanOrEqual(3);
  expect(asked).toContain('/people');
});
