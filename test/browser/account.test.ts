/** Registering, logging in, staying logged in, logging out. */
import { randomBytes } from 'node:crypto';
import type { BrowserContext, Page } from 'playwright-core';
import { beforeAll, expect, inject } from 'vitest';
import { bearer, http } from '../support/http/http.ts';
import { type Account, registerAccount, sendByApi, tokenOf } from './support/accounts.ts';
import { composer, inbox, logIn, loginForm, message, visitAs } from './support/app.ts';
import { test } from './support/visitors.ts';

/** Both have written to each other, and bob's account is erased ten seconds after the beginning. */
const erasing = {} as { alice: Account; bob: Account };
beforeAll(async () => {
  const url = inject('productUrl');
  const [alice, bob] = [await registerAccount(url, 'alice'), await registerAccount(url, 'bob')];
  const [hers, his] = [await tokenOf(url, alice), await tokenOf(url, bob)];
  await sendByApi(url, his, alice.username, 'from bob');
  await sendByApi(url, hers, bob.username, 'from alice');
  const deletion = await http('DELETE', `${url}/me`, { password: bob.password }, bearer(his));
  expect(deletion.status).toBeLessThan(300);
  Object.assign(erasing, { alice, bob });
});

/** The device's mark, in another cookie, outlives a log-out. */
const refreshCookies = async (context: BrowserContext) =>
  (await context.cookies()).filter(({ name }) => name === '__Host-corechat-refresh');

const newName = () => `newcomer-${randomBytes(4).toString('hex')}`;

/** The console message of a wrong login. */
const REFUSED = /console: Failed to load resource: .* 40[49]/;

async function fillRegistration(page: Page, username: string, address = '/#/register'): Promise<void> {
  await page.goto(address);
  const values = {
    'First name': 'Nova',
    'Last name': 'Comer',
    Username: username,
    Email: `${username}@example.org`,
    Password: 'a long enough password',
  };
  for (const [label, value] of Object.entries(values)) {
    await page.getByLabel(label, { exact: true }).fill(value);
  }
}

const SETTINGS = { Registration: 'open', RegistrationDomains: [], Directory: 'public', ApiDocs: true };

test('the invitation of a link is in the form, and its refusal beside it', async ({ visit }) => {
  const { page, faults } = await visit();
  faults.expect(/console: Failed to load resource: .* 403/);
  await page.route('**/settings', (route) =>
    route.fulfill({ json: { ...SETTINGS, Registration: 'invite' } }),
  );
  const sent: { invite?: string }[] = [];
  await page.route('**/Register', (route) => {
    sent.push(route.request().postDataJSON());
    const problem = {
      type: 'about:blank',
      title: 'No',
      status: 403,
      code: 'invalid_invite',
      request_id: 'a',
    };
    return route.fulfill({
      status: 403,
      contentType: 'application/problem+json',
      body: JSON.stringify(problem),
    });
  });
  await fillRegistration(page, newName(), '/#/register/7K3Q-9FXM-2B8D-HV40');
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.getByText('This invitation is wrong, expired or used up.').waitFor();
  expect(sent.map(({ invite }) => invite)).toEqual(['7K3Q-9FXM-2B8D-HV40']);
  await expect.poll(() => page.getByLabel('Invitation').getAttribute('aria-invalid')).toBe('true');
});

test('a server that takes no new accounts says so in the place of the form', async ({ visit }) => {
  const { page } = await visit();
  await page.route('**/settings', (route) => route.fulfill({ json: { ...SETTINGS, Registration: 'off' } }));
  await page.goto('/#/register');
  await page.getByRole('heading', { name: 'No new accounts' }).waitFor();
  expect(await page.getByLabel('Username').count()).toBe(0);
});

test('a new user is logged in, also after a reload', async ({ visit }) => {
  const { page, context } = await visit();
  await page.goto('/');
  await page.getByRole('link', { name: 'Create an account' }).click();
  await fillRegistration(page, newName());
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.getByRole('heading', { name: 'It is quiet here' }).waitFor();

  await page.reload();
  await page.getByRole('heading', { name: 'It is quiet here' }).waitFor();
  const [cookie] = await refreshCookies(context);
  expect(cookie).toMatchObject({
    httpOnly: true,
    secure: true,
    sameSite: 'Strict',
    path: '/',
  });
  const readable = await page.evaluate(() => JSON.stringify({ ...localStorage }) + document.cookie);
  expect(readable).not.toContain(cookie?.value);
});

