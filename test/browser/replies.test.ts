/** Replies: by pointer and keyboard, the quote, and the way to what it quotes. */
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, inject } from 'vitest';
import { http } from '../support/http/http.ts';
import { acquaintByApi, tokenOf } from './support/accounts.ts';
import { composer, isFocused, message, openChat, send, visitAs } from './support/app.ts';
import { attach, sendButton, textFile } from './support/files.ts';
import { test } from './support/visitors.ts';

const ROOT = join(import.meta.dirname, '../..');

test('a reply is begun with a button or a key, and shows what it answers on both sides', async ({
  visit,
  person,
}) => {
  const [alice, bob] = [await person('alice'), await person('bob')];
  await acquaintByApi(inject('productUrl'), bob, alice);
  const [{ page: hers }, { page: his }] = [await visitAs(visit, alice), await visitAs(visit, bob)];
  await openChat(hers, bob);
  await send(hers, 'Shall we meet?');
  await openChat(his, alice);
  await message(his, 'Shall we meet?').getByText('Shall we meet?').hover();
  await message(his, 'Shall we meet?').getByRole('button', { name: 'Reply' }).click();
  await expect.poll(() => isFocused(composer(his))).toBe(true);
  await his.getByText(`Replying to ${alice.username}`).waitFor();
  await his.keyboard.press('Escape');
  await his.getByText(`Replying to ${alice.username}`).waitFor({ state: 'detached' });
  // Shift and Tab reach the newest message, and R begins again; the draft stays.
  await composer(his).fill('Yes, at noon');
  await message(his, 'Shall we meet?').locator('[tabindex="0"]').first().focus();
  await his.keyboard.press('r');
  await his.getByText(`Replying to ${alice.username}`).waitFor();
  await expect.poll(() => composer(his).inputValue()).toBe('Yes, at noon');
  await his.keyboard.press('Enter');
  await his.getByText(`Replying to ${alice.username}`).waitFor({ state: 'detached' });

  const quote = message(hers, 'Yes, at noon').getByRole('button', { name: 'Answers You Shall we meet?' });
  await quote.click();
  await hers.waitForFunction(
    () =>
      document.activeElement?.matches('.message') &&
      document.activeElement.textContent?.includes('Shall we meet?'),
  );
  // The quote follows the message.
  await hers.keyboard.press('Enter');
  await composer(hers).fill('Shall we meet on Monday?');
  await composer(hers).press('Enter');
  for (const page of [hers, his])
    await page.getByRole('button', { name: /^Answers .* Shall we meet on Monday\?$/ }).waitFor();
  await message(hers, 'Shall we meet on Monday?').first().getByText('Shall we meet on Monday?').hover();
  await message(hers, 'Shall we meet on Monday?').first().getByRole('button', { name: 'Delete' }).click();
  await hers.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  for (const page of [hers, his])
    await page.getByRole('button', { name: /^Answers .* Message deleted$/ }).waitFor();
});

test('a quote of a text with files names both', async ({ visit, person }) => {
  const [alice, bob] = [await person('alice'), await person('bob')];
  await acquaintByApi(inject('productUrl'), bob, alice);
  const [{ page: hers }, { page: his }] = [await visitAs(visit, alice), await visitAs(visit, bob)];
  await openChat(his, alice);
  await openChat(hers, bob);
  await attach(hers, textFile('one.txt', 'one'), textFile('two.txt', 'two'));
  await composer(hers).fill('Read these');
  await sendButton(hers).click();
  await message(his, 'Read these').locator('[tabindex="0"]').first().focus();
  await his.keyboard.press('r');
  await send(his, 'I will');
  for (const page of [hers, his])
    await page.getByRole('button', { name: /^Answers \S+ .*2 files · Read these$/ }).waitFor();
});

test('a quote leads far back', async ({ visit, person }) => {
  const [alice, bob] = [await person('alice'), await person('bob')];
  const url = inject('productUrl');
  const between = `${alice.username},${bob.username}`;
  const args = ['--data', inject('productDataDir'), '--between', between, '--messages', '500'];
  await execa(process.execPath, ['local/demo/cli.ts', ...args], { cwd: ROOT });
  const headers = { authorization: `Bearer ${await tokenOf(url, alice)}` };
  const get = (address: string) => http('GET', new URL(address, url).href, undefined, headers);
  let page = await get(`/messages?User=${bob.username}&limit=200`);
  for (let next = nextOf(page); next; next = nextOf(page)) page = await get(next);
  const [{ Id: ReplyTo, Message: oldest }] = page.body;
  const { page: his } = await visitAs(visit, bob);
  await http('POST', `${url}/messages`, { User: bob.username, Message: 'A late answer', ReplyTo }, headers);
  await openChat(his, alice);
  await message(his, 'A late answer')
    .getByRole('button', { name: /^Answers/ })
    .click();
  await his.waitForFunction(
    (text) =>
      document.activeElement?.matches('.message') && document.activeElement.textContent?.includes(text),
    oldest.split('\n')[0],
  );
  await his.getByText('begins here.').waitFor();
});

const nextOf = ({ headers }: Awaited<ReturnType<typeof http>>) =>
  /<([^>]+)>/.exec(String(headers.link ?? ''))?.[1];
