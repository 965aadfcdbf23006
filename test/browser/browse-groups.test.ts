/** The list of groups that everybody may join. */
import { randomBytes } from 'node:crypto';
import { expect, inject } from 'vitest';
import { message, send, visitAs } from './support/app.ts';
import { groupByApi } from './support/group-screens.ts';
import { test } from './support/visitors.ts';

test('groups that everybody may join are found by name, joined, and opened', async ({ visit, person }) => {
  const url = inject('productUrl');
  const [alice, bob] = [await person('alice'), await person('bob')];
  const word = `Zeppelin ${randomBytes(4).toString('hex')}`;
  const listed = (Name: string, more: object) =>
    groupByApi(url, alice, [], { Name, ClientId: randomBytes(8).toString('hex'), ...more });
  await listed(`${word} pilots`, { Topic: 'Airships and their weather', Listed: true });
  await listed(`${word} mechanics`, { Listed: true });
  await listed(`${word} owners`, {});
  const { page } = await visitAs(visit, bob);
  await page.getByRole('link', { name: 'New conversation' }).click();
  await page.getByRole('link', { name: 'Browse groups' }).click();
  const search = page.getByLabel('Search groups by name');
  await search.fill(word.toLowerCase());
  const rows = page.getByRole('region', { name: 'Groups' }).getByRole('listitem');
  // Until then it lists all groups, those of other tests as well.
  await expect.poll(() => rows.count()).toBe(2);
  const pilots = rows.filter({ hasText: 'pilots' });
  await pilots.getByText('1 member · Airships and their weather').waitFor();
  await search.press('ArrowDown');
  await page.keyboard.press('End');
  const focused = () => page.locator(':focus').getAttribute('aria-label');
  await expect.poll(focused).toBe(`Join ${word} pilots`);
  await page.keyboard.press('Enter');
  await message(page, 'You joined the group').waitFor();
  await send(page, 'Where do we land?');
  await message(page, 'Where do we land?').waitFor();

  await page.evaluate(() => {
    location.hash = '#/groups';
  });
  await search.fill(`${word} p`);
  await page.getByRole('link', { name: `Open ${word} pilots` }).click();
  await message(page, 'Where do we land?').waitFor();
});

test('an unknown name, a failed request and a full group each show a message', async ({ visit, person }) => {
  const url = inject('productUrl');
  const alice = await person('alice');
  const Name = `Yodel ${randomBytes(4).toString('hex')}`;
  const id = await groupByApi(url, await person('bob'), [], { Name, Listed: true });
  const { page, context, faults } = await visitAs(visit, alice);
  faults.expect(/ERR_FAILED|Failed to load resource/);
  await page.evaluate(() => {
    location.hash = '#/groups';
  });
  const search = page.getByLabel('Search groups by name');
  await search.fill(`${Name} and more`);
  await page.getByRole('heading', { name: 'No group found' }).waitFor();
  await context.route('**/groups?*', (route) => route.abort());
  await search.fill(Name);
  await page.getByRole('heading', { name: 'Groups could not be loaded' }).waitFor();
  await context.unroute('**/groups?*');
  await page.getByRole('button', { name: 'Try again' }).click();
  const join = page.getByRole('button', { name: `Join ${Name}` });
  await join.waitFor();
  await context.route(`**/groups/${encodeURIComponent(id)}/members/**`, (route) =>
    route.fulfill({
      status: 409,
      contentType: 'application/problem+json',
      body: JSON.stringify({ status: 409, code: 'group_full', title: 'Full' }),
    }),
  );
  await join.click();
  await page.getByText('The group has as many members as it can take.').waitFor();
  await expect.poll(() => join.getAttribute('aria-disabled')).toBeNull();
});
