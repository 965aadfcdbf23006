/** The service worker: the app opens without a connection, is installable, and a new build takes over without harm to open pages. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, inject } from 'vitest';
import { acquaintByApi, registerAccount, sendByApi, tokenOf } from './support/accounts.ts';
import { composer, inbox, logIn, loginForm, visitAs } from './support/app.ts';
import { test } from './support/visitors.ts';
import { workerOf } from './support/worker.ts';

const OFFLINE = /ERR_INTERNET_DISCONNECTED|ERR_FAILED|WebSocket connection|Failed to load resource/;

const withWorker = { serviceWorkers: 'allow' } as const;

test('a reload without a connection shows the app, which comes back by itself', async ({ visit, person }) => {
  const visitor = await visitAs(visit, await person('alice'), withWorker);
  const { page, context, faults } = visitor;
  faults.expect(OFFLINE);
  await workerOf(visitor);
  await context.setOffline(true);
  await page.reload();
  // Where something was read before, it is in the banner (offline-copy.test.ts), otherwise in the place of the inbox.
  await page
    .getByText(/^You are offline/)
    .first()
    .waitFor();
  await context.setOffline(false);
  await inbox(page).waitFor();
  await page.goto('/#/people');
  await page.getByRole('navigation', { name: 'People' }).getByRole('listitem').first().waitFor();
});

test('the copy holds files of the build, and no answer of the API', async ({ visit, person }) => {
  const visitor = await visitAs(visit, await person('alice'), withWorker);
  const worker = await workerOf(visitor);
  await visitor.page.goto('/#/settings/profile');
  await visitor.page.getByLabel('Display name').waitFor();
  const kept = await worker.evaluate(async () => {
    const requests = [];
    for (const name of await caches.keys()) requests.push(...(await (await caches.open(name)).keys()));
    return requests.map(({ url }) => new URL(url).pathname);
  });
  expect(kept).toContain('/');
  expect(
    kept.filter((path) => path !== '/' && !/^\/app\/[\w-]+-[\w-]{8}\.(?:js|css|svg|json)$/.test(path)),
  ).toEqual([]);
});

test('browsers can install it', async ({ visit }) => {
  const visitor = await visit(withWorker);
  await visitor.page.goto('/');
  await workerOf(visitor);
  const devtools = await visitor.context.newCDPSession(visitor.page);
  expect(await devtools.send('Page.getInstallabilityErrors')).toEqual({ installabilityErrors: [] });
  const { errors, data = '' } = await devtools.send('Page.getAppManifest');
  expect(errors).toEqual([]);
  const { icons, ...manifest } = JSON.parse(data);
  expect(manifest).toMatchObject({ id: '/', start_url: '/', scope: '/', display: 'standalone' });
  // Headless Chromium does not look at them.
  const sizes = await visitor.page.evaluate(
    (addresses: string[]) =>
      Promise.all(
        addresses.map(async (src) => {
          const image = Object.assign(new Image(), { src });
          await image.decode();
          return `${image.naturalWidth}x${image.naturalHeight}`;
        }),
      ),
    icons.map(({ src }: { src: string }) => src),
  );
  expect(sizes).toEqual(icons.map((icon: { sizes: string }) => icon.sizes));
  const kinds = icons.map((icon: { purpose: string; sizes: string }) => `${icon.purpose} ${icon.sizes}`);
  expect(kinds.sort()).toEqual(['any 192x192', 'any 512x512', 'maskable 192x192', 'maskable 512x512']);
});

test('the settings offer to install it where the browser does, once', async ({ visit, person }) => {
  const { page } = await visitAs(visit, await person('alice'));
  await page.goto('/#/settings/notifications');
  await page.getByRole('heading', { name: 'Quiet hours' }).waitFor();
  const button = page.getByRole('button', { name: 'Install' });
  expect(await button.count()).toBe(0);
  await page.evaluate(() => {
    const event = new Event('beforeinstallprompt', { cancelable: true });
    Reflect.set(event, 'prompt', async () => Reflect.set(window, 'prompted', event.defaultPrevented));
    dispatchEvent(event);
  });
  await button.click();
  await expect.poll(() => page.evaluate(() => Reflect.get(window, 'prompted'))).toBe(true);
  await button.waitFor({ state: 'detached' });
});

test('the badge counts conversations with unread messages, and goes with the log-out', async ({ visit }) => {
  const url = inject('productUrl');
  const alice = await registerAccount(url, 'alice');
  const { page, context } = await visit();
  await context.addInitScript(() => {
    const badges: unknown[] = [];
    Reflect.set(window, 'badges', badges);
    Navigator.prototype.setAppBadge = async (count) => void badges.push(count);
  });
  const badge = () => page.evaluate(() => (Reflect.get(window, 'badges') as unknown[]).at(-1));
  await logIn(page, alice);
  for (const name of ['bob', 'carol']) {
    const peer = await registerAccount(url, name);
    await acquaintByApi(url, peer, alice);
    await sendByApi(url, await tokenOf(url, peer), alice.username, 'One more');
  }
  await expect.poll(badge).toBe(2);
  await page.goto('/#/settings');
  await page.getByRole('button', { name: 'Log out', exact: true }).click();
  await expect.poll(badge).toBe(0);
});

test('what another app shares becomes the draft of the conversation that the user picks', async ({
  visit,
}) => {
  const url = inject('productUrl');
  const [alice, bob] = [await registerAccount(url, 'alice'), await registerAccount(url, 'bob')];
  await acquaintByApi(url, alice, bob);
  const visitor = await visitAs(visit, alice, withWorker);
  const { page } = visitor;
  await workerOf(visitor);
  const asked: string[] = [];
  visitor.context.on('response', (response) => {
    if (!response.fromServiceWorker()) asked.push(response.url());
  });
  await page.goto(
    `/?${new URLSearchParams({ 'share-title': 'A page', 'share-url': 'https://example.org/' })}`,
  );
  await page
    .getByRole('dialog', { name: 'Share with' })
    .getByRole('button', { name: new RegExp(bob.username) })
    .click();
  await expect.poll(() => composer(page).inputValue()).toBe('A page\nhttps://example.org/');
  expect(new URL(page.url()).search).toBe('');
  // It stays on this device.
  expect(asked.filter((address) => address.includes('share-'))).toEqual([]);
});

/** A server whose builds replace each other: each has a different worker, and a file that the others lack. */
async function serverOfBuilds() {
  let build = 1;
  const product = inject('productUrl');
  const fileOf = (number: number) => `/app/part-0000000${number}.js`;
  const server = createServer(async ({ url = '/' }, response) => {
    if (url.startsWith('/app/part-')) {
      response.writeHead(url === fileOf(build) ? 200 : 404, {
        'content-type': 'text/javascript',
        'cache-control': 'no-store',
      });
      response.end('');
      return;
    }
    const answer = await fetch(`${product}${url}`);
    const type = answer.headers.get('content-type') ?? '';
    let body = Buffer.from(await answer.arrayBuffer());
    if (url === '/sw.js') {
      const text = body.toString().replace(/(id:[`'"])(?=[\w-]{8}[`'"],script:)/, `$1${build}-`);
      body = Buffer.from(text.replace('files:[', `files:["${fileOf(build)}",`));
    }
    response.writeHead(answer.status, { 'content-type': type });
    response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    fileOf,
    deploy: (number: number) => {
      build = number;
    },
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

test('a new build takes over; files of the build before stay for pages that are open', async ({ visit }) => {
  const server = await serverOfBuilds();
  const visitor = await visit({ ...withWorker, url: server.url });
  const { page, faults } = visitor;
  faults.expect(/Failed to load resource|WebSocket/);
  await page.goto('/');
  await loginForm(page).waitFor();
  await workerOf(visitor);
  const statusOf = (number: number) =>
    page.evaluate(async (address) => (await fetch(address)).status, server.fileOf(number));
  const update = async (number: number) => {
    server.deploy(number);
    await page.evaluate(async () => {
      const registration = await navigator.serviceWorker.ready;
      const taken = new Promise((resolve) => {
        navigator.serviceWorker.addEventListener('controllerchange', resolve, { once: true });
      });
      await registration.update();
      await taken;
    });
  };
  expect(await statusOf(1)).toBe(200);
  await update(2);
  expect([await statusOf(1), await statusOf(2)]).toEqual([200, 200]);
  await update(3);
  // It cleans up while it is already in charge.
  await expect.poll(() => statusOf(1)).toBe(404);
  expect([await statusOf(2), await statusOf(3)]).toEqual([200, 200]);
  server.stop();
});
