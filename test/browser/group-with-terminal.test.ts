/** Two browsers and a terminal live in one group: what one does reaches the other two. */
import type { Page } from 'playwright-core';
import { expect, inject } from 'vitest';
import { type Desk, makeDesk } from '../support/clients/corechat-command.ts';
import { KEYS, TerminalSession } from '../support/clients/terminal.ts';
import { type Account, acquaintByApi } from './support/accounts.ts';
import { message, send, visitAs } from './support/app.ts';
import { details, groupByApi } from './support/group-screens.ts';
import { test as base } from './support/visitors.ts';

const NAME = 'Lighthouse';

interface Fixtures {
  /** `corechat` at a terminal, in the first group of the account */
  terminal: (account: Account) => Promise<TerminalSession>;
}

const test = base.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads which fixtures a fixture needs from this pattern
  terminal: async ({}, use) => {
    const desks: Desk[] = [];
    const sessions: TerminalSession[] = [];
    await use(async ({ username, password }) => {
      const desk = await makeDesk(inject('productUrl'));
      desks.push(desk);
      const login = await desk.run(['login', username, '--password-stdin'], { input: password });
      expect(login).toMatchObject({ code: 0 });
      const session = new TerminalSession([], { env: { ...desk.env }, columns: 100, rows: 40 });
      sessions.push(session);
      await session.until('Search:');
      session.type(NAME);
      await session.until(`❯ # ${NAME}`);
      session.type(KEYS.enter);
      await session.until(/^ #Lighthouse · 3 members/);
      return session;
    });
    for (const session of sessions) session.close();
    for (const desk of desks) await desk.remove();
  },
});

async function openGroup(page: Page, id: string): Promise<void> {
  await page.evaluate((hash) => {
    location.hash = hash;
  }, `#/c/${id}`);
  await page.getByRole('heading', { name: NAME, level: 1 }).waitFor();
}

test('messages, a reply, a reaction, a rename and a removal reach two browsers and a terminal', async ({
  visit,
  person,
  terminal,
}) => {
  const url = inject('productUrl');
  const [alice, bob, carol] = [await person('alice'), await person('bob'), await person('carol')];
  for (const other of [bob, carol]) await acquaintByApi(url, alice, other);
  const id = await groupByApi(url, alice, [bob, carol]);
  const [{ page: hers }, { page: his, faults }] = [await visitAs(visit, alice), await visitAs(visit, bob)];
  // Bob is removed at the end.
  faults.expect(/404/);
  await openGroup(hers, id);
  await openGroup(his, id);
  const carols = await terminal(carol);

  // Messages, in one order for all.
  await send(hers, 'Who takes Saturday?');
  await message(his, 'Who takes Saturday?').waitFor();
  await carols.until(`${alice.username}: Who takes Saturday?`);
  carols.type(`I can, from noon${KEYS.enter}`);
  await carols.until(/✓ +carol-\w+: I can, from noon/);
  for (const page of [hers, his]) await message(page, 'I can, from noon').waitFor();

  // A reply from a browser, and one from the terminal to it.
  await message(his, 'I can, from noon').getByText('I can, from noon').hover();
  await message(his, 'I can, from noon').getByRole('button', { name: 'Reply' }).click();
  await send(his, 'Then I take the morning');
  await carols.until(/> you: I can, from noon\n +bob-\w+: Then I take the morning/);
  await hers.getByRole('button', { name: `Answers ${carol.username} I can, from noon` }).waitFor();
  carols.type(`/reply 1 Thank you${KEYS.enter}`);
  await message(his, 'Thank you')
    .getByRole('button', { name: 'Answers You Then I take the morning' })
    .waitFor();
  await hers.getByRole('button', { name: `Answers ${bob.username} Then I take the morning` }).waitFor();

  // A reaction from the terminal, and the same one from a browser.
  carols.type(`/react 2 🎉${KEYS.enter}`);
  await his.getByRole('button', { name: `🎉 by ${carol.username}` }).waitFor();
  await hers.getByRole('button', { name: `🎉 by ${carol.username}` }).click();
  await carols.until(new RegExp(`🎉 you, ${alice.username}`));
  await his.getByRole('button', { name: `🎉 by ${carol.username} and ${alice.username}` }).waitFor();

  // A new name.
  await hers.evaluate((hash) => {
    location.hash = hash;
  }, `#/g/${id}`);
  await details(hers).getByRole('button', { name: 'Name and picture' }).click();
  await details(hers).getByLabel('Name', { exact: true }).fill('Light keepers');
  await details(hers).getByRole('button', { name: 'Save' }).click();
  await his.getByRole('heading', { name: 'Light keepers', level: 1 }).waitFor();
  await message(his, `${alice.username} renamed the group to “Light keepers”`).waitFor();
  await carols.until(/^ #Light keepers · 3 members/);
  await carols.until(`${alice.username} renamed the group to “Light keepers”`);

  // A removal: the others see it, and the group is gone for the one who is removed.
  await details(hers)
    .getByLabel('Members')
    .getByRole('button', { name: `More about ${bob.username}` })
    .click();
  await hers.getByRole('menuitem', { name: 'Remove from the group…' }).click();
  await hers.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await his.getByRole('heading', { name: 'You are no longer in this group' }).waitFor();
  await expect.poll(() => his.getByText('Then I take the morning').count()).toBe(0);
  await message(hers, `You removed ${bob.username}`).waitFor();
  await carols.until(`${alice.username} removed ${bob.username}`);
  await carols.until(/^ #Light keepers · 2 members/);
  carols.type(`Just us two now${KEYS.enter}`);
  await message(hers, 'Just us two now').waitFor();
  expect(await his.getByText('Just us two now').count()).toBe(0);

  // The terminal leaves the group's screen when its user is removed.
  await details(hers)
    .getByLabel('Members')
    .getByRole('button', { name: `More about ${carol.username}` })
    .click();
  await hers.getByRole('menuitem', { name: 'Remove from the group…' }).click();
  await hers.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await carols.until('Search:');
  await carols.until(() => !carols.text.includes('Light keepers'));
});
