/** Files in messages: choosing, pasting, dropping, uploading, showing. */
import { expect, inject } from 'vitest';
import { acquaintByApi, tokenOf } from './support/accounts.ts';
import {
  composer,
  IS_KEPT,
  inboxRow,
  isFocused,
  message,
  messageThatIs,
  openChat,
  visitAs,
} from './support/app.ts';
import { accessibilityFaults } from './support/axe.ts';
import { attach, offer, picture, pictureOf, sendButton, textFile, tray } from './support/files.ts';
import { test } from './support/visitors.ts';

test('a picture and a text file reach the other person, who looks at one and saves the other', async ({
  visit,
  person,
}) => {
  const [alice, bob] = [await person('alice'), await person('bob')];
  await acquaintByApi(inject('productUrl'), bob, alice);
  const [{ page: hers }, { page: his }] = [await visitAs(visit, alice), await visitAs(visit, bob)];
  await openChat(hers, bob);
  await openChat(his, alice);
  await attach(hers, picture('harbour.png'), textFile('notes.txt', 'Chapter one'));
  await tray(hers).getByText('11 bytes', { exact: true }).waitFor();
  expect(await accessibilityFaults(hers)).toEqual([]);
  await composer(hers).fill('From the harbour');
  await sendButton(hers).click();
  await messageThatIs(hers, 'From the harbour', IS_KEPT).waitFor();
  await expect.poll(() => tray(hers).count()).toBe(0);

  const image = await pictureOf(his, 'harbour.png');
  const place = await image.boundingBox();
  expect((place?.width ?? 0) / (place?.height ?? 1)).toBeCloseTo(320 / 200, 1);
  await image.click();
  const viewer = his.getByRole('dialog', { name: 'harbour.png' });
  await viewer.getByRole('img', { name: 'harbour.png' }).waitFor();
  expect(await accessibilityFaults(his)).toEqual([]);
  await his.keyboard.press('Escape');
  await viewer.waitFor({ state: 'detached' });
  await expect.poll(() => isFocused(his.getByRole('button', { name: 'harbour.png' }))).toBe(true);

  expect(await accessibilityFaults(his)).toEqual([]);

  const saving = his.waitForEvent('download');
  await his.getByRole('button', { name: /^Download notes.txt/ }).click();
  const saved = await saving;
  expect(saved.suggestedFilename()).toBe('notes.txt');
  const chunks: Buffer[] = [];
  for await (const chunk of await saved.createReadStream()) chunks.push(chunk as Buffer);
  expect(Buffer.concat(chunks).toString()).toBe('Chapter one');
});

test('a file alone needs no text, and the list of conversations names it', async ({ visit, person }) => {
  const [alice, bob] = [await person('alice'), await person('bob')];
  const { page } = await visitAs(visit, alice);
  await openChat(page, bob);
  await attach(page, textFile('notes.txt', 'Chapter one'));
  await tray(page).getByText('11 bytes', { exact: true }).waitFor();
  await composer(page).press('Enter');
  await page.getByRole('button', { name: /^Download notes.txt/ }).waitFor();
  await inboxRow(page, bob).getByText('📎 notes.txt').waitFor();
  expect(await page.getByText('Blank message').count()).toBe(0);
});

test('files are pasted and dropped, and removed again', async ({ visit, person }) => {
  const [alice, bob] = [await person('alice'), await person('bob')];
  const { page } = await visitAs(visit, alice);
  await openChat(page, bob);
  await page.getByRole('button', { name: 'Attach files' }).waitFor();
  expect(await offer(page, picture('pasted.png'), 'paste')).toBe(false);
  await tray(page).getByText('pasted.png').waitFor();
  expect(await offer(page, picture('dropped.png'), 'drop', '#detail')).toBe(false);
  await tray(page).getByText('dropped.png').waitFor();
  await page.getByRole('button', { name: 'Remove pasted.png' }).click();
  await expect.poll(() => isFocused(composer(page))).toBe(true);
  await expect.poll(() => tray(page).getByRole('listitem').count()).toBe(1);
  await sendButton(page).click();
  await pictureOf(page, 'dropped.png');
  expect(await page.getByRole('img', { name: 'pasted.png' }).count()).toBe(0);
});

