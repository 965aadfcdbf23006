/** Groups in two browsers and more: making one, writing, adding, leaving, roles, invite links, closing. */
import type { Page } from 'playwright-core';
import { expect, inject } from 'vitest';
import { type Account, acquaintByApi } from './support/accounts.ts';
import { composer, inbox, logIn, loginForm, message, messages, send, visitAs } from './support/app.ts';
import { details, groupByApi } from './support/group-screens.ts';
import { test } from './support/visitors.ts';

const url = () => inject('productUrl');

/** Of people who become contacts of hers. @returns the id */
async function groupOf(alice: Account, members: Account[]): Promise<string> {
  for (const member of members) await acquaintByApi(url(), alice, member);
  return groupByApi(url(), alice, members);
}

const go = (page: Page, hash: string): Promise<void> =>
  page.evaluate((to) => {
    location.hash = to;
  }, hash);

async function openGroup(page: Page, id: string): Promise<void> {
  await go(page, `#/c/${id}`);
  await page.getByRole('heading', { name: 'Lighthouse', level: 1 }).waitFor();
}

async function openDetails(page: Page, id: string) {
  await go(page, `#/g/${id}`);
  await details(page).getByRole('button', { name: 'Leave the group…' }).waitFor();
  return details(page);
}

const member = (page: Page, { username }: Account) =>
  details(page).getByLabel('Members').getByRole('listitem').filter({ hasText: username });

const answer = (page: Page, name: string) => page.getByRole('dialog').getByRole('button', { name }).click();

const row = (page: Page, name: string) => inbox(page).getByRole('listitem').filter({ hasText: name });

test('is made from the list of people, and is live for both', async ({ visit, person }) => {
  const [alice, bob] = [await person('alice'), await person('bob')];
  await acquaintByApi(url(), alice, bob);
  const [{ page: hers }, { page: his }] = [await visitAs(visit, alice), await visitAs(visit, bob)];
  await go(hers, '#/people');
  await hers.getByRole('link', { name: 'New group' }).first().click();
  await hers.getByLabel('Search people by name').fill(bob.username);
  const found = hers.getByRole('button', { name: bob.username, exact: false, pressed: false });
  await found.click();
  await hers.getByRole('button', { name: `Take out ${bob.username}` }).waitFor();
  await hers.getByRole('button', { name: 'Go on with 1' }).click();
  await hers.getByRole('button', { name: 'Make the group' }).click();
  await hers.getByText('Give the group a name.').waitFor();
  await hers.getByLabel('Name', { exact: true }).fill('Lighthouse');
  await hers.getByRole('button', { name: '⛵' }).click();
  await hers.getByRole('button', { name: 'Make the group' }).click();
  await hers.getByText('You made the group “Lighthouse”').last().waitFor();

  const his_row = row(his, 'Lighthouse');
  await his_row.getByText(`${alice.username} made the group “Lighthouse”`).waitFor();
  await send(hers, 'Who takes Saturday?');
  await his_row.getByText('Who takes Saturday?').waitFor();
  await expect.poll(() => his_row.getByText('1 unread').count()).toBe(1);
  await his_row.getByRole('link').click();
  await message(his, 'Who takes Saturday?').waitFor();
  await composer(his).pressSequentially('I');
  await hers.getByText(`${bob.username} is typing`).waitFor();
  await send(his, 'I do');
  await message(hers, 'I do').waitFor();
  await expect.poll(() => messages(hers).count()).toBe(3);
  // Nobody's reading shows in a group.
  expect(await message(hers, 'Who takes Saturday?').getByText('Read', { exact: true }).count()).toBe(0);
});

