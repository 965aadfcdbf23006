/** Finding people and conversations by name. */
import { expect, inject } from 'vitest';
import { bearer, http } from '../support/http/http.ts';
import { type Account, acquaintByApi, tokenOf } from './support/accounts.ts';
import { inbox, inboxRow, visitAs } from './support/app.ts';
import { test } from './support/visitors.ts';

async function callThemselves(account: Account, display_name: string): Promise<void> {
  const url = inject('productUrl');
  await http('PATCH', `${url}/me`, { display_name }, bearer(await tokenOf(url, account)));
}

test('people are found by their display names, with their usernames beside them', async ({
  visit,
  person,
}) => {
  const [alice, sk, taro] = [await person('alice'), await person('kierke'), await person('taro')];
  const name = `Søren O’Brien-${alice.username.slice(-6)}`;
  await callThemselves(sk, name);
  await callThemselves(taro, '山田太郎');
  const { page } = await visitAs(visit, alice);
  await page.goto(page.url().replace(/#.*/, '#/people'));
  const people = page.getByRole('region', { name: 'People' });
  const field = page.getByRole('textbox', { name: 'Search people by name' });
  for (const typed of [`soren ${alice.username.slice(-6)}`, `BRIEN ${alice.username.slice(-6)}`]) {
    await field.fill('太郎');
    await people.getByText(`@${taro.username}`).waitFor();
    await field.fill(typed);
    await people.getByRole('link', { name: new RegExp(`${name}.*@${sk.username}`) }).waitFor();
    await expect.poll(() => people.getByRole('link').count()).toBe(1);
  }
  await field.fill('@');
  await people.getByRole('link').nth(1).waitFor();
  await field.fill(`nobody${alice.username}`);
  await page.getByText(`No name or username begins with “nobody${alice.username}”.`).waitFor();
});

test('what is typed while the field is opening is searched', async ({ visit, person }) => {
  const [alice, bob] = [await person('alice'), await person('bob')];
  const { page } = await visitAs(visit, alice);
  await page.evaluate((typed) => {
    const label = 'Search people by name';
    // As soon as the field is there, before the browser has painted it.
    new MutationObserver((_, observer) => {
      const field = document.querySelector<HTMLInputElement>(`[aria-label="${label}"]`);
      if (!field) return;
      observer.disconnect();
      field.value = typed;
      field.dispatchEvent(new Event('input', { bubbles: true }));
    }).observe(document.body, { childList: true, subtree: true });
    location.hash = '#/people';
  }, bob.username);
  const people = page.getByRole('region', { name: 'People' });
  await people.getByRole('link', { name: bob.username }).waitFor();
  await expect.poll(() => people.getByRole('link').count()).toBe(1);
});

test('a conversation is found by the display name, and shows the username while it is searched', async ({
  visit,
  person,
}) => {
  const [alice, bob, carol] = [await person('alice'), await person('bob'), await person('carol')];
  await callThemselves(bob, 'Łukasz Groß');
  const url = inject('productUrl');
  for (const friend of [bob, carol]) await acquaintByApi(url, friend, alice);
  const { page } = await visitAs(visit, alice);
  await inbox(page).getByText('Łukasz Groß').waitFor();
  expect(await inbox(page).getByText(`@${bob.username}`).count()).toBe(0);
  for (const typed of ['lukasz', 'gross', 'ŁU GRO']) {
    await page.getByRole('textbox', { name: 'Search conversations' }).fill(typed);
    await inbox(page).getByText(`@${bob.username}`).waitFor();
    await inboxRow(page, carol).waitFor({ state: 'hidden' });
  }
});
