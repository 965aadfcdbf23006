/** No network, no server, no valid token: what was written meanwhile arrives exactly once. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, inject } from 'vitest';
import { bearer, http } from '../support/http/http.ts';
import { makeDataDir, type Product, removeDataDir, startProduct } from '../support/server/product.ts';
import { registerAccount, sendByApi, tokenOf } from './support/accounts.ts';
import {
  inbox,
  inboxRow,
  logIn,
  message,
  messages,
  messageThatIs,
  openChat,
  send,
  visitAs,
} from './support/app.ts';
import { test } from './support/visitors.ts';

/** Chromium logs each request and socket that cannot connect. */
const NOBODY_THERE =
  /ERR_INTERNET_DISCONNECTED|ERR_CONNECTION_(?:REFUSED|RESET|CLOSED)|WebSocket connection|ERR_EMPTY_RESPONSE|ERR_SOCKET_NOT_CONNECTED/;

test('without a network messages wait, and are sent in order after reconnecting', async ({
  visit,
  person,
}) => {
  const [alice, bob] = [await person('alice'), await person('bob')];
  const carol = await person('carol');
  const { page: hers, context, faults } = await visitAs(visit, alice);
  faults.expect(NOBODY_THERE);
  const { page: his } = await visitAs(visit, bob);
  await openChat(hers, bob);
  await send(hers, 'zero');
  await openChat(his, alice);
  await message(his, 'zero').waitFor();

  await context.setOffline(true);
  await hers.getByText('You are offline.').waitFor();
  for (const text of ['one', 'two', 'three']) await send(hers, text);
  await messageThatIs(hers, 'three', 'Sending').waitFor();
  // The inbox shows what waits, and no text asks the user to do what the app does.
  const row = inboxRow(hers, bob);
  await row.getByText('three').waitFor();
  await row.getByText('Sending:').waitFor({ state: 'attached' });
  await message(hers, 'one').getByText('It is sent by itself when CoreChat can be reached.').waitFor();
  expect(await hers.getByText(/try again\.$/i).count()).toBe(0);
  // So it does for a person without a conversation so far.
  await openChat(hers, carol);
  await send(hers, 'the first one');
  await inboxRow(hers, carol).getByText('the first one').waitFor();
  await openChat(hers, bob);
  await send(his, 'from the other side');
  await messageThatIs(his, 'from the other side', 'Sent').waitFor();

  await context.setOffline(false);
  await message(his, 'three').waitFor();
  await message(hers, 'from the other side').waitFor();
  await expect.poll(() => texts(his)).toEqual(['zero', 'from the other side', 'one', 'two', 'three']);
  await expect.poll(() => texts(hers)).toEqual(['zero', 'from the other side', 'one', 'two', 'three']);
  await hers.getByText('You are offline.').waitFor({ state: 'hidden' });
  await row.getByText(/^(?:Sent|Read):$/).waitFor({ state: 'attached' });
});

test('a server on this computer is not called out of reach on a computer without a network', async ({
  visit,
  person,
}) => {
  const [alice, bob] = [await person('alice'), await person('bob')];
  const { page: hers, context } = await visitAs(visit, alice);
  const { page: his } = await visitAs(visit, bob);
  await context.addInitScript(() =>
    Object.defineProperty(Navigator.prototype, 'onLine', { get: () => false }),
  );
  await hers.reload();
  await openChat(hers, bob);
  await send(hers, 'from a train');
  await openChat(his, alice);
  await send(his, 'have a good journey');
  // By the socket.
  await message(hers, 'have a good journey').waitFor();
  await hers.getByText('You are offline.').waitFor({ state: 'hidden' });
});

