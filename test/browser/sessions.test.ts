/** Tokens that expire while tabs are open. */
import { afterAll, beforeAll, expect } from 'vitest';
import { bearer, http } from '../support/http.ts';
import { makeDataDir, type Product, removeDataDir, startProduct } from '../support/product.ts';
import { registerAccount, tokenOf } from './support/accounts.ts';
import { inbox, logIn, messageThatIs, openChat, send } from './support/app.ts';
import { test } from './support/visitors.ts';

let product: Product;
beforeAll(async () => {
  product = await startProduct(await makeDataDir(), { env: { ACCESS_TOKEN_SECONDS: '5' } });
});
afterAll(async () => {
  await product.interrupt();
  await removeDataDir(product.dataDir);
});

test('two tabs whose tokens have expired act at once, and both stay logged in', async ({ visit }) => {
  const { url } = product;
  const [alice, bob] = [await registerAccount(url, 'alice'), await registerAccount(url, 'bob')];
  const { page: first, context, faults } = await visit({ url });
  faults.expect(/console: Failed to load resource: .* 401/);
  await logIn(first, alice);
  const second = await context.newPage();
  await second.goto('/');
  await inbox(second).waitFor();
  for (const page of [first, second]) await openChat(page, bob);

  // Issued after theirs, so once it has expired theirs have too.
  const witness = await tokenOf(url, alice);
  const statusOfWitness = async () => (await http('GET', `${url}/me`, undefined, bearer(witness))).status;
  await expect.poll(statusOfWitness, { timeout: 15_000, interval: 200 }).toBe(401);

  await Promise.all([send(first, 'from the first tab'), send(second, 'from the second tab')]);
  for (const page of [first, second]) {
    await messageThatIs(page, 'from the first tab', 'Sent').waitFor();
    await messageThatIs(page, 'from the second tab', 'Sent').waitFor();
  }
  await Promise.all([first.reload(), second.reload()]);
  for (const page of [first, second]) {
    await messageThatIs(page, 'from the second tab', 'Sent').waitFor();
  }
});
