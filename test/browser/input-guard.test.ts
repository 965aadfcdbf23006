/** Files and endless texts, which no field can take. */
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { composer, openChat, visitAs } from './support/app.ts';
import { test } from './support/visitors.ts';

/** @returns whether the browser is left to do what it does by default: a file opens in place of the app */
const offerFile = (page: Page, selector: string, type: 'paste' | 'drop') =>
  page.evaluate(
    ([at, event]) => {
      const data = new DataTransfer();
      data.items.add(new File(['picture'], 'cat.png', { type: 'image/png' }));
      const how = { bubbles: true, cancelable: true };
      const target = document.querySelector(at) as Element;
      if (event === 'paste')
        return target.dispatchEvent(new ClipboardEvent('paste', { ...how, clipboardData: data }));
      const over = target.dispatchEvent(new DragEvent('dragover', { ...how, dataTransfer: data }));
      return target.dispatchEvent(new DragEvent('drop', { ...how, dataTransfer: data })) || over;
    },
    [selector, type] as const,
  );

test('a file that is pasted or dropped is refused with a notice, and replaces nothing', async ({
  visit,
  person,
}) => {
  const [alice, bob] = [await person('alice'), await person('bob')];
  const { page } = await visit();
  await page.goto('/#/login');
  await page.getByLabel('Username').waitFor();
  expect(await offerFile(page, 'body', 'drop')).toBe(false);
  await page.getByText('Files cannot be sent yet').waitFor();

  const { page: hers } = await visitAs(visit, alice);
  await openChat(hers, bob);
  await composer(hers).fill('typed before');
  const said = hers.getByText('Files cannot be sent yet');
  for (const [selector, type] of [
    ['textarea', 'paste'],
    ['textarea', 'drop'],
    ['#detail', 'drop'],
    ['body', 'paste'],
  ] as const) {
    expect(await offerFile(hers, selector, type)).toBe(false);
    await said.waitFor();
    await hers.getByRole('button', { name: 'Dismiss' }).click();
    await said.waitFor({ state: 'detached' });
  }
  expect(await composer(hers).inputValue()).toBe('typed before');
});

test('a link that is dropped beside a field does not replace the app', async ({ visit, person }) => {
  const { page } = await visitAs(visit, await person('alice'));
  const drop = (selector: string) =>
    page.evaluate((at) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.setData('text/uri-list', 'https://example.org/');
      const how = { bubbles: true, cancelable: true, dataTransfer };
      return document.querySelector(at)?.dispatchEvent(new DragEvent('drop', how));
    }, selector);
  expect(await drop('#detail')).toBe(false);
  expect(await drop('input')).toBe(true);
});

test('a text of a million characters is refused, and what was typed stays', async ({ visit, person }) => {
  const [alice, bob] = [await person('alice'), await person('bob')];
  const { page, context } = await visitAs(visit, alice);
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await openChat(page, bob);
  const copy = (letters: number) =>
    page.evaluate((count) => navigator.clipboard.writeText('lorem ipsum '.repeat(count / 12)), letters);
  await copy(1_200_000);
  for (const field of [composer(page), page.getByRole('textbox', { name: 'Search conversations' })]) {
    await field.fill('typed before');
    await page.keyboard.press('Control+V');
    await page.getByText('Not inserted: this text has 1,200,000 characters').waitFor();
    expect(await field.inputValue()).toBe('typed before');
    await page.getByRole('button', { name: 'Dismiss' }).click();
  }

  // A little more than a message takes can be shortened by hand.
  await copy(8_400);
  await composer(page).fill('');
  await page.keyboard.press('Control+V');
  await page.getByText('400 characters too many.').waitFor();
});
