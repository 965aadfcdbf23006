/** The date over the messages while one scrolls, and jumping to a date. */
import { join } from 'node:path';
import { execa } from 'execa';
import type { Page } from 'playwright-core';
import { expect, inject } from 'vitest';
import { bearer, http } from '../support/http/http.ts';
import { type Account, tokenOf } from './support/accounts.ts';
import { composer, isFocused, messages, openChat, send, visitAs } from './support/app.ts';
import { accessibilityFaults } from './support/axe.ts';
import { test } from './support/visitors.ts';

const ROOT = join(import.meta.dirname, '../..');

interface Sent {
  Id: string;
  Message: string;
  Timestamp: string;
}

/** @returns the messages of a conversation of months, oldest first */
async function longConversation(alice: Account, bob: Account): Promise<Sent[]> {
  const url = inject('productUrl');
  const between = `${alice.username},${bob.username}`;
  const args = ['--data', inject('productDataDir'), '--between', between, '--messages', '700'];
  await execa(process.execPath, ['local/demo/cli.ts', ...args], { cwd: ROOT });
  const token = await tokenOf(url, alice);
  const all: Sent[] = [];
  let path: string | undefined = `/messages?User=${bob.username}&limit=200`;
  while (path !== undefined) {
    const { body, headers } = await http('GET', `${url}${path}`, undefined, bearer(token));
    all.unshift(...body);
    path = /<([^>]+)>; rel="next"/.exec(String(headers.link ?? ''))?.[1];
  }
  return all;
}

const pill = (page: Page) => page.locator('.floating-date');
const dialog = (page: Page) => page.getByRole('dialog', { name: 'Jump to a date' });
const scrollUp = (page: Page, pixels: number) =>
  page.evaluate((by) => document.querySelector('.timeline')?.scrollBy(0, -by), pixels);

/** Such as 2026-11-29, in the zone of the tests' visitors. */
const dayOf = (time: string | number): string => {
  return new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/London' }).format(new Date(time));
};

/**
 * Scrolls up to a day that has room: its divider can be scrolled out of view without its messages, or the end, coming too near. Then scrolls
 * until the divider is just above the view.
 * @returns what the divider says, and what the date says
 */
const passDivider = (page: Page): Promise<[string, string]> =>
  page.evaluate(async () => {
    const timeline = document.querySelector('.timeline') as HTMLElement;
    const { top } = timeline.getBoundingClientRect();
    const frames = async (count: number) => {
      for (let frame = 0; frame < count; frame++)
        await new Promise((resolve) => requestAnimationFrame(resolve));
    };
    // The date is 44 px high, and there is none within 48 px of the end.
    const room = 100;
    const dayWithRoom = () => {
      const toEnd = timeline.scrollHeight - timeline.clientHeight - timeline.scrollTop;
      const places = [...document.querySelectorAll('.timeline .day')].map((element) => {
        const { top: from, bottom } = element.getBoundingClientRect();
        return { element, from: from - top, to: bottom - top };
      });
      return places.find(({ from, to }, index) => {
        const next = places[index + 1]?.from ?? Number.POSITIVE_INFINITY;
        return from > 0 && next - to > room && toEnd - to > room;
      })?.element;
    };
    timeline.scrollBy(0, -800);
    await frames(1);
    while (!dayWithRoom()) {
      if (timeline.scrollTop === 0) throw new Error('No day has room.');
      timeline.scrollBy(0, -200);
      await frames(1);
    }
    const day = dayWithRoom();
    timeline.scrollBy(0, (day?.getBoundingClientRect().bottom ?? 0) - top + 1);
    const date = () => document.querySelector('.floating-date')?.textContent ?? '';
    // On a busy machine the date follows some frames later.
    for (let count = 0; count < 60 && date() !== day?.textContent; count++) await frames(1);
    return [day?.textContent ?? 'none', date()];
  });

/** @returns whether the date goes at once, rather than after a rest */
const goesAtOnce = (page: Page): Promise<boolean> =>
  pill(page)
    .waitFor({ state: 'detached', timeout: 1_000 })
    .then(
      () => true,
      () => false,
    );

/** Polls, because pages that arrive move the messages. */
const expectDate = (page: Page, isAsExpected = async (): Promise<boolean> => true): Promise<void> =>
  expect
    .poll(
      async () => {
        const [day, date] = await passDivider(page);
        return date === day && isAsExpected();
      },
      { timeout: 15_000 },
    )
    .toBe(true);

