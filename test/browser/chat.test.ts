/** Two people chat, each in a separate browser. */
import { expect, inject } from 'vitest';
import { bearer, http } from '../support/http/http.ts';
import { type Account, acquaintByApi, sendByApi, tokenOf } from './support/accounts.ts';
import {
  composer,
  IS_KEPT,
  inbox,
  inboxRow,
  isFocused,
  logIn,
  message,
  messages,
  messageThatIs,
  openChat,
  send,
  visitAs,
} from './support/app.ts';
import { test } from './support/visitors.ts';

test('a conversation, live on both sides', async ({ visit, person }) => {
  const [alice, bob] = [await person('alice'), await person('bob')];
  const [{ page: hers }, { page: his }] = [await visitAs(visit, alice), await visitAs(visit, bob)];
  await openChat(hers, bob);
  await send(hers, 'Are you there?');
  await messageThatIs(hers, 'Are you there?', 'Sent').waitFor();

  await inboxRow(his, alice).getByText('1 unread').waitFor();
  await inboxRow(his, alice).getByRole('link').click();
  await message(his, 'Are you there?').waitFor();
  await inboxRow(his, alice).getByText('unread').waitFor({ state: 'hidden' });
  // Until he answers, she sees neither that he has read it nor that he types.
  await messageThatIs(hers, 'Are you there?', 'Sent').waitFor();
  await his.getByRole('button', { name: 'Accept' }).click();
  await messageThatIs(hers, 'Are you there?', 'Read').waitFor();

  await composer(his).pressSequentially('I am');
  await hers.getByText('is typing').waitFor();
  await composer(his).press('Enter');
  await message(hers, 'I am').waitFor();
  await hers.getByText('is typing').waitFor({ state: 'hidden' });

  await messageThatIs(his, 'I am', IS_KEPT).waitFor();
  await composer(his).press('ArrowUp');
  await expect.poll(() => composer(his).inputValue()).toBe('I am');
  await composer(his).fill('I was away');
  await composer(his).press('Enter');
  await message(hers, 'I was away').getByText('edited').waitFor();
  expect(await message(hers, 'I am').count()).toBe(0);

  await message(hers, 'Are you there?').getByText('Are you there?').hover();
  await message(hers, 'Are you there?').getByRole('button', { name: 'Delete' }).click();
  await hers.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await message(his, 'Message deleted').waitFor();
  expect(await message(his, 'Are you there?').count()).toBe(0);
});

test('people see each other come online and leave', async ({ visit, person }) => {
  const [alice, bob] = [await person('alice'), await person('bob')];
  const url = inject('productUrl');
  const token = await tokenOf(url, bob);
  await sendByApi(url, token, alice.username, 'Hello');
  await sendByApi(url, await tokenOf(url, alice), bob.username, 'Hello');
  const { page: hers } = await visitAs(visit, alice);
  await openChat(hers, bob);
  const status = hers.getByRole('main').getByRole('button', { name: bob.username });
  await status.getByText(`@${bob.username}`).waitFor();
  // What arrives by itself shows that her socket is open.
  await sendByApi(url, token, alice.username, 'Are you there?');
  await message(hers, 'Are you there?').waitFor();
  const { page: his, context } = await visitAs(visit, bob);
  await status.getByText('Online', { exact: true }).waitFor();
  // Her event comes before his handshake is complete; a socket that closes before that was never open, and causes no event.
  await send(hers, 'I am');
  await inboxRow(his, alice).getByText('I am').waitFor();
  await context.close();
  await status.getByText(/^Last seen/i).waitFor();
});

test('a late answer about a presence does not undo the event that came meanwhile', async ({
  visit,
  person,
}) => {
  const [alice, bob] = [await person('alice'), await person('bob')];
  const url = inject('productUrl');
  const token = await tokenOf(url, bob);
  await http('PATCH', `${url}/me`, { display_name: 'Bobby' }, bearer(token));
  await sendByApi(url, await tokenOf(url, alice), bob.username, 'Hi');
  await sendByApi(url, token, alice.username, 'Hello');
  const { page: hers } = await visit();
  const [asked, came] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  await hers.route(new RegExp(`/Users/${bob.username}$`), async (route) => {
    const before = await route.fetch();
    asked.resolve();
    await came.promise;
    await route.fulfill({ response: before });
  });
  await logIn(hers, alice);
  await openChat(hers, bob);
  await asked.promise;
  // What arrives by itself shows that her socket is open.
  await message(hers, 'Hello').waitFor();
  await sendByApi(url, token, alice.username, 'Are you there?');
  await message(hers, 'Are you there?').waitFor();
  await visitAs(visit, bob);
  const status = hers.getByRole('main').getByRole('button', { name: bob.username });
  await status.getByText('Online', { exact: true }).waitFor();
  came.resolve();
  // The answer brings his name.
  const named = hers.getByRole('main').getByRole('button', { name: 'Bobby' });
  await named.waitFor();
  await expect.poll(() => named.getByText('Online', { exact: true }).count()).toBe(1);
});

