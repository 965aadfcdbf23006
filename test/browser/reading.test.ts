/** How far a conversation counts as read: up to the last message that was in view while the user looked. */
import type { Page } from 'playwright-core';
import { expect, inject } from 'vitest';
import { bearer, http } from '../support/http/http.ts';
import { sendByApi, tokenOf } from './support/accounts.ts';
import { inboxRow, lookAgain, lookAway, messages, openChat, visitAs } from './support/app.ts';
import { test } from './support/visitors.ts';

const MESSAGES = 60;

/** @returns the number of the last message whose whole element is in view */
const lastInView = (page: Page): Promise<number> =>
  messages(page).evaluateAll((items) => {
    let scroller = items[0]?.parentElement;
    while (scroller && scroller.scrollHeight <= scroller.clientHeight) scroller = scroller.parentElement;
    const end = scroller?.getBoundingClientRect().bottom ?? 0;
    const inView = items.filter((item) => item.getBoundingClientRect().bottom <= end + 0.5);
    return Math.max(...inView.map((item) => Number(/number (\d+)\./.exec(item.textContent ?? '')?.[1] ?? 0)));
  });

test('messages that were in view are read, also when the user leaves before the end', async ({
  visit,
  person,
}) => {
  const [alice, bob, carol] = [await person('alice'), await person('bob'), await person('carol')];
  const url = inject('productUrl');
  const [hers, his] = [await tokenOf(url, alice), await tokenOf(url, bob)];
  for (let number = 1; number <= MESSAGES; number++) {
    await sendByApi(url, his, alice.username, `number ${number}.`);
  }
  const read = async () => {
    const { body } = await http('GET', `${url}/conversations`, undefined, bearer(hers));
    return body[0].ReadSeq as number;
  };
  const { page } = await visitAs(visit, alice);
  await inboxRow(page, bob).getByText('60 unread').waitFor();
  await openChat(page, bob);
  await page.getByText('New messages').waitFor();
  const agrees = () =>
    expect.poll(async () => (await read()) - (await lastInView(page)), { timeout: 10_000 }).toBe(0);
  await agrees();
  const first = await read();
  expect(first).toBeGreaterThan(1);
  expect(first).toBeLessThan(MESSAGES);
  await inboxRow(page, bob)
    .getByText(`${MESSAGES - first} unread`)
    .waitFor();

  await messages(page).first().hover();
  await page.mouse.wheel(0, 400);
  await expect.poll(() => lastInView(page)).toBeGreaterThan(first);
  await openChat(page, carol);
  await expect.poll(read, { timeout: 10_000 }).toBeGreaterThan(first);
  const left = await read();
  expect(left).toBeLessThan(MESSAGES);
  await inboxRow(page, bob)
    .getByText(`${MESSAGES - left} unread`)
    .waitFor();

  await lookAway(page);
  await openChat(page, bob);
  await page.getByText('New messages').waitFor();
  await messages(page).first().hover();
  await page.mouse.wheel(0, 800);
  await expect.poll(() => lastInView(page)).toBeGreaterThan(left + 2);
  await openChat(page, carol);
  expect(await read()).toBe(left);
  await openChat(page, bob);
  await page.getByText('New messages').waitFor();
  expect(await read()).toBe(left);
  await lookAgain(page);
  await agrees();
});
