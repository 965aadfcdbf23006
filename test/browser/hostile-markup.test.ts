/** Nothing that people write runs as script or markup, on any screen. */
import type { Page } from 'playwright-core';
import { expect, inject, vi } from 'vitest';
import { bearer, http } from '../support/http/http.ts';
import { acquaintByApi, registerNamed, sendByApi, tokenOf } from './support/accounts.ts';
import { choose, inboxRow, logIn, message, messages, openChat, send } from './support/app.ts';
import { type Canary, listenForScripts, PAYLOADS, SELF_STARTING } from './support/injection.ts';
import { test, type Visit, type Visitor } from './support/visitors.ts';

const url = () => inject('productUrl');

async function visitWithCanary(visit: Visit): Promise<Visitor & { canary: Canary }> {
  const visitor = await visit();
  return { ...visitor, canary: await listenForScripts(visitor.context, new URL(url()).origin) };
}

/** Finds no element that a payload could have become. */
const MARKUP = [
  'script:not([src])',
  'iframe',
  'base',
  'meta[http-equiv=refresh]',
  'a[href^="javascript" i]',
  'a[href^="data" i]',
  ...['onerror', 'onload', 'onclick', 'ontoggle', 'onfocus', 'onbegin', 'onmouseover'].map(
    (name) => `[${name}]`,
  ),
].join();

async function expectNothingRan(page: Page, { heard }: Canary): Promise<void> {
  expect(await page.locator(MARKUP).count()).toBe(0);
  expect(heard).toEqual([]);
}

/** The policy is in force: markup that is injected does not run. */
async function expectPolicy(page: Page, { heard }: Canary, faults: Visitor['faults']): Promise<void> {
  faults.expect(/policy: |console: .*(?:Content Security Policy|Trusted|TrustedHTML)/);
  const before = heard.length;
  await page.evaluate(() => {
    const script = document.createElement('script');
    try {
      script.text = 'corechatCanary()';
    } catch {
      // Trusted Types refuse it before.
    }
    document.body.append(script);
  });
  expect(heard.length).toBe(before);
}

test.for(SELF_STARTING)('the canary sings where %s is taken for HTML', async (payload, { browser }) => {
  const context = await browser.newContext();
  const canary = await listenForScripts(context, 'http://unprotected.example');
  const page = await context.newPage();
  await page.route('**/*', (route) =>
    route.fulfill({ contentType: 'text/html', body: `<!doctype html><p>${payload}` }),
  );
  await page.goto('http://unprotected.example/');
  await vi.waitFor(() => expect(canary.heard.join()).toMatch(/ran in/), 5_000);
  await context.close();
});

test('in messages, received, sent, edited and in the inbox', async ({ visit, person }) => {
  const [alice, mallory] = [await person('alice'), await person('mallory')];
  const token = await tokenOf(url(), mallory);
  await acquaintByApi(url(), mallory, alice);
  const { page, canary, faults } = await visitWithCanary(visit);
  await logIn(page, alice);
  for (const payload of PAYLOADS) {
    await sendByApi(url(), token, alice.username, payload);
    // Each was the last message at one time.
    await inboxRow(page, mallory).getByText(payload, { exact: false }).waitFor();
  }
  // All of them are in view.
  await page.setViewportSize({ width: 1280, height: 2_000 });
  await openChat(page, mallory);
  for (const payload of PAYLOADS) await messages(page).getByText(payload, { exact: true }).first().waitFor();
  await send(page, SELF_STARTING[1] ?? '');
  const { Id } = await sendByApi(url(), token, alice.username, 'harmless as yet');
  await message(page, 'harmless as yet').waitFor();
  await http('PATCH', `${url()}/messages/${Id}`, { Message: `edited ${SELF_STARTING[2]}` }, bearer(token));
  await message(page, `edited ${SELF_STARTING[2]}`).waitFor();
  await page.reload();
  await message(page, `edited ${SELF_STARTING[2]}`).waitFor();
  await expectNothingRan(page, canary);
  await expectPolicy(page, canary, faults);
});