test('Enter pressed twice and a click on Send are one message', async ({ visit, person }) => {
  const [alice, bob] = [await person('alice'), await person('bob')];
  const { page } = await visitAs(visit, alice);
  await openChat(page, bob);
  await composer(page).fill('only once');
  await composer(page).evaluate((area) => {
    const enter = () => new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true });
    area.dispatchEvent(enter());
    area.dispatchEvent(enter());
  });
  // Nothing is left to send, so the button is disabled.
  await page.getByRole('button', { name: 'Send' }).click({ force: true });
  await messageThatIs(page, 'only once', 'Sent').waitFor();
  await send(page, 'afterwards');
  await messageThatIs(page, 'afterwards', 'Sent').waitFor();
  await expect.poll(() => message(page, 'only once').count()).toBe(1);
});

test('Enter that ends an input method sends nothing, in the way Safari reports it, too', async ({
  visit,
  person,
}) => {
  const [alice, bob] = [await person('alice'), await person('bob')];
  const { page } = await visitAs(visit, alice);
  await openChat(page, bob);
  await composer(page).fill('かな');
  await composer(page).evaluate((area) => {
    const enter = { key: 'Enter', bubbles: true, cancelable: true };
    area.dispatchEvent(new KeyboardEvent('keydown', { ...enter, keyCode: 229 }));
    area.dispatchEvent(new KeyboardEvent('keydown', { ...enter, isComposing: true }));
  });
  await expect.poll(() => composer(page).inputValue()).toBe('かな');
  await send(page, 'かな漢字');
  await messageThatIs(page, 'かな漢字', 'Sent').waitFor();
  await expect.poll(() => messages(page).count()).toBe(1);
});

test('a draft waits in its conversation', async ({ visit, person }) => {
  const [alice, bob, carol] = [await person('alice'), await person('bob'), await person('carol')];
  const { page } = await visitAs(visit, alice);
  await openChat(page, bob);
  await composer(page).fill('to be continued');
  await openChat(page, carol);
  await expect.poll(() => composer(page).inputValue()).toBe('');
  await page.reload();
  await openChat(page, bob);
  await expect.poll(() => composer(page).inputValue()).toBe('to be continued');
});

test('a search goes through the conversations that are not loaded yet', async ({ visit, person }) => {
  const alice = await person('alice');
  const friends = [await person('bob'), await person('carol'), await person('dave')];
  const url = inject('productUrl');
  for (const friend of friends) await acquaintByApi(url, friend, alice);
  const [oldest, , newest] = friends as [Account, Account, Account];
  const { page, faults } = await visit();
  faults.expect(/console: Failed to load resource: .* 500/);
  // Pages of one row; the second fails once.
  await page.route(/\/conversations\?limit=50&requests=without&pinned=first$/, (route) =>
    route.continue({ url: route.request().url().replace('limit=50', 'limit=1') }),
  );
  const searched = Promise.withResolvers<void>();
  let refusals = 1;
  await page.route(/\/conversations\?.*before=/, async (route) => {
    await searched.promise;
    await (refusals-- > 0 ? route.fulfill({ status: 500, body: '' }) : route.continue());
  });
  await logIn(page, alice);
  await inboxRow(page, newest).waitFor();
  const field = page.getByRole('textbox', { name: 'Search conversations' });
  await field.fill(oldest.username);
  await inbox(page).getByText('Searching').waitFor();
  expect(await inbox(page).getByText('None of your conversations').count()).toBe(0);
  searched.resolve();
  await inbox(page).getByRole('button', { name: 'Try again' }).click();
  await inboxRow(page, oldest).waitFor();
  await expect.poll(() => isFocused(field)).toBe(true);
  await field.fill('nobody-of-this-name');
  await inbox(page).getByText('None of your conversations is with “nobody-of-this-name”.').waitFor();
});
