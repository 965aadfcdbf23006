/** Mentions: chosen by keyboard, shown with the name that the person has now, counted, and gone to. */
import { expect, inject } from 'vitest';
import { http } from '../support/http/http.ts';
import { type Account, acquaintByApi, tokenOf } from './support/accounts.ts';
import { composer, inbox, message, visitAs } from './support/app.ts';
import { test } from './support/visitors.ts';

const url = () => inject('productUrl');
const headersOf = async (account: Account) => ({
  authorization: `Bearer ${await tokenOf(url(), account)}`,
  prefer: 'return=representation',
});

test('a member is mentioned by keyboard, and finds the message', async ({ visit, person }) => {
  const [alice, bob] = [await person('alice'), await person('bob')];
  await acquaintByApi(url(), alice, bob);
  const [hers, his] = [await headersOf(alice), await headersOf(bob)];
  const made = { Name: 'Lighthouse', Members: [bob.username], ClientId: 'mentions' };
  const { body: group } = await http('POST', `${url()}/groups`, made, hers);
  await http('PATCH', `${url()}/me`, { display_name: 'Bob the Builder' }, his);

  const { page } = await visitAs(visit, alice);
  await page.evaluate((hash) => {
    location.hash = hash;
  }, `#/c/${group.Conversation}`);
  await composer(page).waitFor();
  await composer(page).pressSequentially('Ask @buil');
  const list = page.getByRole('listbox', { name: 'People to mention' });
  const option = list.getByRole('option', { name: /Bob the Builder/ });
  await option.waitFor();
  await expect.poll(() => option.getAttribute('aria-selected')).toBe('true');
  await expect
    .poll(() => composer(page).getAttribute('aria-activedescendant'))
    .toBe(await option.getAttribute('id'));
  await page.keyboard.press('Escape');
  await list.waitFor({ state: 'detached' });
  await page.keyboard.press('Backspace');
  await composer(page).pressSequentially('@');
  await page.keyboard.press('Backspace');
  await page.keyboard.press('Backspace');
  await composer(page).fill('Ask ');
  await composer(page).pressSequentially('@');
  await list.getByRole('option').nth(1).waitFor();
  await page.keyboard.press('ArrowDown');
  await expect.poll(() => list.getByRole('option').nth(1).getAttribute('aria-selected')).toBe('true');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await expect.poll(() => composer(page).inputValue()).toBe(`Ask @${bob.username} `);
  await page.keyboard.type('*about it*');
  await page.keyboard.press('Enter');
  const mention = message(page, 'about it').getByText('@Bob the Builder', { exact: true });
  await mention.waitFor();
  await expect.poll(() => mention.getAttribute('title')).toBe(`@${bob.username}`);
  await expect.poll(() => message(page, 'about it').locator('em').textContent()).toBe('about it');

  for (let n = 0; n < 60; n++)
    await http('POST', `${url()}/messages`, { Conversation: group.Conversation, Message: `line ${n}` }, hers);
  await http('POST', `${url()}/messages`, { Conversation: group.Conversation, Message: 'hear, @all' }, hers);
  const { page: bobs } = await visitAs(visit, bob);
  await inbox(bobs).getByText('mentions you,').waitFor({ state: 'attached' });
  await bobs.evaluate((hash) => {
    location.hash = hash;
  }, `#/c/${group.Conversation}`);
  // The first one is in view and read.
  const jump = bobs.getByRole('button', { name: 'Jump to a mention of you, 1 unread' });
  await jump.click();
  await bobs.waitForFunction(() => document.activeElement?.textContent?.includes('hear,'));
  await expect.poll(() => message(bobs, 'hear,').locator('[data-own]').textContent()).toBe('@all');
  await jump.waitFor({ state: 'detached' });
});
