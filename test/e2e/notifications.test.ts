/** From a message to a browser's push service, through `npm start`: gateway, queue server with its delay, event sources and bundles. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bearer, http } from '../support/http/http.ts';
import { registration } from '../support/people/registration.ts';
import { PushService } from '../support/push/push-service.ts';
import { makeDataDir, type Product, removeDataDir, startProduct } from '../support/server/product.ts';

const service = new PushService();
let product: Product;
let url: string;

beforeAll(async () => {
  const env = { PUSH_HOSTS: await service.listen() };
  product = await startProduct(await makeDataDir(), { env });
  url = product.url;
});
afterAll(async () => {
  await product.interrupt();
  await removeDataDir(product.dataDir);
  service.close();
});

async function enter(username: string): Promise<Record<string, string>> {
  const form = registration(username);
  await http('POST', `${url}/Register`, form);
  const { body } = await http('POST', `${url}/Login`, { username, password: form.password });
  return bearer(body.Token);
}

const send = (User: string, Message: string, by: Record<string, string>) =>
  http('POST', `${url}/messages`, { User, Message }, { ...by, prefer: 'return=representation' });

test('a message shows on a device whose app is closed, and is withdrawn when it is read on another', async () => {
  const [alice, bob] = [await enter('alice'), await enter('bob')];
  await send('bob', 'hi', alice);
  await send('alice', 'hi', bob);
  const { body: settings } = await http('GET', `${url}/settings`);
  expect(settings.PushKey).toMatch(/^[\w-]{87}$/);
  const phone = service.subscribe();
  expect((await http('PUT', `${url}/me/push`, phone, bob)).status).toBe(204);

  const { body: message } = await send('bob', 'Are you there?', alice);
  await expect
    .poll(() => service.payloads(phone), { timeout: 30_000 })
    .toMatchObject([{ Type: 'message', Title: 'alice', Body: 'Are you there?', Id: message.Id }]);
  // It is signed with the key that clients subscribe with.
  expect(service.received(phone)[0]?.headers.authorization).toContain(`k=${settings.PushKey}`);

  const { status } = await http('PUT', `${url}/conversations/alice/read`, { Seq: message.Seq }, bob);
  expect(status).toBe(200);
  await expect
    .poll(() => service.payloads(phone).at(-1), { timeout: 30_000 })
    .toMatchObject({ Type: 'read', Seq: message.Seq });
});
