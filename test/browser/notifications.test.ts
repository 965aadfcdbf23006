/** Which of several tabs notifies of a message, when, and for how long. `Notification` is a recording class, see the support file. */
import type { Page } from 'playwright-core';
import { expect, inject } from 'vitest';
import { bearer, http } from '../support/http/http.ts';
import { acquaintByApi, sendByApi, tokenOf } from './support/accounts.ts';
import { inbox, inboxRow, lookAway, openChat, visitAs } from './support/app.ts';
import { notified, recordNotifications } from './support/notifications.ts';
import { test, type Visit } from './support/visitors.ts';

/** Alice's two tabs, neither of which has the focus, and bob, who writes to her. */
async function twoTabs(visit: Visit, person: (name: string) => Promise<Parameters<typeof visitAs>[1]>) {
  const [alice, bob] = [await person('alice'), await person('bob')];
  const url = inject('productUrl');
  const [hers, his] = [await tokenOf(url, alice), await tokenOf(url, bob)];
  const { page, context } = await visitAs(visit, alice);
  await recordNotifications(context);
  await page.reload();
  const other = await context.newPage();
  await other.goto('/');
  await acquaintByApi(url, alice, bob);
  for (const tab of [page, other]) await inbox(tab).waitFor();
  for (const tab of [page, other]) await lookAway(tab);
  const tabs = [page, other] as const;
  const request = (method: string, path: string, token: string, body?: unknown) =>
    http(method, `${url}${path}`, body, bearer(token));
  return {
    bob,
    tabs,
    send: (text: string): Promise<{ Id: string; Seq: number }> => sendByApi(url, his, alice.username, text),
    edit: (id: string, Message: string) => request('PATCH', `/messages/${id}`, his, { Message }),
    remove: (id: string) => request('DELETE', `/messages/${id}`, his),
    readElsewhere: (Seq: number) => request('PUT', `/conversations/${bob.username}/read`, hers, { Seq }),
    blockElsewhere: () => request('PUT', `/blocks/${bob.username}`, hers),
    notified: () => notified(...tabs),
    shows: (text: string | undefined) =>
      expect
        .poll(async () => (await notified(...tabs)).shown, { timeout: 10_000 })
        .toEqual(text === undefined ? [] : [text]),
  };
}

const arrived = async (tabs: readonly Page[], bob: { username: string }, text: string) => {
  for (const tab of tabs) await inboxRow(tab, bob).getByText(text).waitFor();
};

test('one of two tabs in the background notifies of each message, unless another tab has the focus', async ({
  visit,
  person,
}) => {
  const { tabs, bob, send, shows, notified } = await twoTabs(visit, person);
  const [page] = tabs;
  await send('first');
  await shows('first');
  await send('second');
  await shows('second');
  await arrived(tabs, bob, 'second');
  expect((await notified()).alerts).toEqual(['first', 'second']);

  await page.evaluate(() => {
    document.hasFocus = () => true;
    dispatchEvent(new Event('focus'));
  });
  await send('seen at once');
  await arrived(tabs, bob, 'seen at once');
  await lookAway(page);
  await send('after it');
  await shows('after it');
  expect((await notified()).alerts).toEqual(['first', 'second', 'after it']);
});

test('a muted conversation notifies of nothing, and what it showed is withdrawn', async ({
  visit,
  person,
}) => {
  const { tabs, bob, send, shows, notified } = await twoTabs(visit, person);
  const [page] = tabs;
  await send('before it was muted');
  await shows('before it was muted');
  await lookAway(page);
  await openChat(page, bob);
  const menu = page.getByRole('button', { name: 'More about this conversation' });
  await menu.click();
  await page.getByRole('menuitem', { name: 'Mute for 8 hours' }).click();
  await inboxRow(page, bob).getByText('Muted', { exact: true }).waitFor({ state: 'attached' });
  await shows(undefined);
  await send('while it was muted');
  await arrived(tabs, bob, 'while it was muted');
  await menu.click();
  await page.getByRole('menuitem', { name: 'Unmute' }).click();
  await inboxRow(page, bob).getByText('Muted', { exact: true }).waitFor({ state: 'detached' });
  await send('after it');
  await shows('after it');
  expect((await notified()).alerts).toEqual(['before it was muted', 'after it']);
});

test('a notification follows its message: edited, deleted, read on another device', async ({
  visit,
  person,
}) => {
  const { send, edit, remove, readElsewhere, shows, notified } = await twoTabs(visit, person);
  const first = await send('first');
  await shows('first');
  const second = await send('secnod');
  await shows('secnod');
  await edit(second.Id, 'second');
  await shows('second');
  await remove(second.Id);
  await shows('first');
  await readElsewhere(first.Seq);
  await shows(undefined);
  const third = await send('third');
  await shows('third');
  await remove(third.Id);
  await shows(undefined);
  expect((await notified()).alerts).toEqual(['first', 'secnod', 'third']);
});

test('a notification goes when its sender is blocked on another device', async ({ visit, person }) => {
  const { send, blockElsewhere, shows } = await twoTabs(visit, person);
  await send('hello');
  await shows('hello');
  await blockElsewhere();
  await shows(undefined);
});

test('logging out in one tab withdraws the notifications of all', async ({ visit, person }) => {
  const { tabs, send, shows } = await twoTabs(visit, person);
  await send('hello');
  await shows('hello');
  await tabs[1].goto('/#/settings');
  await tabs[1].getByRole('button', { name: 'Log out', exact: true }).click();
  await shows(undefined);
});

/** As Chrome on Android, which shows notifications of service workers only, without one. */
test('the settings do not claim notifications that the browser cannot show', async ({ visit, person }) => {
  const { page, context } = await visitAs(visit, await person('alice'));
  await context.addInitScript(() => {
    class Illegal extends EventTarget {
      static readonly permission = 'granted';
      static requestPermission = async () => 'granted';
      constructor() {
        super();
        throw new TypeError('Illegal constructor. Use ServiceWorkerRegistration.showNotification() instead.');
      }
    }
    Reflect.set(window, 'Notification', Illegal);
  });
  await page.evaluate(() => localStorage.setItem('corechat:notifications', 'on'));
  await page.reload();
  await page.evaluate(() => {
    location.hash = '#/settings/notifications';
  });
  await page.getByText('This browser cannot show notifications.').waitFor();
  expect(await page.getByText('You get notifications').count()).toBe(0);
});

test('an iPhone shows how to get notifications', async ({ visit, person }) => {
  const userAgent =
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1';
  const { page, context } = await visitAs(visit, await person('alice'), { userAgent });
  await context.addInitScript(() => void Reflect.deleteProperty(window, 'Notification'));
  await page.reload();
  await page.goto('/#/settings/notifications');
  await page.getByText('notifications need CoreChat on the Home Screen').waitFor();
  await page.getByRole('heading', { name: 'CoreChat as an app' }).waitFor();
});

test('a browser that blocks notifications says how to allow them', async ({ visit, person }) => {
  const { page, context } = await visitAs(visit, await person('alice'));
  await context.addInitScript(() => {
    Object.defineProperty(Notification, 'permission', { get: () => 'denied' });
  });
  await page.reload();
  await page.goto('/#/settings/notifications');
  await page.getByText('This browser blocks notifications from CoreChat.').waitFor();
});
