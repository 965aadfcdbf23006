/** From a message to the notification: the server's queue, a stand-in for the push service that decrypts, and the real service worker. */
import { afterAll, beforeAll, expect } from 'vitest';
import { bearer, http } from '../support/http/http.ts';
import { PushService, type TestSubscription } from '../support/push/push-service.ts';
import { makeDataDir, type Product, removeDataDir, startProduct } from '../support/server/product.ts';
import { acquaintByApi, registerAccount, sendByApi, tokenOf } from './support/accounts.ts';
import { logIn, loginForm } from './support/app.ts';
import { test } from './support/visitors.ts';
import { allowNotifications, type Device, deviceOf } from './support/worker.ts';

const service = new PushService();
let product: Product;

beforeAll(async () => {
  const env = { PUSH_HOSTS: await service.listen() };
  product = await startProduct(await makeDataDir(), { env });
});
afterAll(async () => {
  await product.interrupt();
  await removeDataDir(product.dataDir);
  service.close();
});

/** The server waits some seconds before it notifies, so that another device can read first. */
const PATIENCE = { timeout: 30_000 };

const asBrowserHasIt = ({ Endpoint, Keys }: TestSubscription) => ({
  endpoint: Endpoint,
  expirationTime: null,
  keys: { p256dh: Keys.P256dh, auth: Keys.Auth },
});

/** Hands what the push service has taken to the browser, each once and in order. */
function carrier(subscription: TestSubscription, device: Device) {
  let handed = 0;
  return async () => {
    for (const payload of service.payloads(subscription).slice(handed)) {
      await device.push(payload);
      handed++;
    }
    return (await device.shown()).map(({ title, body }) => `${title}: ${body}`);
  };
}

test('a notification follows its message, and ends with the session', async ({ visit }) => {
  const { url } = product;
  const [alice, bob] = [await registerAccount(url, 'alice'), await registerAccount(url, 'bob')];
  await acquaintByApi(url, alice, bob);
  const subscription = service.subscribe();
  const visitor = await visit({ url, serviceWorkers: 'allow' });
  const { page, context, faults } = visitor;
  faults.expect(/401/);
  await allowNotifications(context, asBrowserHasIt(subscription));
  const subscribed = () =>
    page.waitForResponse((answer) => answer.url().endsWith('/me/push') && answer.status() === 204);
  const first = subscribed();
  await logIn(page, alice);
  await first;
  const device = await deviceOf(visitor);
  const shown = carrier(subscription, device);
  const his = await tokenOf(url, bob);
  const send = (text: string) => sendByApi(url, his, alice.username, text);
  const title = bob.username;

  const message = await send('helo');
  await expect.poll(shown, PATIENCE).toEqual([`${title}: helo`]);
  const edit = await http('PATCH', `${url}/messages/${message.Id}`, { Message: 'hello' }, bearer(his));
  expect(edit.status).toBe(200);
  await expect.poll(shown, PATIENCE).toEqual([`${title}: hello`]);
  const second = await send('are you there?');
  await expect.poll(shown, PATIENCE).toEqual([`${title}: 2 new messages\nare you there?`]);
  await http('DELETE', `${url}/messages/${second.Id}`, undefined, bearer(his));
  await expect.poll(shown, PATIENCE).toEqual([`${title}: hello`]);
  const hers = bearer(await tokenOf(url, alice));
  await http('PUT', `${url}/conversations/${bob.username}/read`, { Seq: second.Seq }, hers);
  await expect.poll(shown, PATIENCE).toEqual([]);
  // The open page withdraws it, too; a closed one does not.
  await expect
    .poll(() => service.payloads(subscription).at(-1), PATIENCE)
    .toMatchObject({ Type: 'read', Seq: second.Seq });

  // A witness shows that the server has worked off a message: it is sent to her other device at the same time.
  const witness = service.subscribe();
  await http('PUT', `${url}/me/push`, witness, hers);
  const isSilent = async (text: string) => {
    const before = service.requests(subscription);
    await send(text);
    await expect.poll(() => service.payloads(witness).at(-1), PATIENCE).toMatchObject({ Body: text });
    expect([service.requests(subscription), await shown()]).toEqual([before, []]);
  };
  await page.evaluate(() => {
    location.hash = '#/settings';
  });
  await page.getByRole('button', { name: 'Log out', exact: true }).click();
  await loginForm(page).waitFor();
  await isSilent('after the log-out');

  const again = subscribed();
  await logIn(page, alice);
  await again;
  const { body } = await http('GET', `${url}/sessions`, undefined, hers);
  for (const { Id, Current } of body) {
    if (!Current) await http('DELETE', `${url}/sessions/${Id}`, undefined, hers);
  }
  await loginForm(page).waitFor();
  await isSilent('after another device has ended the session');
});