test('says why a file cannot be sent, and the others can', async ({ visit, person }) => {
  const [alice, bob] = [await person('alice'), await person('bob')];
  const { page } = await visitAs(visit, alice);
  await openChat(page, bob);
  await attach(page, textFile('empty.txt', ''), textFile('notes.txt', 'Chapter one'));
  await tray(page).getByText('The file is empty.').waitFor();
  await composer(page).fill('Notes');
  await expect.poll(() => sendButton(page).getAttribute('aria-disabled')).toBe('true');
  await page.getByRole('button', { name: 'Remove empty.txt' }).click();
  await sendButton(page).click();
  await messageThatIs(page, 'Notes', 'Sent').waitFor();

  await attach(page, ...Array.from({ length: 12 }, (_, at) => textFile(`${at}.txt`, 'x')));
  await page.getByText('A message can have 10 files.').waitFor();
  await expect.poll(() => tray(page).getByRole('listitem').count()).toBe(10);
});

const UPLOADS = /\/attachments\/[\w-]+\?/;

test('an upload that breaks is tried again, and one that is cut off by a reload is sent once', async ({
  visit,
  person,
}) => {
  const [alice, bob] = [await person('alice'), await person('bob')];
  const { page, context, faults } = await visitAs(visit, alice);
  faults.expect(/ERR_FAILED|Failed to load resource|blocked by CORS/);
  await openChat(page, bob);
  let isCut = true;
  let cuts = 0;
  await context.route(UPLOADS, (route) => {
    if (!isCut || route.request().method() !== 'PUT') return route.continue();
    cuts++;
    return route.abort();
  });
  await attach(page, picture('harbour.png'));
  await expect.poll(() => cuts, { timeout: 20_000 }).toBeGreaterThan(0);
  await composer(page).fill('From the harbour');
  await expect
    .poll(() => sendButton(page).getAttribute('aria-disabled'), { timeout: 20_000 })
    .not.toBe('true');
  await sendButton(page).click();
  await messageThatIs(page, 'From the harbour', 'Sending').waitFor();
  await page.getByRole('progressbar', { name: 'Uploading harbour.png' }).waitFor();
  await page.reload();
  await messageThatIs(page, 'From the harbour', 'Sending').waitFor();
  isCut = false;
  await messageThatIs(page, 'From the harbour', 'Sent').waitFor();
  await pictureOf(page, 'harbour.png');
  await expect.poll(() => message(page, 'From the harbour').count()).toBe(1);
});

test('a discarded message ends its upload', async ({ visit, person }) => {
  const [alice, bob] = [await person('alice'), await person('bob')];
  const { page, context, faults } = await visitAs(visit, alice);
  faults.expect(/ERR_FAILED|Failed to load resource|blocked by CORS/);
  await openChat(page, bob);
  await context.route(UPLOADS, (route) => route.abort());
  await attach(page, textFile('notes.txt', 'Chapter one'));
  await composer(page).fill('Notes');
  await expect
    .poll(() => sendButton(page).getAttribute('aria-disabled'), { timeout: 20_000 })
    .not.toBe('true');
  await sendButton(page).click();
  await message(page, 'Notes').getByRole('button', { name: 'Discard' }).click({ timeout: 20_000 });
  await page.getByRole('dialog').getByRole('button', { name: 'Discard' }).click();
  await expect.poll(() => message(page, 'Notes').count()).toBe(0);
});

test('the address of a file works for its readers only', async ({ visit, person }) => {
  const url = inject('productUrl');
  const [alice, bob, carol] = [await person('alice'), await person('bob'), await person('carol')];
  const { page } = await visitAs(visit, alice);
  await openChat(page, bob);
  const created = page.waitForResponse((response) => /\/attachments$/.test(response.url()));
  await attach(page, picture('harbour.png'));
  const { Id } = await (await created).json();
  await composer(page).fill('From the harbour');
  await sendButton(page).click();
  await pictureOf(page, 'harbour.png');
  const statusFor = async (account: typeof alice): Promise<number> => {
    const headers = { authorization: `Bearer ${await tokenOf(url, account)}` };
    return (await fetch(`${url}/attachments/${Id}`, { headers })).status;
  };
  expect(await statusFor(bob)).toBe(200);
  expect(await statusFor(carol)).toBe(404);
});
