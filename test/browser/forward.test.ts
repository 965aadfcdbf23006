/** Forwarding a message, with its source named. */
import { inject } from 'vitest';
import { acquaintByApi, sendByApi, tokenOf } from './support/accounts.ts';
import { message, messages, openChat, send, visitAs } from './support/app.ts';
import { attach, picture, pictureOf, sendButton, tray } from './support/files.ts';
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

test('forwards a picture, which a reply names', async ({ visit, person }) => {
  const url = inject('productUrl');
  const [alice, bob, carol] = [await person('alice'), await person('bob'), await person('carol')];
  await acquaintByApi(url, bob, alice);
  await acquaintByApi(url, carol, alice);
  const { page } = await visitAs(visit, alice);
  await openChat(page, bob);
  await attach(page, picture('harbour.png'));
  await tray(page).getByText('harbour.png').waitFor();
  await sendButton(page).click({ timeout: 20_000 });
  await pictureOf(page, 'harbour.png');
  const sent = messages(page).filter({ has: page.getByRole('img', { name: 'harbour.png' }) });
  await sent.hover();
  await sent.getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Forward…' }).click();
  await page.getByRole('dialog').getByText('📎 harbour.png').waitFor();
  await page.getByRole('dialog').getByRole('button', { name: carol.username }).click();
  await page.getByText(`Forwarded to ${carol.username}.`).waitFor();
  await openChat(page, carol);
  await pictureOf(page, 'harbour.png');
  await messages(page).getByText('Forwarded from you').waitFor();
  const forwarded = messages(page).filter({ has: page.getByRole('img', { name: 'harbour.png' }) });
  await forwarded.hover();
  await forwarded.getByRole('button', { name: 'Reply' }).click();
  await send(page, 'nice');
  await message(page, 'nice').getByText('Picture', { exact: true }).waitFor();
});
