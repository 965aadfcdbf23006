/** Everything without a mouse. */
import { randomBytes } from 'node:crypto';
import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import {
  composer,
  inbox,
  isFocused,
  logIn,
  message,
  messageThatIs,
  openChat,
  send,
  visitAs,
} from './support/app.ts';
import { test } from './support/visitors.ts';

/** A ring, or the border of a field, shows where the focus is. */
const isFocusShown = () => {
  const element = document.activeElement;
  if (!element || element === document.body) return false;
  const shows = ({ outlineStyle, boxShadow }: CSSStyleDeclaration) =>
    outlineStyle !== 'none' || boxShadow !== 'none';
  const around = [element.parentElement, element.closest('.search, .composer')];
  return [element, ...element.children, ...around].some((at) => at && shows(getComputedStyle(at)));
};

/** Presses Tab until the target has the focus. */
async function tabTo(page: Page, target: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  await target.waitFor();
  for (let presses = 0; presses < 40; presses++) {
    if (await isFocused(target)) {
      expect(await page.evaluate(isFocusShown)).toBe(true);
      return;
    }
    await page.keyboard.press(key);
  }
  throw new Error(`${target} is not reached by ${key}`);
}

test('from registration to a sent, changed and deleted message', async ({ visit, person }) => {
  const bob = await person('bob');
  const { page } = await visit();
  const { keyboard } = page;
  await page.goto('/');
  await tabTo(page, page.getByRole('link', { name: 'Create an account' }));
  await keyboard.press('Enter');

  const name = `keys-${randomBytes(4).toString('hex')}`;
  const form = [
    ['First name', 'Key'],
    ['Last name', 'Board'],
    ['Username', name],
    ['Email', `${name}@example.org`],
    ['Password', 'typed without a mouse'],
  ] as const;
  for (const [label, value] of form) {
    await tabTo(page, page.getByLabel(label, { exact: true }));
    await keyboard.type(value);
  }
  await keyboard.press('Enter');

  await tabTo(page, page.getByRole('link', { name: 'Find people' }));
  await keyboard.press('Enter');
  await tabTo(page, page.getByRole('textbox', { name: 'Search people by name' }));
  await keyboard.type(bob.username);
  await page.getByRole('navigation', { name: 'People' }).getByText(`@${bob.username}`).waitFor();
  await keyboard.press('Enter');

  await tabTo(page, composer(page));
  await keyboard.type('Typed, with');
  await keyboard.press('Shift+Enter');
  await keyboard.type('a second line');
  await keyboard.press('Enter');
  await messageThatIs(page, 'a second line', 'Sent').waitFor();

  await keyboard.press('ArrowUp');
  await expect.poll(() => composer(page).inputValue()).toBe('Typed, with\na second line');
  await keyboard.press('Control+A');
  await keyboard.type('Changed');
  await keyboard.press('Enter');
  await message(page, 'Changed').getByText('edited').waitFor();

  const bubble = message(page, 'Changed').locator('[tabindex="0"]').first();
  await tabTo(page, bubble, 'Shift+Tab');
  await keyboard.press('Delete');
  const dialog = page.getByRole('dialog', { name: 'Delete this message?' });
  await tabTo(page, dialog.getByRole('button', { name: 'Delete' }));
  await keyboard.press('Enter');
  await message(page, 'Message deleted').waitFor();

  await tabTo(page, composer(page));
  await keyboard.type('Sent by mistake');
  await keyboard.press('Enter');
  await messageThatIs(page, 'Sent by mistake', 'Sent').waitFor();
  await tabTo(page, message(page, 'Message deleted').locator('[tabindex="0"]').first(), 'Shift+Tab');
  await keyboard.press('End');
  const remove = message(page, 'Sent by mistake').getByRole('button', { name: 'Delete' });
  await tabTo(page, remove);
  await keyboard.press('Enter');
  await tabTo(page, dialog.getByRole('button', { name: 'Cancel' }));
  await keyboard.press('Enter');
  await dialog.waitFor({ state: 'detached' });
  await expect.poll(() => isFocused(remove)).toBe(true);
  await keyboard.press('Enter');
  await tabTo(page, dialog.getByRole('button', { name: 'Delete' }));
  await keyboard.press('Enter');
  const tombstone = message(page, 'Message deleted').last().locator('[tabindex="0"]');
  await expect.poll(() => isFocused(tombstone)).toBe(true);
});

