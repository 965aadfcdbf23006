/** Reactions to messages. */
import { expect, inject } from 'vitest';
import { acquaintByApi } from './support/accounts.ts';
import { isFocused, message, openChat, send, visitAs } from './support/app.ts';
import { test } from './support/visitors.ts';

test('are live on both sides, and are taken back', async ({ visit, person }) => {
  const [alice, bob] = [await person('alice'), await person('bob')];
  await acquaintByApi(inject('productUrl'), bob, alice);
  const [{ page: hers }, { page: his }] = [await visitAs(visit, alice), await visitAs(visit, bob)];
  await openChat(hers, bob);
  await send(hers, 'We won');
  await openChat(his, alice);
  await message(his, 'We won').getByText('We won').hover();
  await message(his, 'We won').getByRole('button', { name: 'React' }).click();
  const picker = his.getByRole('dialog', { name: 'Choose an emoji' });
  await picker.getByLabel('Search emoji').fill('party pop');
  await picker.getByRole('button', { name: 'party popper' }).click();
  await picker.waitFor({ state: 'hidden' });

  const hersToPress = hers.getByRole('button', { name: `🎉 by ${bob.username}` });
  await hersToPress.click();
  const both = hers.getByRole('button', { name: `🎉 by ${bob.username} and you` });
  await both.waitFor();
  await expect.poll(() => both.getAttribute('aria-pressed')).toBe('true');
  await expect.poll(() => both.textContent()).toBe('🎉2');
  const hisBoth = his.getByRole('button', { name: `🎉 by ${alice.username} and you` });
  await hisBoth.click();
  await his.getByRole('button', { name: `🎉 by ${alice.username}`, exact: true }).waitFor();
  await hers.getByRole('button', { name: '🎉 by you', exact: true }).click();
  await hers.getByRole('list', { name: 'Reactions' }).waitFor({ state: 'detached' });
  await his.getByRole('list', { name: 'Reactions' }).waitFor({ state: 'detached' });
});

test('by keyboard, with the emoji used last where the others cannot be fetched', async ({
  visit,
  person,
}) => {
  const [alice, bob] = [await person('alice'), await person('bob')];
  const { page, context, faults } = await visitAs(visit, alice);
  faults.expect(/emoji-/);
  faults.expect(/console: Failed to load resource/);
  await context.route('**/emoji-*.json', (route) => route.abort());
  await openChat(page, bob);
  await send(page, 'Hello');
  const react = message(page, 'Hello').getByRole('button', { name: 'React' });
  await react.waitFor();
  await message(page, 'Hello').locator('[tabindex]').first().press('Tab');
  await expect.poll(() => isFocused(react)).toBe(true);
  await page.keyboard.press('Enter');
  const picker = page.getByRole('dialog', { name: 'Choose an emoji' });
  await expect.poll(() => isFocused(picker.getByLabel('Search emoji'))).toBe(true);
  await picker.getByText('appear once there is a connection').waitFor();
  await page.keyboard.press('Escape');
  await picker.waitFor({ state: 'hidden' });
  await expect.poll(() => isFocused(react)).toBe(true);
  await page.keyboard.press('Enter');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: '❤️ by you' }).waitFor();
  await expect.poll(() => isFocused(react)).toBe(true);
});

test('the skin tone that was chosen once is that of all emoji, also after a reload', async ({
  visit,
  person,
}) => {
  const { page } = await visitAs(visit, await person('alice'));
  const bob = await person('bob');
  await openChat(page, bob);
  await send(page, 'Hello');
  const picker = page.getByRole('dialog', { name: 'Choose an emoji' });
  const open = async () => {
    await message(page, 'Hello').getByText('Hello').hover();
    await message(page, 'Hello').getByRole('button', { name: 'React' }).click();
  };
  await open();
  await picker.getByRole('radio', { name: 'Medium dark' }).press('Space');
  await picker.getByLabel('Search emoji').fill('waving');
  await picker.getByRole('button', { name: 'waving hand' }).click();
  await page.getByRole('button', { name: '👋🏾 by you' }).waitFor();

  await page.reload();
  await page.getByRole('button', { name: '👋🏾 by you' }).waitFor();
  await open();
  await expect.poll(() => picker.getByRole('radio', { name: 'Medium dark' }).isChecked()).toBe(true);
  const recent = picker.getByRole('region', { name: 'Recent' });
  await recent.getByRole('button', { name: 'waving hand' }).waitFor();
  await picker.getByLabel('Search emoji').fill('thumbs down');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: '👎🏾 by you' }).waitFor();
});
