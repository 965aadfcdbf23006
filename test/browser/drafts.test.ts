/** One draft in two tabs of a person, and edits of messages that other tabs and devices change. */
import type { Page } from 'playwright-core';
import { expect, inject } from 'vitest';
import { bearer, http } from '../support/http/http.ts';
import { type Account, sendByApi, tokenOf } from './support/accounts.ts';
import { composer, IS_KEPT, message, messageThatIs, openChat, send, visitAs } from './support/app.ts';
import { test, type Visit } from './support/visitors.ts';

const field = (page: Page) => expect.poll(() => composer(page).inputValue(), { timeout: 10_000 });

/** Two tabs of one browser in the conversation with a person. */
async function twoTabs(visit: Visit, self: Account, peer: Account) {
  const { page, context } = await visitAs(visit, self);
  await openChat(page, peer);
  const other = await context.newPage();
  await other.goto(page.url());
  await composer(other).waitFor();
  return [page, other] as const;
}

test('a draft is the same in two tabs, and empty in both when one has sent it', async ({ visit, person }) => {
  const [alice, bob] = [await person('alice'), await person('bob')];
  const [one, other] = await twoTabs(visit, alice, bob);
  await composer(one).fill('half a sen');
  await field(other).toBe('half a sen');
  await composer(other).press('End');
  await composer(other).pressSequentially('tence');
  await field(one).toBe('half a sentence');
  await composer(other).press('Enter');
  await messageThatIs(one, 'half a sentence', IS_KEPT).waitFor();
  await field(one).toBe('');
  await expect
    .poll(() => one.getByRole('button', { name: 'Send' }).getAttribute('aria-disabled'))
    .toBe('true');
  await composer(one).fill('kept');
  await field(other).toBe('kept');
  await one.reload();
  await field(one).toBe('kept');
});

test('two tabs that write into a draft at the same time keep the words of both', async ({
  visit,
  person,
}) => {
  const [alice, bob] = [await person('alice'), await person('bob')];
  const [one, other] = await twoTabs(visit, alice, bob);
  await composer(one).fill('shared');
  await field(other).toBe('shared');
  // A tab that hears of no changes, as one that the browser has put to sleep.
  await one.evaluate(() => addEventListener('storage', (event) => event.stopImmediatePropagation(), true));
  await composer(other).fill('shared there');
  await composer(one).press('End');
  await composer(one).pressSequentially('!');
  await field(one).toBe('shared there!');
  await field(other).toBe('shared there!');
});

/** Alice edits a message to bob. @param text that she has sent from another device */
async function editing(visit: Visit, person: (name: string) => Promise<Account>, text: string) {
  const [alice, bob] = [await person('alice'), await person('bob')];
  const url = inject('productUrl');
  const token = await tokenOf(url, alice);
  const { Id } = await sendByApi(url, token, bob.username, text);
  const { page, context } = await visitAs(visit, alice);
  await openChat(page, bob);
  const begin = async (tab: Page) => {
    await messageThatIs(tab, text.trim(), 'Sent').waitFor();
    await composer(tab).press('ArrowUp');
    await tab.getByText('Editing', { exact: true }).waitFor();
  };
  await begin(page);
  const requests: string[] = [];
  page.on('request', (request) => {
    if (request.url().includes('/messages/')) requests.push(request.method());
  });
  const path = `${url}/messages/${Id}`;
  return {
    page,
    context,
    begin,
    requests,
    isOver: () => page.getByText('Editing', { exact: true }).waitFor({ state: 'detached' }),
    /** on the other device */
    edit: (Message: string) => http('PATCH', path, { Message }, bearer(token)),
    remove: () => http('DELETE', path, undefined, bearer(token)),
  };
}

const KEPT = 'The message you were editing was deleted. Your text is kept as a draft.';

test('a message that another device deletes while it is edited leaves its text as the draft', async ({
  visit,
  person,
}) => {
  const { page, remove, isOver } = await editing(visit, person, 'I am late');
  await composer(page).fill('I am very late');
  await remove();
  await isOver();
  await page.getByText(KEPT).waitFor();
  await field(page).toBe('I am very late');
  await send(page, 'I am here');
  await messageThatIs(page, 'I am here', 'Sent').waitFor();
});

