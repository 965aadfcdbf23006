/**
 * Two tabs and two devices of one person agree within two seconds about notifications and what is unread, and the tabs about drafts, also
 * after a restart.
 * `Notification` is a recording class, because the headless browser shows none.
 */
import type { Page } from 'playwright-core';
import { expect, inject } from 'vitest';
import { bearer, http } from '../support/http/http.ts';
import { acquaintByApi, sendByApi, tokenOf } from './support/accounts.ts';
import {
  composer,
  IS_KEPT,
  inbox,
  inboxRow,
  lookAgain,
  lookAway,
  message,
  messageThatIs,
  openChat,
  visitAs,
} from './support/app.ts';
import { notified, recordNotifications } from './support/notifications.ts';
import { test } from './support/visitors.ts';

const SOON = { timeout: 10_000 };

/** The number beside a conversation in the inbox, and the one in the title. */
const unreadIn = async (page: Page, peer: { username: string }) => {
  const badge = await inboxRow(page, peer).getByText('unread').locator('..').allTextContents();
  return [badge.join(), /^\((\d+)\)/.exec(await page.title())?.[1] ?? ''];
};

test('two tabs, two devices and a restart agree', async ({ visit, person }) => {
  const [alice, bob] = [await person('alice'), await person('bob')];
  const url = inject('productUrl');
  const his = await tokenOf(url, bob);
  await acquaintByApi(url, alice, bob);
  const say = (text: string): Promise<{ Id: string }> => sendByApi(url, his, alice.username, text);
  const change = (method: string, id: string, body?: unknown) =>
    http(method, `${url}/messages/${id}`, body, bearer(his));

  const [desktop, phone] = [await visitAs(visit, alice), await visitAs(visit, alice)];
  for (const { context, page } of [desktop, phone]) {
    await recordNotifications(context);
    await page.reload();
    await inbox(page).waitFor();
  }
  const [one, mobile] = [desktop.page, phone.page];
  const two = await desktop.context.newPage();
  await two.goto('/');
  await inbox(two).waitFor();
  const tabs = [one, two];
  for (const page of [...tabs, mobile]) await lookAway(page);

  /** @param shown on the desktop, in any tab @param onPhone the same, unless given */
  const agree = (shown: string[], unread: number, onPhone = shown) =>
    expect
      .poll(
        async () => ({
          desktop: (await notified(...tabs)).shown,
          phone: (await notified(mobile)).shown,
          unread: await Promise.all([...tabs, mobile].map((page) => unreadIn(page, bob))),
        }),
        SOON,
      )
      .toEqual({
        desktop: shown,
        phone: onPhone,
        unread: [...tabs, mobile].map(() => (unread === 0 ? ['', ''] : [`${unread} unread`, `${unread}`])),
      });

  await say('first');
  await inboxRow(one, bob).getByText('first').waitFor();
  await agree(['first'], 1);
  const { Id } = await say('secnod');
  await agree(['secnod'], 2);
  await change('PATCH', Id, { Message: 'second' });
  await agree(['second'], 2);
  await change('DELETE', Id);
  await agree(['first'], 1);

  // The phone is looked at, and read.
  await lookAgain(mobile);
  await openChat(mobile, bob);
  await message(mobile, 'first').waitFor();
  await agree([], 0);
  await lookAway(mobile);

  // One draft in both tabs. The other device sees what was sent.
  await openChat(one, bob);
  await openChat(two, bob);
  await composer(one).fill('on my w');
  await expect.poll(() => composer(two).inputValue(), SOON).toBe('on my w');
  await composer(two).press('End');
  await composer(two).pressSequentially('ay');
  await composer(two).press('Enter');
  await expect.poll(() => composer(one).inputValue(), SOON).toBe('');
  await messageThatIs(mobile, 'on my way', IS_KEPT).waitFor(SOON);

  // A restart of the desktop: a draft and what is unread are as before; the page that showed a notification is gone, and so is that.
  await say('third');
  await agree(['third'], 1);
  await composer(two).fill('half');
  await expect.poll(() => composer(one).inputValue(), SOON).toBe('half');
  await one.close();
  await two.close();
  const restarted = await desktop.context.newPage();
  await restarted.goto('/');
  await inboxRow(restarted, bob).getByText('Draft: half').waitFor();
  await lookAway(restarted);
  tabs.splice(0, 2, restarted);
  await agree([], 1, ['third']);
  await say('fourth');
  await agree(['fourth'], 2);
  await openChat(restarted, bob);
  await expect.poll(() => composer(restarted).inputValue()).toBe('half');
  await agree(['fourth'], 2);
  await lookAgain(restarted);
  await agree([], 0);
});
