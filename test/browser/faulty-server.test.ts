/** A server that fails, is late, or does not answer; a clock that is wrong. No message is lost or doubled. */
import type { Page, Route } from 'playwright-core';
import { expect } from 'vitest';
import {
  composer,
  inbox,
  isFocused,
  logIn,
  message,
  messages,
  messageThatIs,
  openChat,
  send,
  visitAs,
} from './support/app.ts';
import { test } from './support/visitors.ts';

/** Faults that the faked answers cause. */
const FAKED = /console: Failed to load resource|request: POST .* net::ERR/;

const SERVER_ERROR = { status: 500, contentType: 'text/html', body: '<h1>Internal Server Error</h1>' };

/** A message fails only after this many refusals by a proxy, over this time. */
const REFUSALS_MOST = 8;
const REFUSED_FOR_MS = 30_000;

/** @param answers to the first sends, one after the other; the others reach the server */
async function answerSends(page: Page, answers: ((route: Route) => Promise<void>)[]): Promise<void> {
  const left = [...answers];
  await page.route(/\/messages$/, async (route) => {
    const answer = route.request().method() === 'POST' ? left.shift() : undefined;
    await (answer ? answer(route) : route.continue());
  });
}

test('retries a message until the server has stored it, and stores it once', async ({ visit, person }) => {
  const [alice, bob] = [await person('alice'), await person('bob')];
  const { page, faults } = await visitAs(visit, alice);
  faults.expect(FAKED);
  await openChat(page, bob);
  await answerSends(page, [
    (route) => route.fulfill(SERVER_ERROR),
    // The server stored it, and its answer was lost.
    async (route) => {
      await route.fetch();
      await route.abort('connectionreset');
    },
    (route) =>
      route.fulfill({ status: 200, contentType: 'text/html', body: '<h1>Welcome to this hotel</h1>' }),
  ]);
  await send(page, 'through thick and thin');
  await messageThatIs(page, 'through thick and thin', 'Sent').waitFor({ timeout: 40_000 });
  await send(page, 'and on');
  await messageThatIs(page, 'and on', 'Sent').waitFor();
  await expect.poll(() => messages(page).count()).toBe(2);
});

test('gives up waiting for an answer, and asks again', async ({ visit, person }) => {
  const [alice, bob] = [await person('alice'), await person('bob')];
  const { page, faults } = await visitAs(visit, alice);
  faults.expect(FAKED);
  await openChat(page, bob);
  await answerSends(page, [async (route) => void (await route.fetch())]);
  await send(page, 'into the void');
  await messageThatIs(page, 'into the void', 'Sending')
    .or(messageThatIs(page, 'into the void', 'Sent'))
    .waitFor();
  await send(page, 'and again');
  await messageThatIs(page, 'and again', 'Sent').waitFor({ timeout: 40_000 });
  await expect.poll(() => message(page, 'into the void').count()).toBe(1);
  await expect.poll(() => messages(page).count()).toBe(2);
});

test('a refused message stays, says why, and can be sent again', async ({ visit, person }) => {
  const [alice, bob] = [await person('alice'), await person('bob')];
  const { page, faults } = await visitAs(visit, alice);
  faults.expect(FAKED);
  await openChat(page, bob);
  const refusal = {
    type: 'urn:corechat:problem:user_not_found',
    title: '',
    status: 404,
    code: 'user_not_found',
  };
  await answerSends(page, [
    (route) =>
      route.fulfill({ status: 404, contentType: 'application/problem+json', body: JSON.stringify(refusal) }),
  ]);
  await send(page, 'not yet');
  await messageThatIs(page, 'not yet', 'Not sent').waitFor();
  await page
    .getByRole('status')
    .filter({ hasText: /^Not sent\. \w.*\.$/ })
    .waitFor();
  await page.getByRole('button', { name: 'Retry' }).press('Enter');
  const bubble = message(page, 'not yet').locator('[tabindex]').first();
  await expect.poll(() => isFocused(bubble)).toBe(true);
  await messageThatIs(page, 'not yet', 'Sent').waitFor();
  await expect.poll(() => isFocused(bubble)).toBe(true);
});

