/** A conversation whose other member has deleted their account. */
import { expect, inject } from 'vitest';
import { bearer, http } from '../support/http/http.ts';
import { sendByApi, tokenOf } from './support/accounts.ts';
import { composer, inbox, message, visitAs } from './support/app.ts';
import { test } from './support/visitors.ts';

test('the conversation with a deleted account stays readable, without its name', async ({
  visit,
  person,
}) => {
  const [alice, bob] = [await person('alice'), await person('bob')];
  const url = inject('productUrl');
  const [hers, his] = [await tokenOf(url, alice), await tokenOf(url, bob)];
  await sendByApi(url, his, alice.username, 'from bob');
  await sendByApi(url, hers, bob.username, 'from alice');
  const deletion = await http('DELETE', `${url}/me`, { password: bob.password }, bearer(his));
  expect(deletion.status).toBeLessThan(300);
  const name = async () => (await http('GET', `${url}/conversations`, undefined, bearer(hers))).body[0].User;
  await expect.poll(name, { timeout: 20_000 }).toMatch(/^~/);

  const { page } = await visitAs(visit, alice);
  await inbox(page).getByText('Deleted account').click();
  await page.getByText('No longer on CoreChat').waitFor();
  await message(page, 'from alice').waitFor();
  await message(page, 'Message deleted').waitFor();
  await page.getByText('This account was deleted.').waitFor();
  expect(await composer(page).count()).toBe(0);
  expect(await page.getByText(bob.username).count()).toBe(0);
});
