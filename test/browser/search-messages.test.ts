/** Searching messages: in all conversations and in one, with the words marked and a way to their place. */
import type { Page } from 'playwright-core';
import { expect, inject } from 'vitest';
import { http } from '../support/http/http.ts';
import { acquaintByApi, sendByApi, tokenOf } from './support/accounts.ts';
import { inboxRow, isInView, message, openChat, visitAs } from './support/app.ts';
import { accessibilityFaults } from './support/axe.ts';
import { test } from './support/visitors.ts';

test('what is typed into the search of conversations goes on in all messages, and leads to their places', async ({
  visit,
  person,
}) => {
  const url = inject('productUrl');
  const [alice, bob, carol] = [await person('alice'), await person('bob'), await person('carol')];
  for (const friend of [bob, carol]) await acquaintByApi(url, friend, alice);
  const token = await tokenOf(url, alice);
  await sendByApi(url, token, bob.username, 'See the Hárbour lights <b>tonight</b>');
  for (let count = 0; count < 40; count++) await sendByApi(url, token, bob.username, `filler ${count}`);
  await sendByApi(url, token, carol.username, 'No lights here, only a harbour');
  const { page } = await visitAs(visit, alice);
  await page.getByRole('textbox', { name: 'Search conversations' }).fill('harb');
  const goOn = page.getByRole('link', { name: 'Search messages for “harb”' });
  await page.getByRole('heading', { name: 'No such conversation' }).waitFor();
  await expect.poll(() => isInView(goOn)).toBe(true);
  await goOn.click();
  const search = page.getByRole('navigation', { name: 'Search' });
  const field = search.getByRole('textbox', { name: 'Search messages' });
  await expect.poll(() => field.inputValue()).toBe('harb');
  const hits = search.getByRole('listitem');
  await hits.nth(1).waitFor();
  await expect.poll(() => hits.locator('mark').allTextContents()).toEqual(['harb', 'Hárb']);
  await expect.poll(() => hits.first().textContent()).toContain(carol.username);
  await field.fill('"the harbour" lights');
  await hits.getByText('tonight').waitFor();
  await expect.poll(() => hits.count()).toBe(1);
  expect(await hits.locator('b').count()).toBe(0);
  await hits.getByRole('link').click();
  await page.locator('.message:focus').getByText('See the Hárbour lights').waitFor();
});

test('a conversation is searched from its menu', async ({ visit, person }) => {
  const url = inject('productUrl');
  const [alice, bob, carol] = [await person('alice'), await person('bob'), await person('carol')];
  for (const friend of [bob, carol]) await acquaintByApi(url, friend, alice);
  const token = await tokenOf(url, alice);
  await sendByApi(url, token, bob.username, 'apples for bob');
  await sendByApi(url, token, carol.username, 'apples for carol');
  const { page, faults } = await visitAs(visit, alice);
  faults.expect(/console: Failed to load resource: .* 400/);
  await openChat(page, bob);
  await page.getByRole('button', { name: 'More about this conversation' }).click();
  await page.getByRole('menuitem', { name: 'Search…' }).click();
  await page.getByRole('heading', { name: `Search in ${bob.username}` }).waitFor();
  const field = page.getByRole('textbox', { name: 'Search messages' });
  await field.fill('apples');
  const hits = page.getByRole('navigation', { name: 'Search' }).getByRole('listitem');
  await hits.getByText('for bob').waitFor();
  await expect.poll(() => hits.count()).toBe(1);
  await field.fill('pears');
  await page.getByRole('heading', { name: 'No message was found' }).waitFor();
  await field.fill('from:');
  await page.getByText('The search must have a username behind from:.').waitFor();
  await field.fill('');
  await page.getByText('Find what was said').waitFor();
});

test('steps lead from one hit of a conversation to the next, and back', async ({ visit, person }) => {
  const url = inject('productUrl');
  const [alice, bob, carol] = [await person('alice'), await person('bob'), await person('carol')];
  for (const friend of [bob, carol]) await acquaintByApi(url, friend, alice);
  const token = await tokenOf(url, alice);
  await sendByApi(url, token, bob.username, 'pears, the first');
  for (let count = 0; count < 60; count++) await sendByApi(url, token, bob.username, `filler ${count}`);
  await sendByApi(url, token, carol.username, 'pears of carol');
  await sendByApi(url, token, bob.username, 'pears, the second');
  const { page } = await visitAs(visit, alice);
  await go(page, '#/search');
  await searchField(page).fill('pears');
  const hits = page.getByRole('navigation', { name: 'Search' }).getByRole('listitem');
  await hits.getByText('the second').click();
  const steps = page.getByRole('group', { name: 'Messages that were found' });
  await steps.getByText('1 of 2').waitFor();
  await expect.poll(() => steps.getByRole('button', { name: 'Newer' }).isDisabled()).toBe(true);
  expect(await accessibilityFaults(page)).toEqual([]);
  await steps.getByRole('button', { name: 'Older' }).click();
  await page.locator('.message:focus').getByText('pears, the first').waitFor();
  await steps.getByText('2 of 2').waitFor();
  await expect.poll(() => marked(page)).toEqual(['pears']);
  await steps.getByRole('button', { name: 'Newer' }).click();
  await page.locator('.message:focus').getByText('pears, the second').waitFor();
  await page.keyboard.press('Escape');
  await steps.waitFor({ state: 'detached' });
});

