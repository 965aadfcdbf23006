/** Pinned messages, listed in the menu of their conversation, and saved ones, in a list of their own. */
import { expect, inject } from 'vitest';
import { bearer, http } from '../support/http/http.ts';
import { acquaintByApi, sendByApi, tokenOf } from './support/accounts.ts';
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

test('the strip above the messages follows what others pin, edit and unpin, and leads there', async ({
  visit,
  person,
}) => {
  const url = inject('productUrl');
  const [alice, bob] = [await person('alice'), await person('bob')];
  await acquaintByApi(url, bob, alice);
  const token = await tokenOf(url, alice);
  const codes = await sendByApi(url, token, bob.username, 'the door code is 4711');
  for (let count = 0; count < 30; count++) await sendByApi(url, token, bob.username, `filler ${count}`);
  const wifi = await sendByApi(url, token, bob.username, 'the network is called Attic');
  const change = async (method: string, path: string, body?: object) => {
    const { status } = await http(method, `${url}/messages/${path}`, body, bearer(token));
    expect(status).toBeLessThan(300);
  };
  const { page } = await visitAs(visit, bob);
  await openChat(page, alice);
  await message(page, 'Attic').waitFor();
  const strip = page.getByRole('region', { name: 'Pinned messages' });
  expect(await strip.count()).toBe(0);

  await change('PUT', `${codes.Id}/pin`);
  await strip.getByText('the door code is 4711').waitFor();
  await expect.poll(() => strip.getByRole('button').count()).toBe(1);
  await change('PATCH', codes.Id, { Message: 'the door code is 1147' });
  await strip.getByText('the door code is 1147').click();
  await page.locator('.message:focus').getByText('the door code is 1147').waitFor();

  await change('PUT', `${wifi.Id}/pin`);
  await strip.getByText('Attic').waitFor();
  await strip.getByRole('button', { name: 'All 2 pinned messages' }).click();
  const links = page.getByRole('dialog', { name: 'Pinned messages' }).getByRole('link');
  await links.first().waitFor();
  await expect
    .poll(() => links.allTextContents())
    .toEqual([expect.stringContaining('Attic'), expect.stringContaining('1147')]);
  await change('DELETE', wifi.Id);
  await expect.poll(() => links.count()).toBe(1);
  await links.click();
  await page.locator('.message:focus').getByText('1147').waitFor();
  await page.reload();
  await strip.getByRole('button', { name: 'Pinned: the door code is 1147' }).waitFor();
  await change('DELETE', `${codes.Id}/pin`);
  await strip.waitFor({ state: 'detached' });
});
