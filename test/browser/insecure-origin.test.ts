/** A page whose connection is not secure, as in a home network: browsers leave out some of their interfaces there. */
import { expect, inject } from 'vitest';
import { registerAccount } from './support/accounts.ts';
import { choose, logIn, message, messageThatIs, openChat, send } from './support/app.ts';
import { launchChromium } from './support/chromium.ts';
import { test as base } from './support/visitors.ts';

const HOST = 'chat.lan';

const test = base.extend<{ browser: Awaited<ReturnType<typeof launchChromium>> }>({
  browser: [
    // biome-ignore lint/correctness/noEmptyPattern: vitest reads which fixtures a fixture needs from this pattern
    async ({}, use) => {
      const browser = await launchChromium([`--host-resolver-rules=MAP ${HOST} 127.0.0.1`]);
      await use(browser);
      await browser.close();
    },
    { scope: 'file' },
  ],
});

/** Chromium says that it ignores this header there. */
const IGNORED_HEADER = /Cross-Origin-Opener-Policy header has been ignored/;

test('messages are sent, sessions last and texts are copied without a secure connection', async ({
  visit,
}) => {
  const direct = inject('productUrl');
  const [alice, bob] = [await registerAccount(direct, 'alice'), await registerAccount(direct, 'bob')];
  const url = direct.replace('localhost', HOST);
  const { page: hers, faults } = await visit({ url });
  faults.expect(IGNORED_HEADER);
  await hers.goto('/');
  expect(await hers.evaluate(() => isSecureContext)).toBe(false);
  await hers.getByRole('note').getByText('This connection is not encrypted').waitFor();

  await logIn(hers, alice);
  await openChat(hers, bob);
  await send(hers, 'over the home network');
  await messageThatIs(hers, 'over the home network', 'Sent').waitFor();
  await hers.reload();
  await messageThatIs(hers, 'over the home network', 'Sent').waitFor();

  const { page: his, faults: hisFaults } = await visit({ url });
  hisFaults.expect(IGNORED_HEADER);
  await logIn(his, bob);
  await openChat(his, alice);
  await send(his, 'an answer');
  await message(hers, 'an answer').waitFor();
  await message(hers, 'an answer').hover();
  await choose(hers, 'an answer', 'Copy text');
  await hers.getByText('Copied.').waitFor();
  const field = hers.getByRole('textbox', { name: 'Search conversations' });
  await field.click();
  await hers.keyboard.press('Control+V');
  await expect.poll(() => field.inputValue()).toBe('an answer');

  await hers.evaluate(() => {
    location.hash = '#/settings/notifications';
  });
  await hers.getByText('only where the connection is encrypted').waitFor();
});
