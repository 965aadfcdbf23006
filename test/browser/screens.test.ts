/** Every screen: usable with assistive technology in both themes, on a narrow phone, and without motion. */
import type { Page } from 'playwright-core';
import { expect, inject } from 'vitest';
import { bearer, http } from '../support/http/http.ts';
import { sendByApi, tokenOf } from './support/accounts.ts';
import { composer, inbox, inboxRow, logIn, message } from './support/app.ts';
import { accessibilityFaults } from './support/axe.ts';
import { groupByApi, ofGroups } from './support/group-screens.ts';
import { inside, OUTSIDE, type Screen } from './support/screens.ts';
import { test } from './support/visitors.ts';

const KNOWN = 'A link: https://example.org/with/a/very/long/path/that/has/to/be/broken/somewhere 🦊';

async function accountsWithMessages(
  person: (name: string) => Promise<import('./support/accounts.ts').Account>,
) {
  const [alice, bob] = [await person('alice'), await person('bob')];
  const url = inject('productUrl');
  await sendByApi(url, await tokenOf(url, bob), alice.username, 'Hello!');
  await sendByApi(url, await tokenOf(url, alice), bob.username, KNOWN);
  await groupByApi(url, bob, [], { Name: 'Lantern', Topic: 'Light for all', Listed: true });
  const group = await groupByApi(url, alice, [bob]);
  const token = await tokenOf(url, alice);
  for (const text of ['The key is under the mat', KNOWN]) {
    const { Id } = await sendByApi(url, token, group, text);
    await http('PUT', `${url}/messages/${Id}/pin`, undefined, bearer(token));
  }
  return { alice, bob, group };
}

/** Shows each screen and collects what `check` finds wrong on it. */
async function tour(
  page: Page,
  screens: Screen[],
  check: (page: Page) => Promise<string[]>,
): Promise<string[]> {
  const found: string[] = [];
  for (const { name, show } of screens) {
    await show(page);
    for (const fault of await check(page)) found.push(`${name}: ${fault}`);
  }
  return found;
}

/** The console message of the screen on which the last owner leaves. */
const LAST_OWNER = /console: .* 409 /;

/** The console message of the screen for an unknown username. */
const NOBODY = /console: .* 404 .*nobody-of-this-name/;

/** The themes differ in their colours only. */
const COLOUR_RULES = ['color-contrast', 'link-in-text-block'];

async function axeInBothThemes(page: Page): Promise<string[]> {
  const found = await accessibilityFaults(page);
  await page.emulateMedia({ colorScheme: 'dark' });
  const inDark = await accessibilityFaults(page, COLOUR_RULES);
  await page.emulateMedia({ colorScheme: 'light' });
  return [...found, ...inDark.map((fault) => `dark: ${fault}`)];
}

/** Elements that reach beyond the window, or make it scroll sideways. */
const tooWide = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    const scrolls = [document.documentElement, ...document.querySelectorAll('main, nav, dialog')]
      .filter((element) => element.scrollWidth > element.clientWidth + 1)
      .map((element) => `${element.tagName} scrolls sideways: ${element.scrollWidth} px`);
    const controls = [...document.querySelectorAll('a, button, input, textarea, h1, h2, p')]
      .filter((element) => element.checkVisibility({ visibilityProperty: true }))
      .filter(
        (element) =>
          element.getBoundingClientRect().width > 1 && element.getBoundingClientRect().right > width + 1,
      )
      .map(
        (element) => `${element.outerHTML.slice(0, 80)} ends at ${element.getBoundingClientRect().right} px`,
      );
    return [...scrolls, ...controls];
  });

/** Texts below 14 pixels, apart from the letters in pictures. */
const tooSmall = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll('body *')]
      .filter((element) => element.checkVisibility() && !element.closest('.avatar, .picker-choice'))
      .filter(({ childNodes }) =>
        [...childNodes].some((node) => node.nodeType === 3 && node.nodeValue?.trim()),
      )
      .filter((element) => Number.parseFloat(getComputedStyle(element).fontSize) < 14)
      .map((element) => `${getComputedStyle(element).fontSize}: ${element.outerHTML.slice(0, 80)}`),
  );

const moving = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    document
      .getAnimations()
      .filter(
        ({ playState, effect }) =>
          playState === 'running' && Number(effect?.getComputedTiming().duration) > 10,
      )
      .map(({ effect }) => (effect as KeyframeEffect).target?.outerHTML.slice(0, 80) ?? ''),
  );

const PHONE = { viewport: { width: 320, height: 640 }, hasTouch: true, isMobile: true };
/** On two cores that other tests use as well. */
const TOUR_MS = 480_000;

test('axe finds nothing in either theme', { timeout: TOUR_MS }, async ({ visit, person }) => {
  const { alice, bob, group } = await accountsWithMessages(person);
  const { page, faults } = await visit({ colorScheme: 'light' });
  faults.expect(NOBODY);
  faults.expect(LAST_OWNER);
  expect(await tour(page, OUTSIDE, axeInBothThemes)).toEqual([]);
  await logIn(page, alice);
  expect(await tour(page, [...inside(bob, KNOWN), ...ofGroups(group, bob)], axeInBothThemes)).toEqual([]);
});

test('a phone 320 pixels wide shows every screen without scrolling sideways, in letters of 14 pixels or more', async ({
  visit,
  person,
}) => {
  const { alice, bob, group } = await accountsWithMessages(person);
  const { page, faults } = await visit(PHONE);
  faults.expect(NOBODY);
  faults.expect(LAST_OWNER);
  const check = async (at: Page) => [...(await tooWide(at)), ...(await tooSmall(at)), ...(await moving(at))];
  expect(await tour(page, OUTSIDE, check)).toEqual([]);
  await logIn(page, alice);
  expect(await tour(page, [...inside(bob, KNOWN), ...ofGroups(group, bob)], check)).toEqual([]);
});

test('on a phone, list and conversation are separate screens, and a tap on a message shows its actions', async ({
  visit,
  person,
}) => {
  const { alice, bob } = await accountsWithMessages(person);
  const { page } = await visit(PHONE);
  await logIn(page, alice);
  await inboxRow(page, bob).getByRole('link').tap();
  await message(page, KNOWN).waitFor();
  await inbox(page).waitFor({ state: 'hidden' });
  await message(page, 'Hello!').getByText('Hello!').tap();
  await message(page, 'Hello!').getByRole('button', { name: 'Copy text' }).waitFor();
  await page.getByRole('link', { name: 'Back to conversations' }).tap();
  await inboxRow(page, bob).waitFor();
  await composer(page).waitFor({ state: 'hidden' });
});
