/** Pinned messages, listed in the menu of their conversation, and saved ones, in a list of their own. */
import { inject } from 'vitest';
import { acquaintByApi } from './support/accounts.ts';
import { message, openChat, send, visitAs } from './support/app.ts';
import { test } from './support/visitors.ts';

test('a pinned message is listed for both, a saved one for its saver, and each leads to its place', async ({
  visit,
  person,
}) => {
  const url = inject('productUrl');
  const [alice, bob] = [await person('alice'), await person('bob')];
  await acquaintByApi(url, bob, alice);
  const { page } = await visitAs(visit, alice);
  const { page: his } = await visitAs(visit, bob);
  await openChat(page, bob);
  await openChat(his, alice);
  await send(page, 'the door code is 4711');
  const choose = async (item: string) => {
    await message(page, 'the door code').getByText('the door code').hover();
    await message(page, 'the door code').getByRole('button', { name: 'More' }).click();
    await page.getByRole('menuitem', { name: item }).click();
  };
  await message(his, 'the door code').waitFor();
  await choose('Pin message');
  const open = async (of: typeof page) => {
    await of.getByRole('button', { name: 'More about this conversation' }).click();
    await of.getByRole('menuitem', { name: 'Pinned messages…' }).click();
  };
  await page.getByText('Pinned.').waitFor();
  await open(his);
  await his
    .getByRole('dialog')
    .getByRole('link', { name: /the door code/ })
    .click();
  await his.locator('.message:focus').getByText('the door code').waitFor();

  await choose('Save for me');
  await page.getByText('Saved. You find it under Saved messages.').waitFor();
  await page.getByRole('link', { name: 'Saved', exact: true }).click();
  await page.getByRole('link', { name: /the door code/ }).click();
  await page.locator('.message:focus').getByText('the door code').waitFor();

  await choose('Unpin message');
  await page.getByText('No longer pinned.').waitFor();
  await open(his);
  await his.getByText('No message is pinned here.').waitFor();
});
