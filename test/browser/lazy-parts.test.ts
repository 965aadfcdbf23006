/** Screens whose code is fetched after the first paint, when that fails. */
import type { Page } from 'playwright-core';
import { expect, inject } from 'vitest';
import { acquaintByApi } from './support/accounts.ts';
import { composer, inboxRow, message, messageThatIs, openChat, send, visitAs } from './support/app.ts';
import { test } from './support/visitors.ts';

const PARTS = /\/app\/rest-[^/]+\.js/;
const FAILED = /ERR_FAILED|Failed to load resource/;
/** A screen that is waited for is tried again every five seconds. */
const PATIENCE = { timeout: 20_000 };

/** The page is still the one that was marked: it was not reloaded. */
const mark = (page: Page) => page.evaluate(() => Reflect.set(window, 'marked', true));
const isMarked = (page: Page): Promise<boolean> =>
  page.evaluate(() => Reflect.get(window, 'marked') === true);

const openSettings = (page: Page) =>
  page.evaluate(() => {
    location.hash = '#/settings/appearance';
  });

test('a screen whose code could not be fetched comes back by itself', async ({ visit, person }) => {
  const { page, context, faults } = await visitAs(visit, await person('alice'));
  faults.expect(FAILED);
  const asked: string[] = [];
  await context.route(PARTS, (route) => {
    asked.push(route.request().url());
    return route.abort();
  });
  await page.reload();
  await mark(page);
  // As a hotel's network answers before one has logged in to it.
  await page.route('**/', (route) => route.fulfill({ contentType: 'text/html', body: '<p>Welcome</p>' }));
  await openSettings(page);
  await page.getByText('This screen could not be loaded').first().waitFor();
  await expect.poll(() => asked.length, PATIENCE).toBeGreaterThan(1);
  expect(new Set(asked).size).toBe(asked.length);

  await context.unroute(PARTS);
  await page.getByRole('radio', { name: 'Dark' }).waitFor();
  expect(await isMarked(page)).toBe(true);
});

test('buttons that could not be fetched come back in a conversation that stays open', async ({
  visit,
  person,
}) => {
  const [alice, bob] = [await person('alice'), await person('bob')];
  const { page, context, faults } = await visitAs(visit, alice);
  faults.expect(FAILED);
  await openChat(page, bob);
  await send(page, 'with buttons');
  await messageThatIs(page, 'with buttons', 'Sent').waitFor();
  await context.route(PARTS, (route) => route.abort());
  const failed = page.waitForEvent('requestfailed', (request) => PARTS.test(request.url()));
  await page.reload();
  await failed;
  await message(page, 'with buttons').hover();
  const button = message(page, 'with buttons').getByRole('button', { name: 'Edit' });
  expect(await button.count()).toBe(0);
  await context.unroute(PARTS);
  await button.waitFor();
});

test('a page of an earlier build, whose files are gone, reloads and keeps what was typed', async ({
  visit,
  person,
}) => {
  const [alice, bob] = [await person('alice'), await person('bob')];
  const { page, context, faults } = await visitAs(visit, alice);
  // Chromium takes a page from this test for one of another network, which may not open the WebSocket.
  faults.expect(/ERR_FAILED|Failed to load resource|WebSocket connection/);
  // The page names a file of an earlier build; the server has the present one.
  await page.route('**/', async (route) => {
    const answer = await route.fetch();
    const body = (await answer.text()).replace(/\/app\/rest-[^"]+/, '/app/rest-00000000.js');
    await route.fulfill({ response: answer, body });
  });
  await context.route(PARTS, (route) => route.abort());
  await page.reload();
  await openChat(page, bob);
  await mark(page);
  await composer(page).fill('typed before');
  await page.unroute('**/');
  await openSettings(page);
  await expect.poll(() => isMarked(page), PATIENCE).toBe(false);
  await context.unroute(PARTS);
  await page.getByRole('radio', { name: 'Dark' }).waitFor();
  await openChat(page, bob);
  await expect.poll(() => composer(page).inputValue()).toBe('typed before');
});

test('the screens are there without a connection, because they were fetched while it was idle', async ({
  visit,
  person,
}) => {
  const { page, context, faults } = await visitAs(visit, await person('alice'));
  faults.expect(/ERR_INTERNET_DISCONNECTED|WebSocket connection/);
  const fetched = page.waitForResponse(PARTS);
  await page.reload();
  await fetched;
  await page.getByRole('heading', { name: 'It is quiet here' }).waitFor();
  await context.setOffline(true);
  await openSettings(page);
  await page.getByRole('radio', { name: 'Dark' }).waitFor();
});

test('a phone that opens a conversation draws the list when it goes back', async ({ visit, person }) => {
  const [alice, bob] = [await person('alice'), await person('bob')];
  const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
  await acquaintByApi(inject('productUrl'), bob, alice);
  const { page } = await visitAs(visit, alice, phone);
  await openChat(page, bob);
  await page.reload();
  await composer(page).waitFor();
  expect(await page.locator('#side > *').count()).toBe(0);
  await page.getByRole('link', { name: 'Back to conversations' }).tap();
  await inboxRow(page, bob).waitFor();
});
