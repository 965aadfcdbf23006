/** A reload without the API: what was read last is there, and what is written waits. */
import type { BrowserContext, Page } from 'playwright-core';
import { expect, inject } from 'vitest';
import { acquaintByApi, sendByApi, tokenOf } from './support/accounts.ts';
import {
  IS_KEPT,
  inbox,
  inboxRow,
  logIn,
  loginForm,
  message,
  messages,
  messageThatIs,
  openChat,
  send,
  visitAs,
} from './support/app.ts';
import type { Faults } from './support/faults.ts';
import { test } from './support/visitors.ts';
import { workerOf } from './support/worker.ts';

const isShell = ({ pathname }: URL) => pathname === '/' || pathname.startsWith('/app/');

/** The app itself still loads. */
async function cutApi(context: BrowserContext, faults: Faults): Promise<void> {
  faults.expect(/Failed to load resource|WebSocket connection|ERR_FAILED/);
  await context.route(
    (url) => !isShell(url),
    (route) => route.abort(),
  );
  await context.routeWebSocket(/.*/, (socket) => socket.close());
}

const copyOf = (page: Page): Promise<string> =>
  page.evaluate(
    () =>
      new Promise<string>((resolve) => {
        const opening = indexedDB.open('corechat-kept', 1);
        opening.onupgradeneeded = () => opening.result.createObjectStore('kept');
        opening.onsuccess = () => {
          const request = opening.result.transaction('kept').objectStore('kept').get('copy');
          request.onsuccess = () => {
            opening.result.close();
            resolve(request.result ?? '');
          };
        };
      }),
  );

const untilKept = (page: Page, text: string) =>
  expect.poll(() => copyOf(page), { timeout: 15_000 }).toContain(text);

test('shows the inbox and the conversations read last, and sends later what is written meanwhile', async ({
  visit,
  person,
}) => {
  const url = inject('productUrl');
  const [alice, bob, carol] = [await person('alice'), await person('bob'), await person('carol')];
  await acquaintByApi(url, bob, alice);
  await acquaintByApi(url, carol, alice);
  const { page, context, faults } = await visitAs(visit, alice);
  await openChat(page, bob);
  await send(page, 'Kept on this device');
  await messageThatIs(page, 'Kept on this device', 'Sent').waitFor();
  await untilKept(page, 'Kept on this device');

  await cutApi(context, faults);
  await page.reload();
  await message(page, 'Kept on this device').waitFor();
  await inboxRow(page, carol).waitFor();
  await page.getByText(/^(?:No connection|You are offline|Connecting)/).waitFor();
  await send(page, 'Written without a network');
  await messageThatIs(page, 'Written without a network', 'Sending').waitFor();
  // A conversation that was not opened has nothing to show.
  await page.evaluate((hash) => {
    location.hash = hash;
  }, `#/c/${carol.username}`);
  await page.getByRole('heading', { name: carol.username, level: 1 }).waitFor();
  await page.getByText('Not kept on this device').waitFor({ timeout: 3_000 });
  expect(await messages(page).filter({ hasText: 'Hello' }).count()).toBe(0);

  const missed = await sendByApi(url, await tokenOf(url, bob), alice.username, 'Sent meanwhile');
  expect(missed.Id).toBeDefined();
  await openChat(page, bob);
  await context.unrouteAll();
  await page.getByRole('button', { name: 'Try now' }).click();
  await message(page, 'Sent meanwhile').waitFor();
  await messageThatIs(page, 'Written without a network', 'Sent').waitFor();
  for (const text of ['Kept on this device', 'Written without a network', 'Sent meanwhile'])
    await expect.poll(() => message(page, text).count()).toBe(1);
});

test('a log-out removes it, and the next user finds nothing', async ({ visit, person }) => {
  const url = inject('productUrl');
  const [alice, bob] = [await person('alice'), await person('bob')];
  await acquaintByApi(url, bob, alice);
  const { page, context, faults } = await visitAs(visit, alice);
  await openChat(page, bob);
  await send(page, 'For my eyes only');
  await untilKept(page, 'For my eyes only');
  await page.evaluate(() => {
    location.hash = '#/settings';
  });
  await page.getByRole('button', { name: 'Log out' }).click();
  await loginForm(page).waitFor();
  await expect.poll(() => copyOf(page)).toBe('');

  await logIn(page, bob);
  await inbox(page).waitFor();
  await openChat(page, alice);
  await untilKept(page, bob.username);
  // The session ends elsewhere.
  const headers = { authorization: `Bearer ${await tokenOf(url, bob)}` };
  await fetch(`${url}/sessions`, { method: 'DELETE', headers });
  await loginForm(page).waitFor();
  await expect.poll(() => copyOf(page)).toBe('');
  await cutApi(context, faults);
  await page.reload();
  await loginForm(page).waitFor();
});

test('a session that ends while the app is closed takes it along, also where the rest of the app cannot be fetched', async ({
  visit,
  person,
}) => {
  const url = inject('productUrl');
  const [alice, bob] = [await person('alice'), await person('bob')];
  await acquaintByApi(url, bob, alice);
  const { page, context, faults } = await visitAs(visit, alice);
  await openChat(page, bob);
  await send(page, 'Not for the next one');
  await untilKept(page, 'Not for the next one');
  await page.goto('about:blank');
  const headers = { authorization: `Bearer ${await tokenOf(url, alice)}` };
  await fetch(`${url}/sessions`, { method: 'DELETE', headers });
  faults.expect(/Failed to load resource|ERR_FAILED/);
  await context.route(/\/app\/rest-/, (route) => route.abort());
  await page.goto('/');
  await loginForm(page).waitFor();
  await expect.poll(() => copyOf(page)).toBe('');
});

test('a reload without a network shows it, with the app from the service worker', async ({
  visit,
  person,
}) => {
  const [alice, bob] = [await person('alice'), await person('bob')];
  await acquaintByApi(inject('productUrl'), bob, alice);
  const visitor = await visitAs(visit, alice, { serviceWorkers: 'allow' });
  const { page, context, faults } = visitor;
  faults.expect(/ERR_INTERNET_DISCONNECTED|ERR_FAILED|WebSocket connection|Failed to load resource/);
  await workerOf(visitor);
  await openChat(page, bob);
  await send(page, 'Read in the underground');
  await untilKept(page, 'Read in the underground');
  await context.setOffline(true);
  await page.reload();
  await message(page, 'Read in the underground').waitFor();
  await page.getByText('You are offline. What you write is kept and sent later.').waitFor();
  await context.setOffline(false);
  await messageThatIs(page, 'Read in the underground', IS_KEPT).waitFor();
  await page.getByText('You are offline.').waitFor({ state: 'hidden' });
});
