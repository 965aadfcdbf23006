/** Forwarding a message, with its source named. */
import { inject } from 'vitest';
import { acquaintByApi, sendByApi, tokenOf } from './support/accounts.ts';
import { message, openChat, visitAs } from './support/app.ts';
import { test } from './support/visitors.ts';

test('forwards a message to a recent conversation, where its source is named', async ({ visit, person }) => {
  const url = inject('productUrl');
  const [alice, bob, carol] = [await person('alice'), await person('bob'), await person('carol')];
  await acquaintByApi(url, bob, alice);
  await acquaintByApi(url, carol, alice);
  await sendByApi(url, await tokenOf(url, bob), alice.username, 'the train leaves at nine');
  const { page } = await visitAs(visit, alice);
  await openChat(page, bob);
  await message(page, 'the train').getByText('the train').hover();
  await message(page, 'the train').getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Forward…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: carol.username }).click();
  await page.getByText(`Forwarded to ${carol.username}.`).waitFor();
  await openChat(page, carol);
  await message(page, 'the train').getByText(`Forwarded from ${bob.username}`).waitFor();
});