test('a message that a proxy keeps refusing can be retried at once, or discarded, and fails in the end', async ({
  visit,
  person,
}) => {
  const [alice, bob] = [await person('alice'), await person('bob')];
  const { page, faults } = await visit();
  faults.expect(FAKED);
  await page.clock.install();
  await logIn(page, alice);
  await openChat(page, bob);
  let refusals = 0;
  await page.route(/\/messages$/, async (route) => {
    if (route.request().method() !== 'POST') return route.continue();
    await route.fulfill({ status: 403, contentType: 'text/html', body: '<h1>Forbidden</h1>' });
    refusals++;
  });
  await send(page, 'regretted');
  // A screen reader announces changes of an element that existed before.
  const told = await message(page, 'regretted').getByRole('status').elementHandle();
  await expect.poll(() => told?.textContent()).toBe('');
  await expect
    .poll(() => told?.textContent(), { timeout: 10_000 })
    .toMatch(/^Not sent yet\. .*proxy.* refused this request\. CoreChat tries again by itself\.$/);
  await page.getByRole('button', { name: 'Discard' }).press('Enter');
  await page.getByRole('dialog').getByRole('button', { name: 'Discard' }).press('Enter');
  await message(page, 'regretted').waitFor({ state: 'detached' });
  await expect.poll(() => isFocused(composer(page))).toBe(true);
  await send(page, 'caught');
  await page.getByText('Not sent yet.').waitFor();
  const retry = page.getByRole('button', { name: 'Retry' });
  // Each press starts an attempt at once, instead of a pause of up to sixteen seconds.
  for (let before = refusals; refusals < before + REFUSALS_MOST; ) {
    const known = refusals;
    await retry.click();
    await expect.poll(() => refusals).toBeGreaterThan(known);
  }
  expect(await page.getByText(/^Not sent\./).count()).toBe(0);
  await page.clock.fastForward(REFUSED_FOR_MS);
  await page.getByText(/^Not sent\./).waitFor();
  await messageThatIs(page, 'caught', 'Not sent').waitFor();
  await page.unroute(/\/messages$/);
  await retry.click();
  await messageThatIs(page, 'caught', 'Sent').waitFor();
  await expect.poll(() => messages(page).count()).toBe(1);
});

test('logging in against a failing server says so and keeps what was typed', async ({ visit, person }) => {
  const alice = await person('alice');
  const { page, faults } = await visit();
  faults.expect(FAKED);
  await page.route(/\/Login$/, (route) => route.fulfill(SERVER_ERROR));
  await page.goto('/');
  await page.getByLabel('Username').fill(alice.username);
  await page.getByLabel('Password', { exact: true }).fill(alice.password);
  await page.getByRole('button', { name: 'Log in' }).click();
  const problem = page.getByRole('alert').filter({ hasText: /\w/ });
  await problem.waitFor({ timeout: 30_000 });
  await expect.poll(() => problem.textContent()).toMatch(/^[A-Z].*\.$/);
  await expect.poll(() => page.getByLabel('Password', { exact: true }).inputValue()).toBe(alice.password);
  await page.unroute(/\/Login$/);
  await page.getByRole('button', { name: 'Log in' }).click();
  await inbox(page).waitFor();
});

test('opening the app while the server is down keeps the session', async ({ visit, person }) => {
  const alice = await person('alice');
  const { page, faults } = await visitAs(visit, alice);
  faults.expect(FAKED);
  await page.route(/\/(?:sessions\/refresh|conversations|realtime\/tickets)/, (route) =>
    route.fulfill({ status: 503, headers: { 'retry-after': '1' }, body: '' }),
  );
  await page.reload();
  await page
    .getByRole('heading', { name: 'CoreChat does not answer' })
    .or(inbox(page).getByRole('heading', { name: 'Your conversations could not be loaded' }))
    .waitFor({ timeout: 40_000 });
  await page.unrouteAll();
  await page
    .getByRole('button', { name: /Try (?:now|again)/ })
    .first()
    .click();
  await page.getByRole('heading', { name: 'It is quiet here' }).waitFor();
});