test('in names and profiles, of others and one’s own', async ({ visit, person }) => {
  const [alice, mallory] = [await person('alice'), await person('mallory')];
  const [hers, token] = [await tokenOf(url(), alice), await tokenOf(url(), mallory)];
  const { page, canary } = await visitWithCanary(visit);
  await sendByApi(url(), token, alice.username, 'hello');
  await logIn(page, alice);
  // A display name has 50 characters.
  for (const name of PAYLOADS.filter(({ length }) => length <= 50).slice(0, 4)) {
    const profile = {
      display_name: name,
      bio: PAYLOADS.join('\n').slice(0, 500),
      first_name: name,
      last_name: name,
    };
    for (const each of [token, hers]) {
      expect((await http('PATCH', `${url()}/me`, profile, bearer(each))).status).toBe(200);
    }
    await page.reload();
    await inboxRow(page, { username: name }).getByRole('link').click();
    await page.getByRole('button', { name }).first().click();
    await page
      .getByRole('dialog')
      .getByText(SELF_STARTING[0] ?? '')
      .last()
      .waitFor();
    await page.goto('/#/settings/profile');
    await expect.poll(() => page.getByLabel('Display name').inputValue()).toBe(name);
    await expectNothingRan(page, canary);
    await page.goto('/#/');
  }
});

test('refuses markup where it is not allowed', async ({ person }) => {
  for (const payload of PAYLOADS) {
    // Invalid changes of the profile count as others: nobody makes more than sixty an hour.
    const token = await tokenOf(url(), await person('mallory'));
    await expect(registerNamed(url(), payload)).rejects.toThrow(/400.*username/);
    for (const avatar of [{ emoji: payload }, { color: payload }, payload]) {
      expect(await http('PATCH', `${url()}/me`, { avatar }, bearer(token))).toMatchObject({ status: 400 });
    }
  }
});

test('in addresses, searches, reports and devices', async ({ visit, person }) => {
  const [alice, mallory] = [await person('alice'), await person('mallory')];
  await sendByApi(url(), await tokenOf(url(), mallory), alice.username, 'report me');
  const { page, canary, faults } = await visitWithCanary(visit);
  faults.expect(/console: Failed to load resource: .* 40[04]/);
  const { username, password } = alice;
  for (const payload of SELF_STARTING) {
    const agent = { 'user-agent': payload };
    expect((await http('POST', `${url()}/Login`, { username, password }, agent)).status).toBe(200);
  }
  await logIn(page, alice);
  for (const payload of PAYLOADS) await page.goto(`/#/c/${encodeURIComponent(payload)}`);
  await page.goto('/#/people');
  for (const payload of SELF_STARTING) await page.getByLabel('Search people by name').fill(payload);
  await openChat(page, mallory);
  await message(page, 'report me').getByText('report me').hover();
  await choose(page, 'report me', 'Report…');
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Something else').check();
  await dialog.getByLabel('In your own words, if you like').fill(PAYLOADS.join('\n').slice(0, 1_000));
  await dialog.getByRole('button', { name: 'Report' }).click();
  await page.getByText('Reported. An operator will look at it.').waitFor();
  await page.goto('/#/settings/devices');
  await page.getByText('Unknown device').first().waitFor();
  await expectNothingRan(page, canary);
});

test('in the reference, with any URL', async ({ visit }) => {
  const { page, canary, faults } = await visitWithCanary(visit);
  const evil = encodeURIComponent('https://evil.example/openapi.json');
  for (const payload of PAYLOADS.slice(0, 4)) {
    const text = encodeURIComponent(payload);
    const answer = await page.goto(
      `/docs?url=${evil}&configUrl=${evil}&urls.primaryName=${text}#/${text}/${text}`,
    );
    expect(answer?.headers()['content-security-policy']).not.toMatch(/unsafe|\*|https?:/);
  }
  await page.locator('.opblock').first().waitFor();
  await expect.poll(() => page.locator('.opblock-tag').first().textContent()).toContain('Accounts');
  expect(canary.heard).toEqual([]);
  await expectPolicy(page, canary, faults);
});

test('in error pages', async ({ visit }) => {
  const { page, canary, faults } = await visitWithCanary(visit);
  faults.expect(/console: Failed to load resource|console: .*40\d/);
  const places = ['/app/', '/docs/', '/Users/', '/Users?prefix='];
  for (const [index, payload] of PAYLOADS.entries()) {
    const path = `${places[index % places.length]}${encodeURIComponent(payload)}`;
    const answer = await page.goto(path);
    const headers = answer?.headers() ?? {};
    expect(answer?.status(), path).toBeGreaterThanOrEqual(400);
    expect(headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['content-security-policy']).toMatch(/default-src 'none'/);
  }
  // Where no route is, a browser gets the app.
  await page.goto(`/${encodeURIComponent(PAYLOADS[0] ?? '')}`);
  expect(new URL(page.url()).pathname).toBe('/');
  expect(canary.heard).toEqual([]);
});