test('names those who cannot be added, and sends them a link', async ({ visit, person }) => {
  const [alice, dave] = [await person('alice'), await person('dave')];
  const [{ page: hers }, { page: his }] = [await visitAs(visit, alice), await visitAs(visit, dave)];
  await go(hers, '#/new-group');
  await hers.getByLabel('Search people by name').fill(dave.username);
  await hers.getByRole('button', { name: dave.username, pressed: false }).click();
  await hers.getByRole('button', { name: 'Go on with 1' }).click();
  await hers.getByLabel('Name', { exact: true }).fill('Lighthouse');
  await hers.getByRole('button', { name: 'Make the group' }).click();
  await hers.getByRole('heading', { name: 'One person could not be added' }).waitFor();
  await hers.getByRole('button', { name: 'Send them a link' }).click();
  await hers.getByRole('button', { name: 'Sent' }).waitFor();
  await row(his, alice.username).getByRole('link').click();
  await message(his, 'Join the group “Lighthouse”').getByRole('link').waitFor();
  const link = await message(his, 'Join the group').getByRole('link').getAttribute('href');
  await his.goto(link ?? '');
  await his.getByRole('heading', { name: 'Lighthouse' }).waitFor();
  await his.getByRole('button', { name: 'Join' }).click();
  await message(his, 'You joined the group').waitFor();
  await hers.getByRole('link', { name: 'Open the group' }).click();
  await message(hers, `${dave.username} joined the group`).waitFor();
});

test('members come and go, and those who are removed lose it at once', async ({ visit, person }) => {
  const [alice, bob, carol] = [await person('alice'), await person('bob'), await person('carol')];
  const id = await groupOf(alice, [bob]);
  await acquaintByApi(url(), alice, carol);
  const [{ page: hers }, { page: carols, faults }] = [
    await visitAs(visit, alice),
    await visitAs(visit, carol),
  ];
  faults.expect(/404/);
  await openGroup(hers, id);
  await openDetails(hers, id);
  await details(hers).getByRole('button', { name: 'Add people' }).click();
  await details(hers).getByLabel('Search people by name').fill(carol.username);
  await details(hers).getByRole('button', { name: carol.username, pressed: false }).click();
  await details(hers).getByRole('button', { name: 'Add 1' }).click();
  await member(hers, carol).waitFor();
  await message(hers, `You added ${carol.username}`).waitFor();
  await row(carols, 'Lighthouse').getByText(`${alice.username} added you`).waitFor();
  await openGroup(carols, id);
  await send(carols, 'Here I am');
  await message(hers, 'Here I am').waitFor();

  await member(hers, carol)
    .getByRole('button', { name: `More about ${carol.username}` })
    .click();
  await hers.getByRole('menuitem', { name: 'Make an admin' }).click();
  await member(hers, carol).getByText('Admin').waitFor();
  await message(carols, `${alice.username} made you an admin`).waitFor();
  await openDetails(carols, id);
  await details(carols).getByRole('button', { name: 'Group settings' }).waitFor();

  await member(hers, carol)
    .getByRole('button', { name: `More about ${carol.username}` })
    .click();
  await hers.getByRole('menuitem', { name: 'Remove from the group…' }).click();
  await answer(hers, 'Remove');
  await member(hers, carol).waitFor({ state: 'detached' });
  await carols.getByRole('heading', { name: 'You are no longer in this group' }).waitFor();
  await row(carols, 'Lighthouse').waitFor({ state: 'detached' });
  await expect.poll(() => carols.getByText('Here I am').count()).toBe(0);
});

test('the last owner hands it over before leaving', async ({ visit, person }) => {
  const [alice, bob] = [await person('alice'), await person('bob')];
  const id = await groupOf(alice, [bob]);
  const [{ page: hers, faults }, { page: his }] = [await visitAs(visit, alice), await visitAs(visit, bob)];
  faults.expect(/409/);
  // Her page asks for the members once more when the group changes, and she has left it by then.
  faults.expect(/ 404 .*\/members/);
  await openGroup(his, id);
  await openDetails(hers, id);
  await details(hers).getByRole('button', { name: 'Leave the group…' }).click();
  await answer(hers, 'Leave');
  const dialog = hers.getByRole('dialog', { name: 'Who owns the group after you?' });
  await dialog.getByRole('button', { name: 'Hand over and leave' }).click();
  await dialog.getByText('Choose a person first.').waitFor();
  await dialog.getByLabel(bob.username).check();
  await dialog.getByRole('button', { name: 'Hand over and leave' }).click();
  await row(hers, 'Lighthouse').waitFor({ state: 'detached' });
  await message(his, `${alice.username} made you an owner`).waitFor();
  await message(his, `${alice.username} left the group`).waitFor();
  await openDetails(his, id);
  await details(his).getByRole('button', { name: 'Close the group…' }).waitFor();
});

