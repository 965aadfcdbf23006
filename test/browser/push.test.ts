/** Pushes in the real service worker. Notifications and the push service are stand-ins, see support/worker.ts. */
import type { Page } from 'playwright-core';
import { expect, inject } from 'vitest';
import { bearer, http } from '../support/http/http.ts';
import { type Account, acquaintByApi, registerAccount, sendByApi, tokenOf } from './support/accounts.ts';
import { inbox, inboxRow, logIn, lookAgain, lookAway, message, openChat } from './support/app.ts';
import { test, type Visit } from './support/visitors.ts';
import { allowNotifications, type Device, deviceOf, makeSubscription } from './support/worker.ts';

interface Sent {
  Id: string;
  Seq: number;
  Version: number;
  Conversation: string;
  Message: string;
}

/** The server has the subscription of this browser. */
const subscribed = (page: Page) =>
  page.waitForResponse(
    (response) => response.url().endsWith('/me/push') && response.request().method() === 'PUT',
  );

/** Alice's browser, which she does not look at, and bob, her contact. */
async function setUp(visit: Visit) {
  const url = inject('productUrl');
  const [alice, bob] = [await registerAccount(url, 'alice'), await registerAccount(url, 'bob')];
  await acquaintByApi(url, alice, bob);
  const visitor = await visit({ serviceWorkers: 'allow' });
  await allowNotifications(visitor.context, makeSubscription());
  const sent = subscribed(visitor.page);
  await logIn(visitor.page, alice);
  const device = await deviceOf(visitor);
  expect((await sent).status()).toBe(204);
  const his = await tokenOf(url, bob);
  return {
    url,
    alice,
    bob,
    ...visitor,
    device,
    send: (text: string): Promise<Sent> => sendByApi(url, his, alice.username, text),
  };
}

const payloadOf = ({ Id, Seq, Version, Conversation, Message }: Sent, from: Account, to: Account) => ({
  Type: 'message',
  Conversation,
  Id,
  Seq,
  Version,
  From: from.username,
  To: to.username,
  Title: from.username,
  Body: Message,
  At: 1_767_000_000_000,
});

const bodies = async (device: Device) => (await device.shown()).map(({ body }) => body);

/** From now on the server sends none. The user looks elsewhere. */
async function withoutPush(page: Page): Promise<void> {
  await page.route('**/settings', async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, json: { ...(await answer.json()), PushKey: null } });
  });
  const asked = page.waitForResponse('**/settings');
  await page.reload();
  await asked;
  await inbox(page).waitFor();
  await lookAway(page);
}

test('a push is shown, counted, corrected and withdrawn', async ({ visit }) => {
  const { device, alice, bob, send } = await setUp(visit);
  await device.push(payloadOf(await send('first'), bob, alice));
  await expect.poll(() => bodies(device)).toEqual(['first']);
  const second = await send('secnod');
  await device.push(payloadOf(second, bob, alice));
  await expect.poll(() => bodies(device)).toEqual(['2 new messages\nsecnod']);
  const { Id, Conversation } = second;
  await device.push({
    Type: 'edited',
    Conversation,
    Id,
    Version: second.Version + 1,
    Title: bob.username,
    Body: 'second',
  });
  await expect.poll(() => bodies(device)).toEqual(['2 new messages\nsecond']);
  await device.push({ Type: 'deleted', Conversation, Id });
  await expect.poll(() => bodies(device)).toEqual(['first']);
  await device.push({ Type: 'read', Conversation, Seq: second.Seq });
  await expect.poll(() => bodies(device)).toEqual([]);
  expect(await device.sounds()).toEqual(['first', '2 new messages\nsecnod']);
});

test.for(['', '{', '{"Type":"message"}'])(
  'the push “%s” shows something, without content',
  async (payload, { visit }) => {
    const { device } = await setUp(visit);
    await device.push(payload);
    await expect.poll(() => device.shown()).toEqual([{ title: 'CoreChat', body: 'You have new messages' }]);
  },
);

test('nothing is shown while the user looks at the app', async ({ visit }) => {
  const { device, alice, bob, send } = await setUp(visit);
  await device.look(true);
  await device.push(payloadOf(await send('seen at once'), bob, alice));
  await device.look(false);
  await device.push(payloadOf(await send('after it'), bob, alice));
  await expect.poll(() => bodies(device)).toEqual(['after it']);
});

test('a click opens the conversation in the window that is open', async ({ visit }) => {
  const { device, page, alice, bob, send } = await setUp(visit);
  await device.push(payloadOf(await send('come here'), bob, alice));
  await expect.poll(() => bodies(device)).toEqual(['come here']);
  await device.act('notificationclick');
  await message(page, 'come here').waitFor();
  await expect.poll(() => bodies(device)).toEqual([]);
});