test('a refusal for some time says how long it lasts', async ({ visit, person }) => {
  const alice = await person('alice');
  const { page, faults } = await visit();
  faults.expect(/console: Failed to load resource: .* 429/);
  await page.clock.install();
  await page.route('**/Login', (route) =>
    route.fulfill({
      status: 429,
      headers: { 'content-type': 'application/problem+json', 'retry-after': '80' },
      body: JSON.stringify({ code: 'rate_limited', title: 'Too many requests' }),
    }),
  );
  await page.goto('/#/login');
  await page.getByLabel('Username').fill(alice.username);
  await page.getByLabel('Password', { exact: true }).fill('wrong password');
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.getByRole('alert').getByText('Try again in 80 seconds.').waitFor();
  const timer = page.getByRole('timer');
  await timer.getByText(/^Wait 1 min (?:20|1\d) s\.$/).waitFor();
  await page.clock.runFor(30_000);
  await timer.getByText(/^Wait (?:50|4\d) s\.$/).waitFor();
  await page.clock.runFor(51_000);
  await timer.getByText('You can try again now.').waitFor();

  await page.unroute('**/Login');
  await page.getByLabel('Password', { exact: true }).fill(alice.password);
  await page.getByRole('button', { name: 'Log in' }).click();
  await inbox(page).waitFor();
});

test('the next user begins at the inbox, not where the last one logged out', async ({ visit, person }) => {
  const [alice, bob] = [await person('alice'), await person('bob')];
  const { page } = await visit();
  await logIn(page, alice);
  await page.evaluate(() => {
    location.hash = '#/settings/devices';
  });
  // Requests that are under way at the log-out end with 401, which the console reports.
  await page.waitForLoadState('networkidle');
  await page.getByRole('button', { name: 'Log out', exact: true }).click();
  await loginForm(page).waitFor();
  expect(new URL(page.url()).hash).toBe('#/login');
  await page.getByLabel('Username').fill(bob.username);
  await page.getByLabel('Password', { exact: true }).fill(bob.password);
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.getByRole('heading', { name: 'It is quiet here' }).waitFor();
  await expect.poll(() => new URL(page.url()).hash).toBe('#/');
});

test('a second click during the first registers once', async ({ visit }) => {
  const { page } = await visit();
  const requests: string[] = [];
  page.on('request', (request) => {
    if (request.url().endsWith('/Register')) requests.push(request.method());
  });
  await page.goto('/#/register');
  await fillRegistration(page, newName());
  await page.getByRole('button', { name: 'Create account' }).dblclick();
  await page.getByRole('heading', { name: 'It is quiet here' }).waitFor();
  expect(requests).toEqual(['POST']);
});

test('each wrong field has its error beside it, and the input stays', async ({ visit, person }) => {
  const { page, faults } = await visit();
  faults.expect(/console: Failed to load resource: .* 40[09]/);
  const taken = await person('taken');
  await fillRegistration(page, taken.username);
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.getByText('This username is taken.').waitFor();
  await expect.poll(() => page.getByLabel('Username').getAttribute('aria-invalid')).toBe('true');
  await expect
    .poll(() => page.getByLabel('Password', { exact: true }).inputValue())
    .toBe('a long enough password');

  await page.getByLabel('Username').fill('no spaces please');
  await page.getByRole('button', { name: 'Create account' }).click();
  await expect.poll(() => page.getByText(/3.32 characters/).count()).toBeGreaterThan(0);
});