test('changes of name, settings and its end show to everybody', async ({ visit, person }) => {
  const [alice, bob] = [await person('alice'), await person('bob')];
  const id = await groupOf(alice, [bob]);
  const [{ page: hers }, { page: his }] = [await visitAs(visit, alice), await visitAs(visit, bob)];
  await openGroup(his, id);
  await openDetails(hers, id);
  await details(hers).getByRole('button', { name: 'Name and picture' }).click();
  await details(hers).getByLabel('Topic').fill('Who climbs up when');
  await details(hers).getByRole('button', { name: 'Save' }).click();
  await details(hers).getByText('Who climbs up when').waitFor();
  await message(his, `${alice.username} set the topic to “Who climbs up when”`).waitFor();

  await details(hers).getByRole('button', { name: 'Group settings' }).click();
  const posting = details(hers).getByRole('group', { name: 'Who writes' });
  await posting.getByLabel('Owners and admins').check();
  await his.getByText('Only owners and admins write in this group.').waitFor();
  await composer(his).waitFor({ state: 'detached' });
  await posting.getByLabel('Everybody').check();
  await composer(his).waitFor();

  await details(hers).getByRole('button', { name: 'Back to the group' }).click();
  await details(hers).getByRole('button', { name: 'Close the group…' }).click();
  await answer(hers, 'Close the group');
  for (const page of [hers, his]) await page.getByText('You can read what was said').waitFor();
  await details(hers).getByText('This group is closed.').waitFor();
  await expect.poll(() => details(hers).getByRole('button', { name: 'Add people' }).count()).toBe(0);
});

test('an invite link leads through the log-in, and is of no use once revoked', async ({ visit, person }) => {
  const [alice, erin] = [await person('alice'), await person('erin')];
  const id = await groupOf(alice, []);
  const { page: hers } = await visitAs(visit, alice);
  await openDetails(hers, id);
  await details(hers).getByRole('button', { name: 'Invite links' }).click();
  await details(hers).getByLabel('Lets in').selectOption('1 person');
  await details(hers).getByRole('button', { name: 'Make a link' }).click();
  const link = await details(hers).getByLabel('Invite link').inputValue();
  expect(new URL(link).origin).toBe(new URL(url()).origin);
  await details(hers).getByText('0 of 1 joined').waitFor();

  const { page: erins, faults } = await visit();
  faults.expect(/410/);
  await erins.goto(link);
  await loginForm(erins).waitFor();
  await erins.getByText('You have an invitation to a group.').waitFor();
  await erins.getByLabel('Username').fill(erin.username);
  await erins.getByLabel('Password', { exact: true }).fill(erin.password);
  await erins.getByRole('button', { name: 'Log in' }).click();
  await erins.getByRole('heading', { name: 'Lighthouse' }).waitFor();
  await details(hers).getByRole('button', { name: 'Revoke…' }).click();
  await answer(hers, 'Revoke');
  await details(hers).getByText('There are none.').waitFor();
  await erins.getByRole('button', { name: 'Join' }).click();
  await erins.getByText('This invitation is unknown, expired or used up.').waitFor();

  await details(hers).getByRole('button', { name: 'Make a link' }).click();
  await expect
    .poll(() => details(hers).getByLabel('Invite link').inputValue(), { timeout: 10_000 })
    .not.toBe(link);
  await erins.goto(await details(hers).getByLabel('Invite link').inputValue());
  await erins.getByRole('button', { name: 'Join' }).click();
  await message(erins, 'You joined the group').waitFor();
  await send(erins, 'Thanks for the link');
  await openGroup(hers, id);
  await message(hers, 'Thanks for the link').waitFor();
});

