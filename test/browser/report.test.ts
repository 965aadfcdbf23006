/** Reporting a message to the operators. */
import { expect, inject } from 'vitest';
import { bearer, http } from '../support/http/http.ts';
import { sendByApi, tokenOf } from './support/accounts.ts';
import { choose, logIn, loginForm, message, openChat, visitAs } from './support/app.ts';
import { test } from './support/visitors.ts';

test('a message of another person is reported, with a reason and a comment', async ({ visit, person }) => {
  const [alice, bob] = [await person('alice'), await person('bob')];
  const url = inject('productUrl');
  const { Id } = await sendByApi(url, await tokenOf(url, bob), alice.username, 'Buy my pills');
  const alices = await tokenOf(url, alice);
  await sendByApi(url, alices, bob.username, 'No');
  const { page } = await visitAs(visit, alice);
  await openChat(page, bob);
  await message(page, 'No').hover();
  await message(page, 'No').getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Copy text' }).waitFor();
  expect(await page.getByRole('menuitem', { name: 'Report…' }).count()).toBe(0);
  await page.keyboard.press('Escape');
  await message(page, 'Buy my pills').getByText('Buy my pills').hover();
  await choose(page, 'Buy my pills', 'Report…');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Report' }).click();
  await dialog.getByRole('alert').getByText('Choose what is wrong with it.').waitFor();
  await dialog.getByLabel('Spam or fraud').check();
  await dialog.getByLabel('In your own words').fill('The third time today');
  await dialog.getByRole('button', { name: 'Report' }).click();
  await page.getByText('Reported. An operator will look at it.').waitFor();
  await expect.poll(() => dialog.count()).toBe(0);
  const { body } = await http('GET', `${url}/me/export`, undefined, bearer(alices));
  expect(body.reports).toMatchObject([{ MessageId: Id, Reason: 'spam', Detail: 'The third time today' }]);
});

test('selecting text beyond the edge of the form keeps the form open', async ({ visit, person }) => {
  const [alice, bob] = [await person('alice'), await person('bob')];
  const url = inject('productUrl');
  await sendByApi(url, await tokenOf(url, bob), alice.username, 'Buy my pills');
  const { page } = await visitAs(visit, alice);
  await openChat(page, bob);
  await message(page, 'Buy my pills').getByText('Buy my pills').hover();
  await choose(page, 'Buy my pills', 'Report…');
  const words = page.getByRole('dialog').getByLabel('In your own words');
  await words.fill('The third time today');
  await words.hover();
  await page.mouse.down();
  await page.mouse.move(10, 10);
  await page.mouse.up();
  await expect.poll(() => words.inputValue()).toBe('The third time today');
  await page.mouse.click(10, 10);
  await words.waitFor({ state: 'detached' });
});

test.for(['Report', 'Delete'])(
  'the question of “%s” closes when the session of its user ends',
  async (action, { visit, person }) => {
    const [alice, bob] = [await person('alice'), await person('bob')];
    const url = inject('productUrl');
    const alices = await tokenOf(url, alice);
    const [from, to] = action === 'Delete' ? [alices, bob] : [await tokenOf(url, bob), alice];
    await sendByApi(url, from, to.username, 'Buy my pills');
    const { page, faults } = await visitAs(visit, alice);
    faults.expect(/console: Failed to load resource: .* 401|WebSocket connection/);
    await openChat(page, bob);
    await message(page, 'Buy my pills').getByText('Buy my pills').hover();
    if (action === 'Report') await choose(page, 'Buy my pills', 'Report…');
    else await message(page, 'Buy my pills').getByRole('button', { name: action }).click();
    await page.getByRole('dialog').waitFor();
    await http('DELETE', `${url}/sessions`, undefined, bearer(alices));
    await loginForm(page).waitFor();
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
    await logIn(page, bob);
    expect(await page.getByRole('dialog').count()).toBe(0);
  },
);