test.for([
  ['three hours fast', 3 * 3_600_000],
  ['two days slow', -48 * 3_600_000],
] as const)('a clock that is %s changes nothing', async ([, skew], { visit, person }) => {
  const [alice, bob] = [await person('alice'), await person('bob')];
  const { page } = await visit();
  const refreshes: string[] = [];
  page.on('request', (request) => {
    if (request.url().endsWith('/sessions/refresh')) refreshes.push(request.url());
  });
  await page.clock.setSystemTime(Date.now() + skew);
  await logIn(page, alice);
  await openChat(page, bob);
  for (const text of ['one', 'two']) {
    await send(page, text);
    await messageThatIs(page, text, 'Sent').waitFor();
  }
  const texts = await messages(page).locator('[dir="auto"]').allTextContents();
  expect(texts).toEqual(['one', 'two']);
  expect(refreshes.length).toBeLessThan(2);
});

test('keeps a change that was not saved until the message is edited again', async ({ visit, person }) => {
  const [alice, bob, carol] = [await person('alice'), await person('bob'), await person('carol')];
  const { page, faults } = await visitAs(visit, alice);
  faults.expect(FAKED);
  await openChat(page, bob);
  for (const text of ['first', 'second']) {
    await send(page, text);
    await messageThatIs(page, text, 'Sent').waitFor();
  }
  const reading = () => composer(page).inputValue();
  const edit = async (text: string, begun = text) => {
    await message(page, text).getByText(text).hover();
    await message(page, text).getByRole('button', { name: 'Edit' }).click();
    await expect.poll(reading).toBe(begun);
  };
  const answer = Promise.withResolvers<void>();
  const refused = /\/messages\/[\w-]+$/;
  await page.route(refused, async (route) => {
    await answer.promise;
    await route.fulfill(SERVER_ERROR);
  });
  await edit('second');
  await send(page, 'second, changed');
  await edit('first');
  await composer(page).fill('first, chan');
  answer.resolve();
  await page.getByText(/^Your change was not saved\./).waitFor();
  await expect.poll(() => reading()).toBe('first, chan');

  await page.getByRole('button', { name: 'Cancel editing' }).click();
  await openChat(page, carol);
  await openChat(page, bob);
  await edit('second', 'second, changed');
  // The composer is free: the change is there to be saved again.
  const refusal = page.waitForResponse(refused);
  await composer(page).press('Enter');
  await refusal;
  await expect.poll(reading).toBe('second, changed');
  await page.unroute(refused);
  await composer(page).press('Enter');
  await message(page, 'second, changed').getByText('edited').waitFor();
  await edit('first');
});

test('says where a change is that was not saved after its conversation was left', async ({
  visit,
  person,
}) => {
  const [alice, bob, carol] = [await person('alice'), await person('bob'), await person('carol')];
  const { page, faults } = await visitAs(visit, alice);
  faults.expect(FAKED);
  await openChat(page, bob);
  await send(page, 'first');
  await messageThatIs(page, 'first', 'Sent').waitFor();
  const left = Promise.withResolvers<void>();
  await page.route(/\/messages\/[\w-]+$/, async (route) => {
    await left.promise;
    await route.fulfill(SERVER_ERROR);
  });
  await composer(page).press('ArrowUp');
  await expect.poll(() => composer(page).inputValue()).toBe('first');
  await send(page, 'first, changed');
  await openChat(page, carol);
  left.resolve();
  await page.getByText(/^Your change was not saved\..* Edit the message again/).waitFor();
});
