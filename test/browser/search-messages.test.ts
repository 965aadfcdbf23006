/** Searching messages: in all conversations and in one, with the words marked and a way to their place. */
import { expect, inject } from 'vitest';
import { acquaintByApi, sendByApi, tokenOf } from './support/accounts.ts';
import { isInView, openChat, visitAs } from './support/app.ts';
import { test } from './support/visitors.ts';

test('what is typed into the search of conversations goes on in all messages, and leads to their places', async ({
  visit,
  person,
}) => {
  const url = inject('productUrl');
  const [alice, bob, carol] = [await person('alice'), await person('bob'), await person('carol')];
  for (const friend of [bob, carol]) await acquaintByApi(url, friend, alice);
  const token = await tokenOf(url, alice);
  await sendByApi(url, token, bob.username, 'See the Hárbour lights <b>tonight</b>');
  for (let count = 0; count < 40; count++) await sendByApi(url, token, bob.username, `filler ${count}`);
  await sendByApi(url, token, carol.username, 'No lights here, only a harbour');
  const { page } = await visitAs(visit, alice);
  await page.getByRole('textbox', { name: 'Search conversations' }).fill('harb');
  const goOn = page.getByRole('link', { name: 'Search messages for “harb”' });
  await page.getByRole('heading', { name: 'No such conversation' }).waitFor();
  expect(await isInView(goOn)).toBe(true);
  await goOn.click();
  const search = page.getByRole('navigation', { name: 'Search' });
  const field = search.getByRole('textbox', { name: 'Search messages' });
  expect(await field.inputValue()).toBe('harb');
  const hits = search.getByRole('listitem');
  await hits.nth(1).waitFor();
  expect(await hits.locator('mark').allTextContents()).toEqual(['harb', 'Hárb']);
  expect(await hits.first().textContent()).toContain(carol.username);
  await field.fill('"the harbour" lights');
  await hits.getByText('tonight').waitFor();
  await expect.poll(() => hits.count()).toBe(1);
  expect(await hits.locator('b').count()).toBe(0);
  await hits.getByRole('link').click();
  await page.locator('.message:focus').getByText('See the Hárbour lights').waitFor();
});

test('a conversation is searched from its menu', async ({ visit, person }) => {
  const url = inject('productUrl');
  const [alice, bob, carol] = [await person('alice'), await person('bob'), await person('carol')];
  for (const friend of [bob, carol]) await acquaintByApi(url, friend, alice);
  const token = await tokenOf(url, alice);
  await sendByApi(url, token, bob.username, 'apples for bob');
  await sendByApi(url, token, carol.username, 'apples for carol');
  const { page, faults } = await visitAs(visit, alice);
  faults.expect(/console: Failed to load resource: .* 400/);
  await openChat(page, bob);
  await page.getByRole('button', { name: 'More about this conversation' }).click();
  await page.getByRole('menuitem', { name: 'Search…' }).click();
  await page.getByRole('heading', { name: `Search in ${bob.username}` }).waitFor();
  const field = page.getByRole('textbox', { name: 'Search messages' });
  await field.fill('apples');
  const hits = page.getByRole('navigation', { name: 'Search' }).getByRole('listitem');
  await hits.getByText('for bob').waitFor();
  await expect.poll(() => hits.count()).toBe(1);
  await field.fill('pears');
  await page.getByRole('heading', { name: 'No message was found' }).waitFor();
  await field.fill('from:');
  await page.getByText('The search must have a username behind from:.').waitFor();
  await field.fill('');
  await page.getByText('Find what was said').waitFor();
});
