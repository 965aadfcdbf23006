/** Mail in the settings: confirming the address, with the mails that `npm start` writes. */
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { afterAll, beforeAll, expect } from 'vitest';
import { findRun } from '../../local/run-file.ts';
import { keptMails } from '../support/mail/kept-mails.ts';
import { makeDataDir, type Product, removeDataDir, startProduct } from '../support/server/product.ts';
import { registerAccount } from './support/accounts.ts';
import { visitAs } from './support/app.ts';
import { accessibilityFaults } from './support/axe.ts';
import { test } from './support/visitors.ts';

let product: Product;
beforeAll(async () => {
  product = await startProduct(await makeDataDir());
}, 120_000);
afterAll(async () => {
  await product.interrupt();
  await removeDataDir(product.dataDir);
});

const mailsTo = (address: string) => keptMails(join(product.dataDir, 'mail'), address);
const codeIn = (text = ''): string => /\d{4} \d{4}/.exec(text)?.[0] ?? '';

test('an address is confirmed by the code of a mail, with the keyboard alone', async ({ visit }) => {
  const alice = await registerAccount(product.url, 'alice');
  const address = `${alice.username}@example.org`;
  const { page, faults } = await visitAs(visit, alice, { url: product.url });
  faults.expect(/403 .*\/me\/mail/);
  await page.goto(`${product.url}/#/settings/notifications`);
  await page.getByText(`${address} is not confirmed yet.`).waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.getByRole('button', { name: 'Send a code' }).focus();
  await page.keyboard.press('Enter');
  const code = page.getByLabel('Code', { exact: true });
  await code.waitFor();
  await expect.poll(() => code.evaluate((input) => input === document.activeElement)).toBe(true);

  await page.keyboard.press('Enter');
  await page.getByText('Enter the code of the mail.').waitFor();
  const [mail] = await mailsTo(address);
  await page.keyboard.type(codeIn(mail?.text).replace(/\d/, (digit) => String((Number(digit) + 1) % 10)));
  await page.keyboard.press('Enter');
  await page.getByText('The code is not right, was used, or has expired.').waitFor();

  await code.fill(codeIn(mail?.text));
  await page.keyboard.press('Enter');
  await page.getByText(`${address} is confirmed.`).waitFor();

  const never = page.getByRole('radio', { name: 'Never' });
  await expect.poll(() => never.isChecked()).toBe(true);
  await never.focus();
  await page.keyboard.press('ArrowDown');
  await page.getByText('Saved.').waitFor();
  await page.reload();
  await page.getByText(`${address} is confirmed.`).waitFor();
  await expect.poll(() => page.getByRole('radio', { name: 'After an hour' }).isChecked()).toBe(true);
  expect(await accessibilityFaults(page)).toEqual([]);
});

test('a mailbox that does not exist is named, with a way on', async ({ visit }) => {
  const carol = await registerAccount(product.url, 'carol');
  const env = (await findRun(product.dataDir))?.env ?? {};
  const client = new MongoClient(env.MONGODB_URI ?? '');
  const email = `${carol.username}@example.org`;
  await client
    .db(env.MONGODB_DATABASE)
    .collection('users')
    .updateOne({ username: carol.username }, { $set: { confirmedEmail: email, digestProblem: 'refused' } });
  await client.close();
  const { page } = await visitAs(visit, carol, { url: product.url });
  await page.goto(`${product.url}/#/settings/notifications`);
  const problem = page.getByRole('alert').filter({ hasText: 'there is no such mailbox' });
  await problem.waitFor();
  await expect
    .poll(() => problem.getByRole('link', { name: 'Change the address' }).getAttribute('href'))
    .toBe('#/settings/profile');
  await page.getByRole('radio', { name: 'After a day' }).check();
  await problem.waitFor({ state: 'detached' });
});

test('asking twice within a minute says when to try again', async ({ visit }) => {
  const bob = await registerAccount(product.url, 'bob');
  const { page, faults } = await visitAs(visit, bob, { url: product.url });
  faults.expect(/429 .*\/me\/mail/);
  await page.goto(`${product.url}/#/settings/notifications`);
  await page.getByRole('button', { name: 'Send a code' }).click();
  await page.getByRole('button', { name: 'Send another code' }).click();
  await page
    .getByRole('alert')
    .filter({ hasText: /Wait|Try again/ })
    .waitFor();
  await expect.poll(() => mailsTo(`${bob.username}@example.org`)).toHaveLength(1);
});