test('a new account finds the group of its link', async ({ visit, person }) => {
  const alice = await person('alice');
  const id = await groupOf(alice, []);
  const { page: hers } = await visitAs(visit, alice);
  await openDetails(hers, id);
  await details(hers).getByRole('button', { name: 'Invite links' }).click();
  await details(hers).getByRole('button', { name: 'Make a link' }).click();
  const { page } = await visit();
  await page.goto(await details(hers).getByLabel('Invite link').inputValue());
  await page.getByRole('link', { name: 'Create an account' }).click();
  const username = `newcomer-${alice.username.slice(-8)}`;
  await page.getByLabel('First name').fill('New');
  await page.getByLabel('Last name').fill('Comer');
  await page.getByLabel('Username').fill(username);
  await page.getByLabel('Email').fill(`${username}@example.org`);
  await page.getByLabel('Password', { exact: true }).fill(alice.password);
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.getByRole('button', { name: 'Join' }).click();
  await message(page, 'You joined the group').waitFor();
});

test('what a blocked person writes in a group is shown when it is asked for', async ({ visit, person }) => {
  const [alice, bob] = [await person('alice'), await person('bob')];
  const id = await groupOf(alice, [bob]);
  const [{ page: hers }, { page: his }] = [await visitAs(visit, alice), await visitAs(visit, bob)];
  await openGroup(his, id);
  await go(hers, `#/c/${bob.username}`);
  await hers.getByRole('button', { name: 'More about this conversation' }).click();
  await hers.getByRole('menuitem', { name: 'Block…' }).click();
  await answer(hers, 'Block');
  await hers.getByText('You blocked this person. Nothing').waitFor();
  await send(his, 'Can you see me?');
  await row(hers, 'Lighthouse').getByText('Message of a blocked person').waitFor();
  await openGroup(hers, id);
  await hers.getByText('You blocked this person.').waitFor();
  await expect.poll(() => message(hers, 'Can you see me?').count()).toBe(0);
  await hers.getByRole('button', { name: 'Show the message' }).click();
  await message(hers, 'Can you see me?').waitFor();
});

test('by keyboard: people are picked with the arrow keys, and Escape leads back step by step', async ({
  visit,
  person,
}) => {
  const [alice, bob] = [await person('alice'), await person('bob')];
  const id = await groupOf(alice, [bob]);
  const { page } = await visit();
  await logIn(page, alice);
  await openGroup(page, id);
  await openDetails(page, id);
  await details(page).getByRole('button', { name: 'Add people' }).press('Enter');
  const focused = page.locator(':focus');
  await details(page).getByLabel('Search people by name').waitFor();
  await page.getByRole('button', { name: 'Pick people to add' }).waitFor();
  await details(page).getByLabel('Search people by name').press('Escape');
  await details(page).getByRole('button', { name: 'Add people' }).waitFor();
  await expect.poll(() => focused.getAttribute('aria-label')).toBe('Close the details');
  await page.keyboard.press('Escape');
  await details(page).waitFor({ state: 'detached' });
  await composer(page).waitFor();
});

test('an owner deletes what a member wrote, a member nothing of others', async ({ visit, person }) => {
  const [alice, bob] = [await person('alice'), await person('bob')];
  const id = await groupOf(alice, [bob]);
  const [{ page: hers }, { page: his }] = [await visitAs(visit, alice), await visitAs(visit, bob)];
  await openGroup(hers, id);
  await openGroup(his, id);
  await send(his, 'Buy my watches');
  await send(hers, 'Not here');
  const more = async (page: Page, text: string) => {
    await message(page, text).getByText(text).hover();
    await message(page, text).getByRole('button', { name: 'More' }).click();
  };
  await more(his, 'Not here');
  await his.getByRole('menuitem', { name: 'Report…' }).waitFor();
  expect(await his.getByRole('menuitem', { name: 'Delete…' }).count()).toBe(0);
  await more(hers, 'Buy my watches');
  await hers.getByRole('menuitem', { name: 'Delete…' }).click();
  await answer(hers, 'Delete');
  await message(his, 'Buy my watches').waitFor({ state: 'detached' });
  await message(hers, 'Buy my watches').waitFor({ state: 'detached' });
});
