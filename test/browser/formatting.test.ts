/** Formatting in messages: elements and never HTML, the source when it is copied, code with a button. */
import { expect, inject } from 'vitest';
import { acquaintByApi, sendByApi, tokenOf } from './support/accounts.ts';
import { message, openChat, visitAs } from './support/app.ts';
import { test } from './support/visitors.ts';

const TEXT = [
  'The plan, **please read** and _comment_, ~~Monday~~ Tuesday:',
  '1. open `settings.json`',
  '2. set *one* value',
  '',
  '> it takes 2*3*4 minutes',
  'That is snake_case: https://example.org/a_b_c',
  '```js',
  'const x = "<b>2 * 3</b>";',
  '```',
].join('\n');

test('is shown by elements, and copied as it was written', async ({ visit, person }) => {
  const [alice, bob] = [await person('alice'), await person('bob')];
  const url = inject('productUrl');
  await acquaintByApi(url, alice, bob);
  await sendByApi(url, await tokenOf(url, alice), bob.username, TEXT);
  await sendByApi(url, await tokenOf(url, bob), alice.username, TEXT);
  const { page, context } = await visitAs(visit, alice);
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await openChat(page, bob);
  const row = message(page, 'The plan').last();
  await row.locator('strong', { hasText: /^please read$/ }).waitFor();
  const texts = (selector: string) => row.locator('.words').locator(selector).allTextContents();
  expect(await texts('em')).toEqual(['comment', 'one']);
  expect(await texts('del')).toEqual(['Monday']);
  expect(await texts('li')).toEqual(['1.open settings.json', '2.set one value']);
  expect(await texts('blockquote')).toEqual(['it takes 2*3*4 minutes']);
  expect(await texts('a')).toEqual(['https://example.org/a_b_c']);
  await expect.poll(() => row.locator('a').getAttribute('rel')).toBe('noopener noreferrer nofollow');
  expect(await texts('pre')).toEqual(['const x = "<b>2 * 3</b>";\n'.trimEnd()]);
  expect(await texts('b')).toEqual([]);
  await row.getByRole('button', { name: 'Copy code' }).click();
  await expect
    .poll(() => page.evaluate(() => navigator.clipboard.readText()))
    .toBe('const x = "<b>2 * 3</b>";');
  await row.locator('strong').hover();
  await row.getByRole('button', { name: 'Copy text' }).click();
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe(TEXT);
});