test('registration shows all errors at once, until each is mended, and offers a display name', async ({
  visit,
}) => {
  const { page, faults } = await visit();
  faults.expect(/console: Failed to load resource: .* 400/);
  // Typed by hand: the app's own address is /#/register.
  await page.goto('/register');
  await page.getByRole('heading', { name: 'Create your account' }).waitFor();
  await page.getByLabel('Password', { exact: true }).fill('short');
  await page.getByLabel('Email').fill('no address');
  await page.getByRole('button', { name: 'Create account' }).click();
  for (const error of ['Enter your first name.', 'Enter your last name.', 'Choose a username.'])
    await page.getByText(error).waitFor();
  const wrong = page.locator('input[aria-invalid="true"]');
  await expect.poll(() => wrong.count()).toBe(5);
  await page.getByLabel('First name').fill('Ada');
  await page.getByLabel('Last name').fill('Lovelace');
  await page.getByLabel('Email').fill('ada@example.org');
  await expect.poll(() => wrong.count()).toBe(2);

  await expect.poll(() => page.getByLabel('Display name').getAttribute('placeholder')).toBe('Ada Lovelace');
  await page.getByRole('button', { name: 'Use “Ada Lovelace”' }).click();
  await page.getByLabel('Username').fill(`ada-${Date.now()}`);
  await page.getByLabel('Password', { exact: true }).fill('a long enough password');
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.getByRole('heading', { name: 'Welcome to CoreChat' }).waitFor();
  await page.goto('/#/settings/profile');
  await expect.poll(() => page.getByLabel('Display name').inputValue()).toBe('Ada Lovelace');
});

test('a wrong password and an unknown name get a sentence each', async ({ visit, person }) => {
  const { page, faults } = await visit();
  faults.expect(REFUSED);
  const alice = await person('alice');
  await page.goto('/');
  await page.getByLabel('Username').fill(alice.username);
  await page.getByLabel('Password', { exact: true }).fill('wrong password');
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.getByText('That is not the right password.').waitFor();
  await page.getByLabel('Username').fill('nobody-of-this-name');
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.getByText('Nobody has this username.').waitFor();
});

test('logging out in one tab logs the others out', async ({ visit, person }) => {
  const { page, context, faults } = await visit();
  // Requests of the other tab at that moment.
  faults.expect(/ 401 .*\/(?:sessions\/refresh|conversations|realtime\/tickets)/);
  await logIn(page, await person('alice'));
  const other = await context.newPage();
  await other.goto('/');
  await inbox(other).waitFor();

  await page.goto('/#/settings');
  await page.getByRole('button', { name: 'Log out', exact: true }).click();
  await loginForm(page).waitFor();
  await loginForm(other).waitFor();
  await expect.poll(() => refreshCookies(context)).toEqual([]);

  await page.reload();
  await loginForm(page).waitFor();
});

test('a login in a second tab replaces the one of the first tab', async ({ visit, person }) => {
  const [alice, bob] = [await person('alice'), await person('bob')];
  const { page: first, context } = await visit();
  const second = await context.newPage();
  await second.goto('/#/login');
  await logIn(first, alice);
  await second.getByLabel('Username').fill(bob.username);
  await second.getByLabel('Password', { exact: true }).fill(bob.password);
  await second.getByRole('button', { name: 'Log in' }).click();
  await inbox(second).waitFor({ state: 'attached' });
  await loginForm(first).waitFor();

  await second.reload();
  await inbox(second).waitFor({ state: 'attached' });
});

test('a log-out without a network reaches the server at the next visit', async ({ visit, person }) => {
  const { page, context, faults } = await visit();
  faults.expect(/ERR_INTERNET_DISCONNECTED|WebSocket connection/);
  await logIn(page, await person('alice'));
  await page.goto('/#/settings');
  await context.setOffline(true);
  await page.getByRole('button', { name: 'Log out', exact: true }).click();
  await loginForm(page).waitFor();
  expect(await refreshCookies(context)).toHaveLength(1);

  await context.setOffline(false);
  await page.reload();
  await loginForm(page).waitFor();
  await expect.poll(() => refreshCookies(context)).toEqual([]);
});

test('a log-in on another device is shown at once, and marked after being away, until the list was seen', async ({
  visit,
  person,
}) => {
  const alice = await person('alice');
  const { page, context } = await visit();
  await logIn(page, alice);
  const settings = page.getByRole('link', { name: 'Settings', exact: true });
  const marked = page.getByRole('link', { name: 'Settings, new activity' });
  const notice = page.getByRole('status').filter({ hasText: 'New log-in' });
  await settings.waitFor();
  await page.waitForLoadState('networkidle');
  const { page: other, faults } = await visit();
  // It is logged out below.
  faults.expect(/console: Failed to load resource: .* 401|WebSocket connection/);
  await logIn(other, alice);
  await notice.waitFor();
  await marked.waitFor();
  await notice.getByRole('link', { name: 'Not you? End it' }).click();
  const list = page.getByRole('list', { name: 'Recent activity' });
  await expect
    .poll(() => list.getByRole('listitem').allInnerTexts())
    .toEqual([
      expect.stringMatching(/^Logged in\s[\s\S]* on Linux, same network as now$/),
      expect.stringMatching(/^Logged in\s[\s\S]*this device, same network as now$/),
    ]);
  await page.getByRole('button', { name: /^Log out .* on Linux$/ }).click();
  await page.getByText('The device is logged out.').waitFor();
  await page.goto('/#/');
  await settings.waitFor();
  expect(await notice.count()).toBe(0);

  await page.close();
  const { page: third } = await visit();
  await logIn(third, alice);
  const again = await context.newPage();
  await again.goto('/');
  await again.getByRole('link', { name: 'Settings, new activity' }).waitFor();
});