test('presence is unknown without a network', async ({ visit, person }) => {
  const [alice, bob] = [await person('alice'), await person('bob')];
  const url = inject('productUrl');
  await sendByApi(url, await tokenOf(url, bob), alice.username, 'Hello');
  await sendByApi(url, await tokenOf(url, alice), bob.username, 'Hello');
  const { page: hers, context, faults } = await visitAs(visit, alice);
  faults.expect(NOBODY_THERE);
  const { context: his } = await visitAs(visit, bob);
  await openChat(hers, bob);
  const status = hers.getByRole('main').getByRole('button', { name: bob.username });
  const dot = inboxRow(hers, bob).getByText('online', { exact: true });
  await status.getByText('Online', { exact: true }).waitFor();
  await dot.waitFor({ state: 'attached' });

  await context.setOffline(true);
  await status.getByText(`@${bob.username}`).waitFor();
  await dot.waitFor({ state: 'detached' });
  await status.click();
  await hers.getByRole('dialog').getByText('Not known without a connection').waitFor();
  await hers.keyboard.press('Escape');
  await his.close();

  await context.setOffline(false);
  await status.getByText(/^Last seen/).waitFor();
  await visitAs(visit, bob);
  await status.getByText('Online', { exact: true }).waitFor();
  await dot.waitFor({ state: 'attached' });
});

/** Tokens that expire during a test. */
const TOKENS = { ACCESS_TOKEN_SECONDS: '5' };

let product: Product;
let port: string;
beforeAll(async () => {
  product = await startProduct(await makeDataDir(), { env: TOKENS });
  ({ port } = new URL(product.url));
});
afterAll(async () => {
  await product.interrupt();
  await removeDataDir(product.dataDir);
});

test('a message written while the server is down arrives exactly once, also after a reload', async ({
  visit,
}) => {
  const { url } = product;
  const [alice, bob] = [await registerAccount(url, 'alice'), await registerAccount(url, 'bob')];
  const { page, context, faults } = await visit({ url });
  faults.expect(NOBODY_THERE);
  await logIn(page, alice);
  await openChat(page, bob);
  await send(page, 'while it was up');
  await messageThatIs(page, 'while it was up', 'Sent').waitFor();

  await product.kill();
  await send(page, 'while it was down');
  await page.getByText(/Connecting|No connection/).waitFor();
  await messageThatIs(page, 'while it was down', 'Sending').waitFor();
  // A second tab has the same outbox: it must not send it a second time.
  const other = await context.newPage();

  product = await startProduct(product.dataDir, { args: ['--port', port], env: TOKENS });
  await other.goto('/');
  await page.reload();
  await openChat(page, bob);
  await messageThatIs(page, 'while it was down', 'Sent').waitFor();
  await expect.poll(() => texts(page)).toEqual(['while it was up', 'while it was down']);

  const { page: his } = await visit({ url });
  await logIn(his, bob);
  await openChat(his, alice);
  await message(his, 'while it was down').waitFor();
  await expect.poll(() => texts(his)).toEqual(['while it was up', 'while it was down']);
});

test('two tabs whose tokens have expired act at once, and both stay logged in', async ({ visit }) => {
  const { url } = product;
  const alice = await registerAccount(url, 'alice');
  const [bob, carol] = [await registerAccount(url, 'bob'), await registerAccount(url, 'carol')];
  const { page: first, context, faults } = await visit({ url });
  faults.expect(/console: Failed to load resource: .* 401/);
  await logIn(first, alice);
  const second = await context.newPage();
  await second.goto('/');
  await inbox(second).waitFor();
  // Two conversations, because in one both tabs would show the same draft.
  await openChat(first, bob);
  await openChat(second, carol);

  // It is issued after theirs: once it has expired, theirs have, too.
  const witness = await tokenOf(url, alice, 'token');
  const statusOfWitness = async () => (await http('GET', `${url}/me`, undefined, bearer(witness))).status;
  await expect.poll(statusOfWitness, { timeout: 15_000, interval: 200 }).toBe(401);

  await Promise.all([send(first, 'from the first tab'), send(second, 'from the second tab')]);
  const isSent = async () => {
    await messageThatIs(first, 'from the first tab', 'Sent').waitFor();
    await messageThatIs(second, 'from the second tab', 'Sent').waitFor();
  };
  await isSent();
  await Promise.all([first.reload(), second.reload()]);
  await isSent();
});

/** The texts of the conversation, without times and ticks. */
async function texts(page: Page): Promise<(string | null)[]> {
  return messages(page).locator('[dir="auto"]').allTextContents();
}