test('reading in the page withdraws the notification', async ({ visit }) => {
  const { device, page, alice, bob, send } = await setUp(visit);
  await device.push(payloadOf(await send('to be read'), bob, alice));
  await expect.poll(() => bodies(device)).toEqual(['to be read']);
  await lookAgain(page);
  await openChat(page, bob);
  await message(page, 'to be read').waitFor();
  await expect.poll(() => bodies(device)).toEqual([]);
});

test('with a subscription the page itself shows nothing; without one it shows by the worker', async ({
  visit,
}) => {
  const { device, page, bob, send } = await setUp(visit);
  const asked = page.waitForResponse('**/settings');
  await page.reload();
  await asked;
  await inbox(page).waitFor();
  await lookAway(page);
  await send('the server notifies');
  await inboxRow(page, bob).getByText('the server notifies').waitFor();
  expect(await bodies(device)).toEqual([]);

  await withoutPush(page);
  await send('the page notifies');
  await expect.poll(() => bodies(device)).toEqual(['the page notifies']);
});

test('what the user has closed stays closed when its message is edited', async ({ visit }) => {
  const { url, device, page, bob, send } = await setUp(visit);
  await withoutPush(page);
  const { Id } = await send('helo');
  await expect.poll(() => bodies(device)).toEqual(['helo']);
  await device.act('notificationclose');
  const edit = await http(
    'PATCH',
    `${url}/messages/${Id}`,
    { Message: 'hello' },
    bearer(await tokenOf(url, bob)),
  );
  expect(edit.status).toBe(200);
  await inboxRow(page, bob).getByText('hello').waitFor();
  expect(await bodies(device)).toEqual([]);
});

test('a log-out ends the subscription and closes what is shown', async ({ visit }) => {
  const { device, page, alice, bob, send } = await setUp(visit);
  await device.push(payloadOf(await send('before'), bob, alice));
  await expect.poll(() => bodies(device)).toEqual(['before']);
  await page.evaluate(() => {
    location.hash = '#/settings';
  });
  await page.getByRole('button', { name: 'Log out', exact: true }).click();
  await expect.poll(() => bodies(device)).toEqual([]);
  await expect
    .poll(() =>
      page.evaluate(
        async () => (await (await navigator.serviceWorker.ready).pushManager.getSubscription()) === null,
      ),
    )
    .toBe(true);
});

test('a session that is ended elsewhere takes the notifications along', async ({ visit }) => {
  const { url, device, page, faults, alice, bob, send } = await setUp(visit);
  faults.expect(/401/);
  await device.push(payloadOf(await send('before'), bob, alice));
  await expect.poll(() => bodies(device)).toEqual(['before']);
  await http('DELETE', `${url}/sessions`, undefined, bearer(await tokenOf(url, alice)));
  await page.getByRole('heading', { name: /Log in|Welcome back/ }).waitFor();
  await expect.poll(() => bodies(device)).toEqual([]);
});

test('a start in another session closes what the one before has left', async ({ visit }) => {
  const { page, device, alice, bob, send } = await setUp(visit);
  await device.push(payloadOf(await send('old'), bob, alice));
  await expect.poll(() => bodies(device)).toEqual(['old']);
  // It ended while no worker was there to close its notifications.
  await page.evaluate(() => {
    const [, ...rest] = JSON.parse(localStorage.getItem('corechat:push-told') ?? '[]');
    localStorage.setItem('corechat:push-told', JSON.stringify(['ended', ...rest]));
  });
  await page.reload();
  await lookAway(page);
  await expect.poll(() => bodies(device)).toEqual([]);
});

test('the settings turn notifications on and off, hide texts and keep quiet hours', async ({ visit }) => {
  const { page } = await setUp(visit);
  const bodyOf = (method: string) =>
    page.waitForRequest((request) => request.url().endsWith('/me/push') && request.method() === method);
  await page.goto('/#/settings/notifications');
  await page.getByText('also while CoreChat is closed').waitFor();
  const hidden = bodyOf('PUT');
  await page.getByLabel(/Show the text/).uncheck();
  expect((await hidden).postDataJSON()).toMatchObject({ ShowText: false });
  const ended = bodyOf('DELETE');
  await page.getByRole('button', { name: 'Turn off' }).click();
  await ended;
  await page.getByText('You get no notifications on this device.').waitFor();
  const again = bodyOf('PUT');
  await page.getByRole('button', { name: 'Turn on' }).click();
  expect((await again).postDataJSON()).toMatchObject({ ShowText: false });

  await page.getByLabel(/No notifications at certain hours/).check();
  const saved = page.waitForResponse(
    (response) => response.url().endsWith('/me') && response.request().postData()?.includes('21:30') === true,
  );
  await page.getByLabel('From').fill('21:30');
  await saved;
  await page.getByText('Times in Europe/London').waitFor();
  await expect.poll(() => page.getByLabel('From').inputValue()).toBe('21:30');
  await page.reload();
  await expect.poll(() => page.getByLabel('From').inputValue()).toBe('21:30');
  await expect.poll(() => page.getByLabel('To', { exact: true }).inputValue()).toBe('07:00');
});
