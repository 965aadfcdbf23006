/** Settings that are saved as soon as they are chosen, when answers are late or errors. */
import { expect } from 'vitest';
import { visitAs } from './support/app.ts';
import { test } from './support/visitors.ts';

test('a choice stays while the answer to an earlier one comes, and goes back to that when it is refused', async ({
  visit,
  person,
}) => {
  const { page, faults } = await visitAs(visit, await person('alice'));
  const changes: ((outcome: 'pass' | 'fail') => void)[] = [];
  await page.route(/\/me$/, async (route) => {
    if (route.request().method() !== 'PATCH') return route.fallback();
    const outcome = await new Promise<'pass' | 'fail'>((resolve) => changes.push(resolve));
    return outcome === 'pass' ? route.continue() : route.fulfill({ status: 500 });
  });
  await page.evaluate(() => {
    location.hash = '#/settings/privacy';
  });
  const online = page.getByRole('group', { name: 'Who sees when you are online' });
  const [contacts, nobody] = [online.getByLabel('Contacts'), online.getByLabel('Nobody')];
  await nobody.check();
  await contacts.check();
  await nobody.check();
  await expect.poll(() => changes.length).toBe(1);

  // Each change is sent when the answer to the one before has been taken over.
  for (const index of [0, 1]) {
    changes[index]?.('pass');
    await expect.poll(() => changes.length).toBe(index + 2);
    expect(await nobody.isChecked()).toBe(true);
  }

  faults.expect(/500 .*\/me/);
  changes[2]?.('fail');
  await expect.poll(() => contacts.isChecked()).toBe(true);
});
