/** What people write stays text, whole and in its place. */
import type { Locator } from 'playwright-core';
import { expect, inject } from 'vitest';
import { http } from '../support/http/http.ts';
import { sendByApi, tokenOf } from './support/accounts.ts';
import {
  composer,
  inboxRow,
  message,
  messages,
  messageThatIs,
  openChat,
  send,
  visitAs,
} from './support/app.ts';
import { test } from './support/visitors.ts';

const PAYLOADS = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '"><svg onload=alert(1)>',
  'javascript:alert(1)',
  '[click](javascript:alert(1)) data:text/html,<script>alert(1)</script>',
  '{{constructor.constructor("alert(1)")()}} &lt;b&gt;',
];

const url = () => inject('productUrl');

test('markup in messages, names and profiles is shown as it was written', async ({ visit, person }) => {
  const [alice, mallory] = [await person('alice'), await person('mallory')];
  const token = await tokenOf(url(), mallory);
  const name = '<img src=x onerror=alert(2)>';
  const bio = '<b onclick=alert(3)>bold</b> javascript:alert(3)';
  const profile = await http(
    'PATCH',
    `${url()}/me`,
    { display_name: name, bio },
    { authorization: `Bearer ${token}` },
  );
  expect(profile.status).toBe(200);
  for (const payload of PAYLOADS) await sendByApi(url(), token, alice.username, payload);

  const { page, faults } = await visitAs(visit, alice);
  page.on('dialog', (dialog) => {
    void dialog.dismiss();
    throw new Error(`A dialog opened: ${dialog.message()}`);
  });
  await inboxRow(page, { username: name }).waitFor();
  await inboxRow(page, { username: name }).getByRole('link').click();
  for (const payload of PAYLOADS) await messages(page).getByText(payload, { exact: true }).waitFor();
  await page.getByRole('button', { name }).click();
  await page.getByRole('dialog').getByText(bio).waitFor();
  expect(await page.locator('script:not([src]), img, [onerror], [onload], [onclick]').count()).toBe(0);
  expect(await page.locator('a[href^="javascript" i], a[href^="data" i]').count()).toBe(0);
  faults.verify();
});

test('a link opens in another tab and sends no referrer', async ({ visit, person }) => {
  const [alice, bob] = [await person('alice'), await person('bob')];
  const { page } = await visitAs(visit, alice);
  await openChat(page, bob);
  await send(page, 'see https://example.org/a?b=<c>&d="e" and example.com.');
  const links = message(page, 'see').getByRole('link');
  await expect.poll(() => links.count()).toBe(2);
  for (const link of await links.all()) {
    await expect.poll(() => link.getAttribute('rel')).toMatch(/noopener/);
    await expect.poll(() => link.getAttribute('target')).toBe('_blank');
  }
});

test('right-to-left text keeps to its own bubble', async ({ visit, person }) => {
  const [alice, bob] = [await person('alice'), await person('bob')];
  const { page } = await visitAs(visit, alice);
  await openChat(page, bob);
  const override = '\u202Egnp.exe';
  for (const text of ['שלום עולם, hello', override, 'plain again']) await send(page, text);
  await messageThatIs(page, 'plain again', 'Sent').waitFor();
  const directionOf = (text: string) =>
    messages(page)
      .getByText(text, { exact: true })
      .evaluate((element) => getComputedStyle(element.closest('[dir]') ?? element).direction);
  expect(await directionOf('שלום עולם, hello')).toBe('rtl');
  expect(await directionOf('plain again')).toBe('ltr');
  // The time ends the line: on the left of text that runs to the left.
  const left = async (target: Locator) => (await target.boundingBox())?.x ?? Number.NaN;
  const hebrew = message(page, 'שלום');
  expect(await left(hebrew.locator('time').last())).toBeLessThan(await left(hebrew.locator('[dir="auto"]')));
  const bidi = await messages(page)
    .getByText(override, { exact: true })
    .evaluate((element) => getComputedStyle(element.closest('[dir]') ?? element).unicodeBidi);
  expect(bidi).toMatch(/isolate|plaintext/);
});

test('does not send invisible text, and labels it when it is received', async ({ visit, person }) => {
  const [alice, bob] = [await person('alice'), await person('bob')];
  const { page } = await visitAs(visit, alice);
  await openChat(page, bob);
  await composer(page).fill('\u200B\u2060 \u00AD');
  await expect
    .poll(() => page.getByRole('button', { name: 'Send' }).getAttribute('aria-disabled'))
    .toBe('true');
  await composer(page).press('Enter');
  const token = await tokenOf(url(), bob);
  await expect(sendByApi(url(), token, alice.username, '\u200B\u200B')).rejects.toThrow('400');
  // Earlier servers accepted it.
  await page.route(/\/messages\?/, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: (await response.text()).replace('seen', '\u200B\u200B') });
  });
  await sendByApi(url(), token, alice.username, 'seen');
  await page.reload();
  await messages(page).getByText('Blank message').waitFor();
  await expect.poll(() => messages(page).count()).toBe(1);
});

const FAMILY = '👨‍👩‍👧‍👦';
const FLAG = '🏴󠁧󠁢󠁥󠁮󠁧󠁿';

test('8,000 characters arrive whole; one more is refused and kept', async ({ visit, person }) => {
  const [alice, bob] = [await person('alice'), await person('bob')];
  const { page: hers } = await visitAs(visit, alice);
  const { page: his } = await visitAs(visit, bob);
  await openChat(hers, bob);
  const long = `${FAMILY} ${'Long words. '.repeat(700)}`
    .slice(0, 7_990 + FAMILY.length)
    .padEnd(8_000 + 5, 'x');
  const exact = [...long].slice(0, 8_000).join('');
  expect([...exact]).toHaveLength(8_000);

  await composer(hers).fill(`${exact}!`);
  await hers.getByText('1 character too many.').waitFor();
  await composer(hers).press('Enter');
  await expect.poll(() => composer(hers).inputValue()).toBe(`${exact}!`);
  expect(await messages(hers).count()).toBe(0);

  await send(hers, exact);
  await messageThatIs(hers, exact.slice(0, 40), 'Sent').waitFor();
  await openChat(his, alice);
  await message(his, exact.slice(0, 40)).waitFor();
  const received = await message(his, exact.slice(0, 40)).locator('[dir="auto"]').textContent();
  expect(received).toBe(exact);
});

test('emoji of many code points arrive as one', async ({ visit, person }) => {
  const [alice, bob] = [await person('alice'), await person('bob')];
  const { page } = await visitAs(visit, alice);
  await openChat(page, bob);
  const zalgo = `Z${'\u0351\u036B\u0343'.repeat(30)}algo`;
  for (const text of [`${FAMILY}${FLAG}👋🏽`, zalgo]) {
    await send(page, text);
    await messageThatIs(page, text, 'Sent').waitFor();
  }
  const texts = await messages(page).locator('[dir="auto"]').allTextContents();
  expect(texts).toEqual([`${FAMILY}${FLAG}👋🏽`, zalgo]);
});