/** The texts that are marked in the conversation. */
const marked = (page: Page): Promise<string[]> =>
  page.evaluate(() => [...(CSS.highlights.get('search-hit') ?? [])].map(String));

const go = (page: Page, hash: string) =>
  page.evaluate((to) => {
    location.hash = to;
  }, hash);

/** Until what was typed is drawn. */
const nextFrames = (page: Page) =>
  page.evaluate(
    () => new Promise<void>((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve()))),
  );

const searchField = (page: Page) => page.getByRole('textbox', { name: 'Search messages' });

test('the words that were searched for are marked in the conversation until Escape or another search', async ({
  visit,
  person,
}) => {
  const url = inject('productUrl');
  const [alice, bob] = [await person('alice'), await person('bob')];
  await acquaintByApi(url, bob, alice);
  const token = await tokenOf(url, alice);
  await sendByApi(url, token, bob.username, 'No *harbour*, a `harbour` and **the Hárbour** of [red');
  for (let count = 0; count < 40; count++) await sendByApi(url, token, bob.username, `filler ${count}`);
  const { page } = await visitAs(visit, alice);
  const openHit = async () => {
    await go(page, '#/search');
    await searchField(page).fill('harbour ');
    await page.getByRole('navigation', { name: 'Search' }).getByRole('listitem').getByRole('link').click();
    await expect.poll(() => marked(page)).toEqual(['harbour', 'harbour', 'Hárbour']);
  };
  await openHit();
  await message(page, 'of [red').waitFor();
  // The row of the open conversation is unread, and a button leads to the new message.
  await sendByApi(url, await tokenOf(url, bob), alice.username, 'Are you there?');
  await page.getByRole('button', { name: 'Jump to the latest message (1 new)' }).waitFor();
  await inboxRow(page, bob).getByText('1 unread').waitFor();
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    expect(await accessibilityFaults(page)).toEqual([]);
  }
  await page.keyboard.press('Escape');
  await expect.poll(() => marked(page)).toEqual([]);
  expect(await page.evaluate(() => location.hash)).toMatch(/^#\/c\//);
  await openHit();
  await go(page, '#/search');
  await searchField(page).fill('filler');
  await expect.poll(() => marked(page)).toEqual([]);
});

test('names are offered behind from: and in:, and taken by keyboard or by a finger', async ({
  visit,
  person,
}) => {
  const url = inject('productUrl');
  const [alice, bob, carol] = [await person('alice'), await person('bob'), await person('carol')];
  for (const friend of [bob, carol]) await acquaintByApi(url, friend, alice);
  const headers = { authorization: `Bearer ${await tokenOf(url, alice)}`, prefer: 'return=representation' };
  const made = { Name: 'Lighthouse', Members: [bob.username], ClientId: 'search' };
  const { body: group } = await http('POST', `${url}/groups`, made, headers);
  const { page, faults } = await visitAs(visit, alice);
  // The beginning of a name is no username yet.
  faults.expect(/console: Failed to load resource: .* 400/);
  await go(page, '#/search');
  const field = searchField(page);
  await field.pressSequentially('hello from:');
  const people = page.getByRole('listbox', { name: 'People to search for' });
  await people.getByRole('option').first().waitFor();
  expect((await people.getByRole('option').allTextContents()).at(-1)).toBe('Yourself');
  await field.pressSequentially('bo');
  const option = people.getByRole('option', { name: bob.username });
  await expect.poll(() => people.getByRole('option').count()).toBe(1);
  await expect.poll(() => field.getAttribute('aria-activedescendant')).toBe(await option.getAttribute('id'));
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await people.waitFor({ state: 'detached' });
  await expect.poll(() => field.inputValue()).toBe('hello from:bo');
  await field.fill('');
  await field.pressSequentially('from:bo');
  await option.waitFor();
  await page.keyboard.press('Enter');
  await expect.poll(() => field.inputValue()).toBe(`from:${bob.username} `);
  await page.setViewportSize({ width: 390, height: 780 });
  await field.pressSequentially('in:ligh');
  const places = page.getByRole('listbox', { name: 'Conversations to search in' });
  const place = places.getByRole('option', { name: 'Lighthouse' });
  await place.click();
  await expect.poll(() => field.inputValue()).toBe(`from:${bob.username} in:${group.Conversation} `);
  await go(page, `#/search/${carol.username}`);
  await page.getByRole('heading', { name: `Search in ${carol.username}` }).waitFor();
  await field.fill('');
  await field.pressSequentially('from:');
  await people.waitFor();
  await field.fill('');
  await field.pressSequentially('in:');
  await nextFrames(page);
  expect(await page.getByRole('listbox').count()).toBe(0);
});