test('a change that waits in another tab is kept as well when its message is deleted', async ({
  visit,
  person,
}) => {
  const { page, context, remove, begin } = await editing(visit, person, 'I am late');
  await composer(page).fill('I am very late');
  const other = await context.newPage();
  await other.goto(page.url());
  await begin(other);
  await field(other).toBe('I am very late');
  await page.close();
  await other.reload();
  await composer(other).fill('Also');
  await remove();
  await field(other).toBe('Also\nI am very late');
});

test('an untouched edit follows the message that another device edits, and ends without a text to keep', async ({
  visit,
  person,
}) => {
  const { page, edit, remove, isOver } = await editing(visit, person, 'first');
  await edit('second');
  await field(page).toBe('second');
  await remove();
  await isOver();
  await page.getByText('The message you were editing was deleted.', { exact: true }).waitFor();
  await field(page).toBe('');
});

test('an edit to the same text sends no request', async ({ visit, person }) => {
  const { page, begin, requests, isOver } = await editing(visit, person, '\nhi\nyou');
  for (const text of ['\nhi\nyou', 'hi\nyou  ']) {
    await composer(page).fill(text);
    await composer(page).press('Enter');
    await isOver();
    await field(page).toBe('');
    await begin(page);
  }
  expect(requests).toEqual([]);
  expect(await message(page, 'hi').getByText('edited').count()).toBe(0);
});

test('saving an empty edit offers to delete the message', async ({ visit, person }) => {
  const { page, requests, isOver } = await editing(visit, person, 'a mistake');
  await composer(page).fill(' ');
  await page.getByRole('button', { name: 'Save the change' }).click();
  const dialog = page.getByRole('dialog', { name: 'Delete this message?' });
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await field(page).toBe(' ');
  await composer(page).press('Enter');
  await dialog.getByRole('button', { name: 'Delete' }).click();
  await isOver();
  await message(page, 'Message deleted').waitFor();
  await expect.poll(() => requests).toEqual(['DELETE']);
  await field(page).toBe('');
});

/** Everything that the browser keeps, cookies apart. */
const kept = (page: Page) => page.evaluate(() => JSON.stringify({ ...localStorage }));

/** Alice has written a draft to bob, and a message that cannot be sent. */
async function withLeftovers(visit: Visit, person: (name: string) => Promise<Account>) {
  const [alice, bob] = [await person('alice'), await person('bob')];
  const { page, faults } = await visitAs(visit, alice);
  faults.expect(/console: Failed to load resource|request: POST .* net::ERR/);
  await openChat(page, bob);
  await page.route(/\/messages$/, (route) => route.abort());
  await send(page, 'a secret message');
  await composer(page).fill('a secret draft');
  await field(page).toBe('a secret draft');
  return { alice, page };
}

const settings = (page: Page) => page.evaluate(() => location.assign('#/settings/data'));

test('on a computer that others use, a log-out removes what was not sent', async ({ visit, person }) => {
  const { alice, page } = await withLeftovers(visit, person);
  await settings(page);
  await page.getByRole('button', { name: 'Log out', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Log out with unsent texts?' });
  await dialog.getByText('This browser keeps one unsent message and one draft').waitFor();
  await dialog.getByRole('button', { name: 'Log out and remove from this device' }).click();
  await page.getByRole('heading', { name: 'Log in' }).waitFor();
  await expect.poll(() => kept(page)).not.toContain('a secret');
  await expect.poll(() => kept(page)).not.toContain(alice.username);
});

test('a deleted account leaves no text in the browser', async ({ visit, person }) => {
  const { alice, page } = await withLeftovers(visit, person);
  await settings(page);
  await page.getByLabel('Your password').fill(alice.password);
  await page.getByRole('button', { name: 'Delete my account' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete my account' }).click();
  await page.getByText('Your account has been deleted.').waitFor();
  await expect.poll(() => kept(page)).not.toContain('a secret');
  await expect.poll(() => kept(page)).not.toContain(alice.username);
});

test('an account that was deleted on another device leaves no text here', async ({ visit, person }) => {
  const { alice, page } = await withLeftovers(visit, person);
  await page.goto('about:blank');
  const url = inject('productUrl');
  const token = bearer(await tokenOf(url, alice));
  expect((await http('DELETE', `${url}/me`, { password: alice.password }, token)).status).toBe(204);
  await page.goto('/');
  await page.getByRole('button', { name: 'Log in' }).waitFor();
  await expect.poll(() => kept(page)).not.toContain('a secret');
  await expect.poll(() => kept(page)).not.toContain(alice.username);
});