test('the date of the first message in view shows while one scrolls, and not to screen readers', async ({
  visit,
  person,
}) => {
  const [alice, bob] = [await person('alice'), await person('bob')];
  await longConversation(alice, bob);
  const { page } = await visitAs(visit, alice);
  await openChat(page, bob);
  await messages(page).last().waitFor();
  expect(await pill(page).count()).toBe(0);
  await expectDate(page);
  await expect.poll(() => pill(page).getAttribute('aria-hidden')).toBe('true');
  expect(await accessibilityFaults(page)).toEqual([]);
  await pill(page).waitFor({ state: 'detached' });
  // Where the divider is in view, nothing says it again.
  await expectDate(page, async () => {
    await scrollUp(page, 10);
    return goesAtOnce(page);
  });
});

test('a press on the date leads to the first message of another day, which is focused', async ({
  visit,
  person,
}) => {
  const [alice, bob] = [await person('alice'), await person('bob')];
  const all = await longConversation(alice, bob);
  const target = all.find(
    ({ Timestamp }, index) => index > 150 && dayOf(Timestamp) !== dayOf(all[index - 1]?.Timestamp ?? 0),
  );
  const { page } = await visitAs(visit, alice);
  await openChat(page, bob);
  await messages(page).last().waitFor();
  await expect
    .poll(async () => {
      await scrollUp(page, 250);
      return pill(page).count();
    })
    .toBe(1);
  await pill(page).getByText(/./).click();
  const field = dialog(page).getByLabel('Day');
  await expect.poll(() => isFocused(field)).toBe(true);
  await field.fill('');
  await field.press('Enter');
  await dialog(page).getByText('Choose a day.').waitFor();
  await field.fill(dayOf(target?.Timestamp ?? 0));
  const asked = page.waitForRequest(/\/messages\?.*[?&]at=/);
  await field.press('Enter');
  await asked;
  await dialog(page).waitFor({ state: 'detached' });
  await page.waitForURL(`**/#/c/${bob.username}/${target?.Id}`);
  await page
    .locator('.message:focus')
    .getByText(target?.Message.split('\n')[0] ?? '')
    .first()
    .waitFor();
});

test('the menu of a conversation jumps to a day, again after scrolling away, and to the next one that has messages', async ({
  visit,
  person,
}) => {
  const [alice, bob] = [await person('alice'), await person('bob')];
  const all = await longConversation(alice, bob);
  const { page } = await visitAs(visit, alice);
  await openChat(page, bob);
  await messages(page).last().waitFor();
  const jumpTo = async (day: string) => {
    await page.getByRole('button', { name: 'More about this conversation' }).click();
    await page.getByRole('menuitem', { name: 'Jump to a date…' }).click();
    await dialog(page).getByLabel('Day').fill(day);
    await dialog(page).getByRole('button', { name: 'Jump' }).click();
  };
  for (let time = 0; time < 2; time++) {
    await jumpTo('1999-12-31');
    await page.waitForURL(`**/${all[0]?.Id}`);
    await page.getByText(/begins here\.$/).waitFor();
    await page.locator('.message:focus').waitFor();
    await page.getByRole('button', { name: 'Jump to the latest message' }).waitFor();
    if (time === 0) await scrollUp(page, -3_000);
  }
  const today = dayOf(Date.now());
  const first = all.find(({ Timestamp }) => dayOf(Timestamp) === today) ?? all.at(-1);
  await jumpTo(today);
  await page.waitForURL(`**/${first?.Id}`);
});

test('one’s own notes have a menu, too, with what makes sense there', async ({ visit, person }) => {
  const alice = await person('alice');
  const { page } = await visitAs(visit, alice);
  await page.evaluate((hash) => {
    location.hash = hash;
  }, `#/c/${alice.username}`);
  await composer(page).waitFor();
  expect(await page.getByRole('button', { name: 'More about this conversation' }).count()).toBe(0);
  await send(page, 'Milk, bread');
  await page.getByRole('button', { name: 'More about this conversation' }).click();
  await page.getByRole('menuitem', { name: 'Archive' }).waitFor();
  await expect
    .poll(() => page.getByRole('menuitem').allTextContents())
    .toEqual(['Search…', 'Pinned messages…', 'Jump to a date…', 'Pin to the top', 'Archive']);
});
