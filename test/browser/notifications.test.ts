/** Which of several tabs notifies of a message, and when. */
import type { Page } from 'playwright-core';
import { expect, inject } from 'vitest';
import { sendByApi, tokenOf } from './support/accounts.ts';
import { inbox, inboxRow, lookAway, openChat, visitAs } from './support/app.ts';
import { test } from './support/visitors.ts';

const shown = (page: Page): Promise<string[]> =>
  page.evaluate(() => Reflect.get(window, 'shown') as string[]);

test('a tab in the background notifies of a message, unless another tab has the focus', async ({
  visit,
  person,
}) => {
  const [alice, bob] = [await person('alice'), await person('bob')];
  const { page, context } = await visitAs(visit, alice);
  await context.addInitScript(() => {
    const bodies: string[] = [];
    Reflect.set(window, 'shown', bodies);
    // The headless browser never allows notifications.
    class FakeNotification extends EventTarget {
      static readonly permission = 'granted';
      constructor(_: string, { body = '' }: NotificationOptions = {}) {
        super();
        bodies.push(body);
      }
    }
    Reflect.set(window, 'Notification', FakeNotification);
  });
  await page.evaluate(() => localStorage.setItem('corechat:notifications', 'on'));
  await page.reload();
  const background = await context.newPage();
  await background.goto('/');
  await inbox(background).waitFor();
  await lookAway(background);

  const url = inject('productUrl');
  const token = await tokenOf(url, bob);
  await sendByApi(url, token, alice.username, 'seen at once');
  for (const tab of [page, background]) await inboxRow(tab, bob).getByText('seen at once').waitFor();
  await lookAway(page);
  await sendByApi(url, token, alice.username, 'seen by nobody');
  for (const tab of [page, background]) await expect.poll(() => shown(tab)).toEqual(['seen by nobody']);

  await openChat(page, bob);
  const menu = page.getByRole('button', { name: 'More about this conversation' });
  await menu.click();
  await page.getByRole('menuitem', { name: 'Mute for 8 hours' }).click();
  await inboxRow(page, bob).getByText('Muted', { exact: true }).waitFor({ state: 'attached' });
  await sendByApi(url, token, alice.username, 'while it was muted');
  await inboxRow(page, bob).getByText('while it was muted').waitFor();
  await menu.click();
  await page.getByRole('menuitem', { name: 'Unmute' }).click();
  await inboxRow(page, bob).getByText('Muted', { exact: true }).waitFor({ state: 'detached' });
  await sendByApi(url, token, alice.username, 'after it');
  await expect.poll(() => shown(page)).toEqual(['seen by nobody', 'after it']);
});
