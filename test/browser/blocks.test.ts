/** Blocking a person, also while the server fails. */
import { expect, inject } from 'vitest';
import { bearer, http } from '../support/http/http.ts';
import { sendByApi, tokenOf } from './support/accounts.ts';
import { block, composer, inboxRow, openChat, visitAs } from './support/app.ts';
import { test } from './support/visitors.ts';

const FAKED = /console: Failed to load resource: .* 500/;
const SERVER_ERROR = { status: 500, contentType: 'text/html', body: '<h1>Internal Server Error</h1>' };

test('a block that fails shows the error beside the button', async ({ visit, person }) => {
  const [alice, bob] = [await person('alice'), await person('bob')];
  const { page, faults } = await visitAs(visit, alice);
  faults.expect(FAKED);
  await openChat(page, bob);
  await page.route(/\/blocks\//, (route) => route.fulfill(SERVER_ERROR));
  await page.getByRole('main').getByRole('button', { name: bob.username }).click();
  const dialog = page.getByRole('dialog', { name: `About ${bob.username}` });
  await dialog.waitFor();
  // Nothing that does harm has the focus.
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'detached' });
  await page.getByRole('main').getByRole('button', { name: bob.username }).click();
  await dialog.getByRole('button', { name: 'Block…' }).click();
  await page.keyboard.press('Enter');
  await page.getByRole('dialog', { name: /^Block / }).waitFor({ state: 'detached' });
  expect(await dialog.getByText('Blocked', { exact: true }).count()).toBe(0);
  await block(page, dialog);
  await dialog
    .getByRole('alert')
    .filter({ hasText: /^\w.*\.$/ })
    .waitFor();
  await page.unroute(/\/blocks\//);
  await block(page, dialog);
  await dialog.getByText('Blocked', { exact: true }).waitFor();
  await expect.poll(() => dialog.getByRole('alert').count()).toBe(0);

  await page.goto('/#/settings/blocked');
  const blocked = page.getByRole('list', { name: 'Blocked people' }).getByText(`@${bob.username}`);
  await blocked.waitFor();
  await page.getByRole('button', { name: 'Unblock' }).click();
  await page.getByText('You have blocked no one.').waitFor();
  expect(await blocked.count()).toBe(0);
});

test('a block shows although the inbox cannot be synced, and ends on another device', async ({
  visit,
  person,
}) => {
  const [alice, bob, carol] = [await person('alice'), await person('bob'), await person('carol')];
  const url = inject('productUrl');
  await sendByApi(url, await tokenOf(url, bob), alice.username, 'Hello');
  const { page, faults } = await visitAs(visit, alice);
  faults.expect(FAKED);
  await openChat(page, bob);
  const changes = /\/conversations\?since=/;
  await page.route(changes, (route) => route.fulfill(SERVER_ERROR));
  await page.getByRole('main').getByRole('button', { name: bob.username }).click();
  await block(page, page.getByRole('dialog'));
  await page.getByRole('dialog').getByRole('button', { name: 'Unblock' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByText('You blocked this person.').waitFor();
  await inboxRow(page, bob).getByText('Blocked', { exact: true }).waitFor({ state: 'attached' });
  expect(await page.getByText('Something went wrong').count()).toBe(0);

  await page.unroute(changes);
  // A new person is not in the inbox, which is synced then.
  await sendByApi(url, await tokenOf(url, carol), alice.username, 'Hello');
  await inboxRow(page, carol).waitFor();
  await page.getByText('You blocked this person.').waitFor();
  await http('DELETE', `${url}/blocks/${bob.username}`, undefined, bearer(await tokenOf(url, alice)));
  await composer(page).waitFor();
});