test('a password that is typed before the first field takes the focus stays a password', async ({
  visit,
}) => {
  const { page } = await visit();
  await page.goto('/#/register');
  await page.getByRole('heading', { name: 'Create your account' }).waitFor();
  // Faster than the effects of the form, which run after the next frame.
  await page.evaluate(
    () =>
      new Promise((resolve) => {
        const seen = new MutationObserver(() => {
          const field = document.querySelector<HTMLInputElement>('[autocomplete="current-password"]');
          if (!field) return;
          seen.disconnect();
          field.focus();
          requestAnimationFrame(() => setTimeout(resolve));
        });
        seen.observe(document.body, { childList: true, subtree: true });
        location.hash = '#/login';
      }),
  );
  const password = page.getByLabel('Password', { exact: true });
  await page.keyboard.type('typed in haste');
  expect(await password.inputValue()).toBe('typed in haste');
  expect(await page.getByLabel('Username').inputValue()).toBe('');
});

test('Ctrl K finds a person, and Escape leads back', async ({ visit, person }) => {
  const { page } = await visit();
  await logIn(page, await person('alice'));
  await page.keyboard.press('Control+K');
  await expect.poll(() => isFocused(page.getByRole('textbox', { name: 'Search people by name' }))).toBe(true);
  await page.keyboard.press('Escape');
  await inbox(page).waitFor();
});

/** As a browser reports a key that an input method takes. */
const composeKey = (target: Locator, key: string, as: { isComposing?: boolean; keyCode?: number }) =>
  target.dispatchEvent('keydown', { key, bubbles: true, cancelable: true, ...as });

test('keys of an input method neither send nor close nor open anything', async ({ visit, person }) => {
  const [alice, bob] = [await person('alice'), await person('bob')];
  const { page } = await visitAs(visit, alice);
  await openChat(page, bob);
  await send(page, 'sent by hand');
  await messageThatIs(page, 'sent by hand', 'Sent').waitFor();
  const bubble = message(page, 'sent by hand').locator('[tabindex="0"]').first();
  const search = page.getByRole('textbox', { name: 'Search conversations' });
  await composer(page).fill('にほん');
  await search.fill('bob');
  for (const as of [{ isComposing: true }, { keyCode: 229 }]) {
    for (const key of ['Enter', 'Escape', 'ArrowUp']) await composeKey(composer(page), key, as);
    for (const key of ['Enter', 'Escape', 'ArrowDown']) await composeKey(search, key, as);
    await bubble.focus();
    for (const key of ['Enter', 'Delete', 'Escape', 'ArrowUp']) await composeKey(bubble, key, as);
  }
  await expect.poll(() => composer(page).inputValue()).toBe('にほん');
  await expect.poll(() => search.inputValue()).toBe('bob');
  expect(new URL(page.url()).hash).toBe(`#/c/${bob.username}`);
  expect(await page.getByRole('dialog').count()).toBe(0);

  await page.evaluate(() => {
    location.hash = '#/people';
  });
  const people = page.getByRole('textbox', { name: /^Search people/ });
  await people.fill(bob.username);
  await page.getByRole('navigation', { name: 'People' }).getByText(`@${bob.username}`).waitFor();
  for (const key of ['Enter', 'Escape']) await composeKey(people, key, { isComposing: true });
  expect([new URL(page.url()).hash, await people.inputValue()]).toEqual(['#/people', bob.username]);
});

test('keys after a click into the conversation write a text and are no commands', async ({
  visit,
  person,
}) => {
  const [alice, bob] = [await person('alice'), await person('bob')];
  const { page } = await visitAs(visit, alice);
  const { keyboard } = page;
  await openChat(page, bob);
  await send(page, 'click me');
  await messageThatIs(page, 'click me', 'Sent').waitFor();

  await message(page, 'click me').getByText('click me').click();
  await keyboard.press('Delete');
  await keyboard.press('Enter');
  await keyboard.type('Typed on');
  await expect.poll(() => composer(page).inputValue()).toBe('Typed on');
  expect(await page.getByRole('dialog').count()).toBe(0);
  expect(await page.getByText('Editing').count()).toBe(0);

  await page.getByLabel('Messages', { exact: true }).click({ position: { x: 5, y: 5 } });
  await keyboard.type(', and on');
  await expect.poll(() => composer(page).inputValue()).toBe('Typed on, and on');

  // Reached by keyboard, the message has its keys.
  await page.keyboard.press('Shift+Tab');
  const bubble = message(page, 'click me').locator('[tabindex="0"]').first();
  await tabTo(page, bubble, 'Shift+Tab');
  await keyboard.press('Delete');
  await page.getByRole('dialog', { name: 'Delete this message?' }).waitFor();
  await keyboard.type('not-typed');
  await keyboard.press('Escape');
  await expect.poll(() => composer(page).inputValue()).toBe('Typed on, and on');
});
