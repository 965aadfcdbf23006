/** Midnight passes, and the system's time zone changes, while the app is open. */
import type { Page } from 'playwright-core';
import { expect, inject } from 'vitest';
import { sendByApi, tokenOf } from './support/accounts.ts';
import { inboxRow, message, messages, openChat, visitAs } from './support/app.ts';
import { test } from './support/visitors.ts';

/** What stands in the timeline as times and days, each once. */
const shown = async (page: Page): Promise<string[]> => [
  ...new Set(await messages(page).locator('time').allTextContents()),
];

test('all times are shown in a new time zone of the system', async ({ visit, person }) => {
  const [alice, bob] = [await person('alice'), await person('bob')];
  const url = inject('productUrl');
  const { Timestamp } = await sendByApi(url, await tokenOf(url, bob), alice.username, 'Hello');
  const { page, context } = await visitAs(visit, alice, { hasSystemZone: true });
  const system = await context.newCDPSession(page);
  await system.send('Emulation.setTimezoneOverride', { timezoneId: 'Europe/London' });
  await page.reload();
  await openChat(page, bob);
  await message(page, 'Hello').waitFor();

  /** As 9:05 or 09:05. */
  const timeIn = (timeZone: string) => {
    // redos: digits and a colon.
    const format = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' });
    return new RegExp(`^${format.format(new Date(Timestamp)).replace(/^0/, '0?')}$`);
  };
  const isShown = async (zone: string) => (await shown(page)).some((text) => timeIn(zone).test(text));
  await inboxRow(page, bob).getByText(timeIn('Europe/London')).waitFor();
  expect(await isShown('Europe/London')).toBe(true);
  await system.send('Emulation.setTimezoneOverride', { timezoneId: 'Asia/Kathmandu' });
  // As when the user comes back to the window.
  await page.evaluate(() => dispatchEvent(new Event('focus')));
  await inboxRow(page, bob).getByText(timeIn('Asia/Kathmandu')).waitFor();
  await expect.poll(() => isShown('Asia/Kathmandu'), { timeout: 10_000 }).toBe(true);
  await expect.poll(() => isShown('Europe/London')).toBe(false);
});

test('a day is called yesterday from midnight on', async ({ visit, person }) => {
  const [alice, bob] = [await person('alice'), await person('bob')];
  const url = inject('productUrl');
  const { Timestamp } = await sendByApi(url, await tokenOf(url, bob), alice.username, 'Hello');
  const { page } = await visitAs(visit, alice, { timezoneId: 'UTC' });
  const midnight = new Date(Timestamp).setUTCHours(24, 0, 0, 0);
  await page.clock.install({ time: midnight - 20_000 });
  await page.reload();
  await openChat(page, bob);
  await message(page, 'Hello').getByText('Today', { exact: true }).waitFor();
  await page.clock.runFor(21_000);
  await message(page, 'Hello').getByText('Yesterday', { exact: true }).waitFor();
});
