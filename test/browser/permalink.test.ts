/** Links to messages: far back, near, and gone. */
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, inject } from 'vitest';
import { bearer, http } from '../support/http/http.ts';
import { type Account, tokenOf } from './support/accounts.ts';
import { composer, message, messages, messageThatIs, send, visitAs } from './support/app.ts';
import { test } from './support/visitors.ts';

const ROOT = join(import.meta.dirname, '../..');
const url = () => inject('productUrl');

/** A conversation of 700 messages, which are the walk of seven pages. @returns its messages, oldest first */
async function longConversation(
  alice: Account,
  bob: Account,
): Promise<{ Id: string; Conversation: string }[]> {
  const between = `${alice.username},${bob.username}`;
  const args = ['--data', inject('productDataDir'), '--between', between, '--messages', '700'];
  await execa(process.execPath, ['local/demo/cli.ts', ...args], { cwd: ROOT });
  const token = await tokenOf(url(), alice);
  const all: { Id: string; Conversation: string }[] = [];
  let path: string | undefined = `/messages?User=${bob.username}&limit=200`;
  while (path !== undefined) {
    const { body, headers } = await http('GET', `${url()}${path}`, undefined, bearer(token));
    all.unshift(...body);
    path = /<([^>]+)>; rel="next"/.exec(String(headers.link ?? ''))?.[1];
  }
  return all;
}

test('a link opens its conversation at a message far back, with few requests', async ({ visit, person }) => {
  const [alice, bob] = [await person('alice'), await person('bob')];
  const all = await longConversation(alice, bob);
  const target = all[100] as { Id: string; Conversation: string };
  const { page } = await visitAs(visit, alice);
  const asked: string[] = [];
  page.on('request', (request) => {
    const { pathname, search } = new URL(request.url());
    if (pathname === '/messages') asked.push(search);
  });
  await page.evaluate((hash) => {
    location.hash = hash;
  }, `#/c/${target.Conversation}/${target.Id}`);
  const marked = page.locator('.message:focus');
  await marked.waitFor();
  await expect
    .poll(() =>
      marked.evaluate((element) => {
        const { top, bottom } = element.getBoundingClientRect();
        return top >= 0 && bottom <= innerHeight;
      }),
    )
    .toBe(true);
  await page.waitForURL(`**/#/c/${bob.username}/${target.Id}`);
  // The newest page, the part around the message, and perhaps a page on either side.
  expect(asked.filter((search) => search.includes('around='))).toHaveLength(1);
  expect(asked.filter((search) => !search.includes('since=')).length).toBeLessThanOrEqual(4);

  await page.getByRole('button', { name: /^Jump to the latest message/i }).click();
  await expect.poll(() => page.url()).not.toContain(target.Id);
  await page.getByRole('button', { name: /^Jump to the latest message/i }).waitFor({ state: 'detached' });

  // From there on again, and a message that is sent is seen.
  await page.goBack();
  await page.evaluate((hash) => {
    location.hash = hash;
  }, `#/c/${bob.username}/${target.Id}`);
  await marked.waitFor();
  await send(page, 'sent from far back');
  await message(page, 'sent from far back').waitFor();
  await expect.poll(() => messages(page).last().innerText()).toContain('sent from far back');
});

test('newer messages load while the reader goes on from a link to the end', async ({ visit, person }) => {
  const [alice, bob] = [await person('alice'), await person('bob')];
  const all = await longConversation(alice, bob);
  const { page } = await visitAs(visit, alice);
  await page.evaluate((hash) => {
    location.hash = hash;
  }, `#/c/${bob.username}/${all[300]?.Id}`);
  await page.locator('.message:focus').waitFor();
  const jump = page.getByRole('button', { name: /^Jump to the latest message/i });
  await jump.waitFor();
  const scrollOn = () =>
    page.evaluate(() => {
      const scroller = document.querySelector('.timeline');
      if (scroller) scroller.scrollTop = scroller.scrollHeight;
    });
  await expect
    .poll(
      async () => {
        await scrollOn();
        return jump.count();
      },
      { timeout: 20_000 },
    )
    .toBe(0);
  await composer(page).waitFor();
});

test('a link to a message that is not there opens the conversation, and says so', async ({
  visit,
  person,
}) => {
  const [alice, bob] = [await person('alice'), await person('bob')];
  const all = await longConversation(alice, bob);
  const { page, faults } = await visitAs(visit, alice);
  faults.expect(/console: Failed to load resource: .* 404/);
  await page.evaluate(
    (hash) => {
      location.hash = hash;
    },
    `#/c/${bob.username}/${'f'.repeat(24)}`,
  );
  await page.getByText('That message is not shown to you.').waitFor();
  await messages(page).last().waitFor();
  expect(all).toHaveLength(700);
});

test('the menu of a message copies its link', async ({ visit, person }) => {
  const [alice, bob] = [await person('alice'), await person('bob')];
  const { page, context } = await visitAs(visit, alice);
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.evaluate((hash) => {
    location.hash = hash;
  }, `#/c/${bob.username}`);
  await composer(page).waitFor();
  await send(page, 'link to me');
  // Afterwards nothing moves the message away from the pointer.
  await messageThatIs(page, 'link to me', 'Sent').waitFor();
  await message(page, 'link to me').getByText('link to me').hover();
  await message(page, 'link to me').getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Copy link' }).click();
  await page.getByText('Copied.').waitFor();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  expect(link).toMatch(/#\/c\/~[\w-]{22}\/[0-9a-f]{24}$/);
});
