/** A conversation of thousands of messages is read to its beginning with few elements at any time. */
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, inject } from 'vitest';
import { logIn, messages, openChat } from './support/app.ts';
import { test } from './support/visitors.ts';

/** Each has several elements, so that a tenth of them at once would be too many. */
const MESSAGES = 6_000;
const MOST_ELEMENTS = 1_000;
const ROOT = join(import.meta.dirname, '../..');

/** Scrolls up as fast as older messages come. @returns the highest number of elements, and of messages, at one time */
const scrollToBeginning = async () => {
  const list = document.querySelector('[aria-label="Messages"]');
  let scroller = list?.parentElement;
  while (scroller && scroller.scrollHeight <= scroller.clientHeight) scroller = scroller.parentElement;
  if (!list || !scroller) throw new Error('There is no list of messages');
  const most = { elements: 0, messages: 0, steps: 0 };
  const look = () => {
    most.elements = Math.max(most.elements, document.querySelectorAll('*').length);
    most.messages = Math.max(most.messages, list.querySelectorAll('[dir="auto"]').length);
  };
  new MutationObserver(look).observe(list, { childList: true, subtree: true });
  while (!scroller.textContent?.includes('begins here.')) {
    scroller.scrollTop = 0;
    look();
    most.steps++;
    await new Promise((resolve) => setTimeout(resolve, 16));
  }
  return most;
};

test('the number of elements stays bounded', { timeout: 180_000 }, async ({ visit, person }) => {
  const [alice, bob] = [await person('alice'), await person('bob')];
  const between = `${alice.username},${bob.username}`;
  const args = ['--data', inject('productDataDir'), '--between', between, '--messages', String(MESSAGES)];
  await execa(process.execPath, ['local/demo/cli.ts', ...args], { cwd: ROOT });

  const { page } = await visit();
  await logIn(page, alice);
  await openChat(page, bob);
  await messages(page).last().waitFor();
  const startedAt = performance.now();
  const most = await page.evaluate(scrollToBeginning);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(
    `${MESSAGES} messages were read to the beginning in ${seconds} s, with at most ${most.messages} messages and ` +
      `${most.elements} elements in the page at once`,
  );
  expect(most.messages).toBeGreaterThan(5);
  expect(most.elements).toBeLessThan(MOST_ELEMENTS);
});