test('a device that is logged out from another one says so', async ({ visit, person }) => {
  const alice = await person('alice');
  const { page, faults } = await visit();
  faults.expect(/console: Failed to load resource: .* 401|WebSocket connection/);
  await logIn(page, alice);
  const answer = await fetch(`${inject('productUrl')}/Login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(alice),
  });
  const { Token } = (await answer.json()) as { Token: string };
  await fetch(`${inject('productUrl')}/sessions`, {
    method: 'DELETE',
    headers: { authorization: `Bearer ${Token}` },
  });
  await page.getByText('This device was logged out from another one.').waitFor();
});

test('the conversation with a deleted account stays readable, without its name', async ({ visit }) => {
  const { alice, bob } = erasing;
  const url = inject('productUrl');
  const token = bearer(await tokenOf(url, alice));
  const name = async () => (await http('GET', `${url}/conversations`, undefined, token)).body[0].User;
  await expect.poll(name, { timeout: 20_000 }).toMatch(/^~/);

  const { page } = await visitAs(visit, alice);
  await inbox(page).getByText('Deleted account').click();
  await page.getByText('No longer on CoreChat').waitFor();
  await message(page, 'from alice').waitFor();
  await message(page, 'Message deleted').waitFor();
  await page.getByText('This account was deleted.').waitFor();
  expect(await composer(page).count()).toBe(0);
  expect(await page.getByText(bob.username).count()).toBe(0);
});

test('recovery codes set a new password: typed, and from a link', async ({ visit, person }) => {
  const alice = await person('alice');
  const { page, faults } = await visit();
  faults.expect(/console: Failed to load resource: .* 403/);
  await logIn(page, alice);
  await page.goto('/#/settings/password');
  await page.getByText('You have no codes yet.').waitFor();
  await page.getByLabel('Your password').fill(alice.password);
  await page.getByRole('button', { name: 'Make recovery codes' }).click();
  await page.getByText('Keep them now: they are not shown again.').waitFor();
  const codes = await page.locator('.recovery-codes code').allTextContents();
  expect(codes).toHaveLength(10);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe(`corechat-recovery-codes-${alice.username}.txt`);

  const { page: elsewhere } = await visit();
  await elsewhere.goto('/');
  await elsewhere.getByRole('link', { name: 'Forgot your password?' }).click();
  // The log-in form, which has a Username too, is shown until the part is loaded.
  await elsewhere.getByRole('heading', { name: 'Set a new password' }).waitFor();
  await elsewhere.getByLabel('Username').fill(alice.username);
  await elsewhere.getByLabel('Recovery code').fill((codes[0] ?? '').toLowerCase());
  await elsewhere.getByLabel('New password', { exact: true }).fill('a sentence of mine');
  await elsewhere.getByRole('button', { name: 'Set the password' }).click();
  await inbox(elsewhere).waitFor();
  // The other devices are logged out.
  await loginForm(page).waitFor();

  // As an operator's link.
  await page.goto(`/#/recover/${alice.username}/${codes[0]}`);
  await page.getByText('This link sets a new password once').waitFor();
  await expect.poll(() => page.getByLabel('Username').inputValue()).toBe(alice.username);
  await page.getByLabel('New password', { exact: true }).fill('another sentence');
  await page.getByRole('button', { name: 'Set the password' }).click();
  await page.getByText('This link was used').waitFor();
  await page.getByLabel('Code of the link').fill(codes[1] ?? '');
  await page.getByRole('button', { name: 'Set the password' }).click();
  await inbox(page).waitFor();
  expect(page.url()).not.toContain('recover');
});
