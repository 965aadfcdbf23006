/** Files and endless texts, which no field can take. */
import { expect } from 'vitest';
import { composer, openChat, visitAs } from './support/app.ts';
import { offer, textFile } from './support/files.ts';
import { test } from './support/visitors.ts';

test('a file that is pasted or dropped where there is no conversation is refused, and replaces nothing', async ({
  visit,
  person,
}) => {
  const file = textFile('cat.txt', 'cat');
  const { page } = await visit();
  await page.goto('/#/login');
  await page.getByLabel('Username').waitFor();
  // The guard is fetched a moment after the first paint.
  await expect.poll(() => offer(page, file, 'drop', 'body')).toBe(false);
  await page.getByText('Files can be sent in a conversation only').waitFor();

  const { page: hers } = await visitAs(visit, await person('alice'));
  const said = hers.getByText('Files can be sent in a conversation only');
  const search = hers.getByRole('textbox', { name: 'Search conversations' });
  await search.fill('typed before');
  for (const [selector, how] of [
    ['input', 'paste'],
    ['input', 'drop'],
    ['body', 'drop'],
    ['body', 'paste'],
  ] as const) {
    await expect.poll(() => offer(hers, file, how, selector)).toBe(false);
    await said.first().waitFor();
    await hers.getByRole('button', { name: 'Dismiss' }).first().click();
    await said.waitFor({ state: 'detached' });
  }
  await expect.poll(() => search.inputValue()).toBe('typed before');
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
  // The guard is fetched a moment after the first paint.
  await expect.poll(() => drop('#detail')).toBe(false);
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
    await expect.poll(() => field.inputValue()).toBe('typed before');
    await page.getByRole('button', { name: 'Dismiss' }).click();
  }

  // A little more than a message takes can be shortened by hand.
  await copy(8_400);
  await composer(page).fill('');
  await page.keyboard.press('Control+V');
  await page.getByText('400 characters too many.').waitFor();
});
