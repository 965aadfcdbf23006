/** Previews of links: shown below the text, live, and hidden for those who want none. */
import { createHash } from 'node:crypto';
import { MongoClient } from 'mongodb';
import { afterAll, beforeAll, expect } from 'vitest';
import { findRun } from '../../local/run-file.ts';
import { makeDataDir, type Product, removeDataDir, startProduct } from '../support/server/product.ts';
import { type Account, acquaintByApi, registerAccount } from './support/accounts.ts';
import { composer, message, openChat, send, visitAs } from './support/app.ts';
import { test } from './support/visitors.ts';

let product: Product;
beforeAll(async () => {
  product = await startProduct(await makeDataDir(), { env: { LINK_PREVIEWS: 'on' } });
}, 120_000);
afterAll(async () => {
  await product.interrupt();
  await removeDataDir(product.dataDir);
});

/** As if the page had been fetched before: the test does not need the internet. */
async function keepPage(url: string, page: object): Promise<void> {
  const env = (await findRun(product.dataDir))?.env ?? {};
  const client = new MongoClient(env.MONGODB_URI ?? '');
  const _id = createHash('sha256').update(url).digest('base64url');
  const pages = client.db(env.MONGODB_DATABASE).collection<{ _id: string }>('linkpreviews');
  await pages.updateOne(
    { _id },
    { $set: { page, expiresAt: new Date(Date.now() + 3_600_000) } },
    { upsert: true },
  );
  await client.close();
}

const twoPeople = async (): Promise<[Account, Account]> => {
  const [alice, bob] = [
    await registerAccount(product.url, 'alice'),
    await registerAccount(product.url, 'bob'),
  ];
  await acquaintByApi(product.url, bob, alice);
  return [alice, bob];
};

test('a card appears on both sides, opens another tab without saying where from, and goes with its link', async ({
  visit,
}) => {
  const url = 'https://harbour.example/tips?day=1';
  await keepPage(url, {
    title: 'Ten tips for <b>the harbour</b>',
    description: 'What sailors wish they had known.',
    site: 'Harbour News',
  });
  const [alice, bob] = await twoPeople();
  const options = { url: product.url };
  const [{ page: hers, context }, { page: his }] = [
    await visitAs(visit, alice, options),
    await visitAs(visit, bob, options),
  ];
  await openChat(hers, bob);
  await openChat(his, alice);
  await send(hers, `Look at ${url}`);
  for (const page of [hers, his]) {
    const card = page.getByRole('link', {
      name: 'Link preview: Harbour News · harbour.example Ten tips for <b>the harbour</b> What sailors wish they had known.',
    });
    await card.waitFor();
    await expect.poll(() => card.getAttribute('href')).toBe(url);
    await expect.poll(() => card.getAttribute('rel')).toContain('noopener noreferrer');
  }
  const asked = Promise.withResolvers<Record<string, string>>();
  await context.route('https://harbour.example/**', (route) => {
    asked.resolve(route.request().headers());
    return route.fulfill({ contentType: 'text/html', body: '<p>The harbour</p>' });
  });
  const [tab] = await Promise.all([
    context.waitForEvent('page'),
    hers.getByRole('link', { name: /^Link preview: / }).click(),
  ]);
  expect(await asked.promise).not.toHaveProperty('referer');
  await tab.getByText('The harbour').waitFor();
  expect(await tab.evaluate(() => opener)).toBeNull();
  await tab.close();

  await message(hers, 'Look at').getByText('Look at').hover();
  await message(hers, 'Look at').getByRole('button', { name: 'Edit' }).click();
  await composer(hers).fill('Never mind');
  await composer(hers).press('Enter');
  await message(his, 'Never mind').waitFor();
  await his.getByRole('link', { name: /^Link preview: / }).waitFor({ state: 'detached' });
});

test('those who want none see none, also of others, on all their devices', async ({ visit }) => {
  const url = 'https://harbour.example/other';
  await keepPage(url, { title: 'Another page', description: '', site: '' });
  const [alice, bob] = await twoPeople();
  const options = { url: product.url };
  const { page: hers } = await visitAs(visit, alice, options);
  await openChat(hers, bob);
  await send(hers, url);
  await hers.getByRole('link', { name: 'Link preview: harbour.example Another page' }).waitFor();

  const { page: his } = await visitAs(visit, bob, options);
  await his.goto('/#/settings/privacy');
  const wanted = his.getByRole('checkbox', { name: 'Link previews' });
  await wanted.uncheck();
  await his.getByText('Saved.').waitFor();
  await openChat(his, alice);
  await message(his, url).waitFor();
  expect(await his.getByRole('link', { name: /^Link preview: / }).count()).toBe(0);

  const { page: another } = await visitAs(visit, bob, options);
  await openChat(another, alice);
  await message(another, url).waitFor();
  await another.getByRole('link', { name: /^Link preview: / }).waitFor({ state: 'detached' });
  await another.goto('/#/settings/privacy');
  await expect.poll(() => another.getByRole('checkbox', { name: 'Link previews' }).isChecked()).toBe(false);
});
