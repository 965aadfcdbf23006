/** The actions of a message on a phone: a sheet at the bottom of the window. */
import type { Page } from 'playwright-core';
import { expect, inject } from 'vitest';
import { acquaintByApi, sendByApi, tokenOf } from './support/accounts.ts';
import { composer, isFocused, message, openChat, visitAs } from './support/app.ts';
import { accessibilityFaults } from './support/axe.ts';
import { test } from './support/visitors.ts';

const PHONE = { viewport: { width: 390, height: 780 }, hasTouch: true, isMobile: true };

const sheet = (page: Page) => page.getByRole('dialog', { name: 'Message actions' });

/** A finger that rests on the text. @param movesBy pixels that it moves down before that */
async function hold(page: Page, text: string, movesBy = 0): Promise<void> {
  const box = await message(page, text).getByText(text).first().boundingBox();
  const finger = await page.context().newCDPSession(page);
  const point = { x: (box?.x ?? 0) + 10, y: (box?.y ?? 0) + 8 };
  await finger.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [point] });
  if (movesBy > 0) {
    const moved = [{ ...point, y: point.y + movesBy }];
    await finger.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: moved });
  }
  await page.waitForTimeout(800);
  await finger.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
}

async function chatOnPhone(
  visit: import('./support/visitors.ts').Visit,
  person: (name: string) => Promise<import('./support/accounts.ts').Account>,
) {
  const url = inject('productUrl');
  const [alice, bob] = [await person('alice'), await person('bob')];
  await acquaintByApi(url, bob, alice);
  await sendByApi(url, await tokenOf(url, bob), alice.username, 'Dinner at eight?');
  await sendByApi(url, await tokenOf(url, alice), bob.username, 'Yes, gladly');
  const { page } = await visitAs(visit, alice, PHONE);
  await openChat(page, bob);
  await message(page, 'Yes, gladly').waitFor();
  return { page, alice, bob };
}

test('opens by a long press, keeps the focus inside, and closes by Escape and by a tap beside it', async ({
  visit,
  person,
}) => {
  const { page } = await chatOnPhone(visit, person);
  await hold(page, 'Dinner at eight?');
  await sheet(page).getByText('Dinner at eight?').waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  const { x, y, width, height } = (await sheet(page).boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
  expect([x, width, Math.round(y + height)]).toEqual([0, 390, 780]);
  for (let presses = 0; presses < 20; presses++) {
    await page.keyboard.press('Tab');
    const isOutside = await page.evaluate(
      () => document.activeElement !== document.body && !document.activeElement?.closest('dialog'),
    );
    expect(isOutside).toBe(false);
  }
  await page.keyboard.press('Escape');
  await sheet(page).waitFor({ state: 'detached' });
  await page.locator('.message:focus').getByText('Dinner at eight?').waitFor();

  await hold(page, 'Yes, gladly');
  await sheet(page).getByRole('button', { name: 'Edit' }).waitFor();
  await page.touchscreen.tap(195, 40);
  await sheet(page).waitFor({ state: 'detached' });
  await hold(page, 'Dinner at eight?', 60);
  expect(await sheet(page).count()).toBe(0);
});

test('replies, reacts, forwards and deletes', async ({ visit, person }) => {
  const { page, bob } = await chatOnPhone(visit, person);
  await hold(page, 'Dinner at eight?');
  await sheet(page).getByRole('button', { name: 'Reply' }).tap();
  await expect.poll(() => isFocused(composer(page))).toBe(true);
  await page.getByText(`Replying to ${bob.username}`).waitFor();
  await page.keyboard.press('Escape');

  const more = message(page, 'Dinner at eight?').getByRole('button', { name: 'More' });
  await message(page, 'Dinner at eight?').getByText('Dinner at eight?').tap();
  await more.tap();
  await sheet(page).getByRole('button', { name: 'React with 👍' }).tap();
  await page.getByRole('button', { name: '👍 by you' }).waitFor();
  await sheet(page).waitFor({ state: 'detached' });

  await more.tap();
  await sheet(page).getByRole('button', { name: 'Another emoji' }).tap();
  const picker = page.getByRole('dialog', { name: 'Choose an emoji' });
  await picker.getByLabel('Search emoji').fill('party pop');
  await picker.getByRole('button', { name: 'party popper' }).tap();
  await page.getByRole('button', { name: '🎉 by you' }).waitFor();
  await sheet(page).waitFor({ state: 'detached' });

  await hold(page, 'Yes, gladly');
  await sheet(page).getByRole('button', { name: 'Delete…' }).tap();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).tap();
  await message(page, 'Yes, gladly').waitFor({ state: 'detached' });

  await hold(page, 'Dinner at eight?');
  await sheet(page).getByRole('button', { name: 'Forward…' }).tap();
  await page.getByRole('dialog', { name: 'Forward to' }).getByRole('button', { name: bob.username }).tap();
  await page.getByText(`Forwarded to ${bob.username}.`).waitFor();
  await message(page, 'Forwarded from').waitFor();
});
