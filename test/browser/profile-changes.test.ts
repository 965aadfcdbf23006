/** Changes of a person's account, seen by another one who has the conversation open. */
import { expect, inject } from 'vitest';
import { bearer, http } from '../support/http/http.ts';
import { sendByApi, tokenOf } from './support/accounts.ts';
import { composer, inboxRow, message, openChat, visitAs } from './support/app.ts';
import { test } from './support/visitors.ts';

test('a new name and the end of an account show without a reload', async ({ visit, person }) => {
  const [alice, bob] = [await person('alice'), await person('bob')];
  const url = inject('productUrl');
  const token = await tokenOf(url, bob);
  await sendByApi(url, token, alice.username, 'Hello');
  const { page } = await visitAs(visit, alice);
  await openChat(page, bob);
  await message(page, 'Hello').waitFor();

  const change = { display_name: 'Robert the Great', avatar: { emoji: '🦉' } };
  expect((await http('PATCH', `${url}/me`, change, bearer(token))).status).toBe(200);
  await page.getByRole('heading', { name: 'Robert the Great', level: 1 }).waitFor();
  await inboxRow(page, { username: 'Robert the Great' }).getByText('🦉').waitFor();

  await composer(page).fill('half a sentence');
  const { status } = await http('DELETE', `${url}/me`, { password: bob.password }, bearer(token));
  expect(status).toBe(204);
  await page.getByText('This account was deleted.').waitFor();
  await page.getByRole('heading', { name: 'Deleted account', level: 1 }).waitFor();
});
