/** Where things stand in a conversation: no list of classes, but what people would measure with a ruler. */
import type { Locator, Page } from 'playwright-core';
import { expect, inject } from 'vitest';
import { bearer, http } from '../support/http/http.ts';
import { sendByApi, tokenOf } from './support/accounts.ts';
import {
  composer,
  inbox,
  inboxRow,
  isFocused,
  isInView,
  message,
  messageThatIs,
  openChat,
  send,
  visitAs,
} from './support/app.ts';
import { test } from './support/visitors.ts';

const PATIENCE = { timeout: 10_000 };
const LINES = 'First\nSecond line\nThird';
const WRAPS = `${'It wraps because it is long. '.repeat(6)}End`;
const TALL = Array.from({ length: 80 }, (_, line) => `Line ${line}`).join('\n');

interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
  width: number;
}

/** The bubble of a message, its time, and the lines of its text. */
const measure = (target: Locator): Promise<{ bubble: Box; time: Box; lines: Box[] }> =>
  target.evaluate((row) => {
    const words = row.querySelector('[dir="auto"]') as HTMLElement;
    const text = words.parentElement as HTMLElement;
    const box = (rect: DOMRect) => rect.toJSON() as Box;
    const range = document.createRange();
    range.selectNodeContents(words);
    return {
      bubble: box((text.parentElement as HTMLElement).getBoundingClientRect()),
      time: box((text.querySelector('time') as HTMLElement).getBoundingClientRect()),
      lines: [...range.getClientRects()].map(box).filter(({ width }) => width > 1),
    };
  });

async function twoInTouch(person: (name: string) => Promise<import('./support/accounts.ts').Account>) {
  const [alice, bob] = [await person('alice'), await person('bob')];
  const url = inject('productUrl');
  const [alices, bobs] = [await tokenOf(url, alice), await tokenOf(url, bob)];
  return { alice, bob, url, alices, bobs };
}

test('the time stands on the last line, and a bubble is as wide as its text', async ({ visit, person }) => {
  const { alice, bob, url, alices, bobs } = await twoInTouch(person);
  await sendByApi(url, bobs, alice.username, LINES);
  await sendByApi(url, alices, bob.username, WRAPS);
  await sendByApi(url, bobs, alice.username, 'h5x9');
  const { page } = await visitAs(visit, alice);
  await openChat(page, bob);
  await message(page, 'h5x9').waitFor();

  const short = await measure(message(page, 'Second line'));
  expect(short.lines).toHaveLength(3);
  expect(short.time.top).toBeLessThan(short.lines[2]?.bottom ?? 0);
  expect(short.time.top).toBeGreaterThan(short.lines[1]?.top ?? 0);
  expect(short.bubble.width).toBeLessThan(200);

  const long = await measure(message(page, 'It wraps'));
  const right = Math.max(...long.lines.map((line) => line.right));
  expect(long.lines.length).toBeGreaterThan(1);
  // Padding, and the space at the end of a line.
  expect(long.bubble.right - right).toBeLessThan(20);
  expect(long.time.top).toBeLessThan(long.lines.at(-1)?.bottom ?? 0);
  expect(long.time.left).toBeGreaterThan(long.lines.at(-1)?.right ?? 0);
  await expectSenderFirst(page);
  await expectBorders(page);

  await composer(page).press('ArrowUp');
  const save = page.getByRole('button', { name: 'Save the change' });
  await save.locator('.lucide-check').waitFor();
  await composer(page).press('Escape');

  const menu = page.getByRole('button', { name: 'More about this conversation' });
  await menu.click();
  await page.getByRole('menuitem', { name: 'Mute until I unmute' }).click();
  await inboxRow(page, bob).getByText('Muted', { exact: true }).waitFor({ state: 'attached' });
  await menu.press('Enter');
  await expect.poll(() => isFocused(page.getByRole('menuitem', { name: 'View profile' }))).toBe(true);
  const unmute = page.getByRole('menuitem', { name: 'Unmute' });
  while (!(await isFocused(unmute))) await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await inboxRow(page, bob).getByText('Muted', { exact: true }).waitFor({ state: 'detached' });

  await page.goto('/#/');
  await page.getByRole('region', { name: 'Recent' }).getByRole('link', { name: bob.username }).click();
  await composer(page).waitFor();
});

/** For screen readers and copied text. */
async function expectSenderFirst(page: Page): Promise<void> {
  const words = await message(page, 'It wraps').innerText();
  expect(words.replaceAll(/\s+/g, ' ')).toMatch(/^(?:.* )?You, \d?\d:\d\d: It wraps .*End/);
  const copied = await page.evaluate(() => {
    const selection = getSelection();
    const list = document.querySelector('[aria-label="Messages"]');
    if (list) selection?.selectAllChildren(list);
    const text = selection?.toString() ?? '';
    selection?.removeAllRanges();
    return text;
  });
  expect(copied.replaceAll(/\s+/g, ' ')).toMatch(
    /bob-\w+, \d?\d:\d\d: First Second line Third You, \d?\d:\d\d: It wraps .* End bob-\w+, \d?\d:\d\d: h5x9$/,
  );
}

/** Where the system chooses all colours, backgrounds are gone. */
async function expectBorders(page: Page): Promise<void> {
  await page.emulateMedia({ forcedColors: 'active' });
  const widths = await page
    .getByLabel('Messages', { exact: true })
    .locator('[dir="auto"]')
    .evaluateAll((texts) =>
      texts.map((text) => getComputedStyle(text.closest('.bubble') as Element).borderTopWidth),
    );
  expect(widths).toEqual(['1px', '1px', '1px']);
  await page.emulateMedia({ forcedColors: 'none' });
}

test('a read message looks different from a sent one, also without colour', async ({ visit, person }) => {
  const { alice, bob, url, alices, bobs } = await twoInTouch(person);
  await sendByApi(url, bobs, alice.username, 'Hello');
  await sendByApi(url, alices, bob.username, 'Read me');
  const { page } = await visitAs(visit, alice);
  await openChat(page, bob);
  await messageThatIs(page, 'Read me', 'Sent').waitFor();
  const shape = () =>
    message(page, 'Read me')
      .locator('.tick-shape')
      .evaluate((disc) => getComputedStyle(disc).backgroundColor);
  const sent = await shape();
  const { page: his } = await visitAs(visit, bob);
  await openChat(his, alice);
  await messageThatIs(page, 'Read me', 'Read').waitFor();
  expect(sent).toBe('rgba(0, 0, 0, 0)');
  await expect.poll(shape).not.toBe(sent);
});

test('actions of a message stay on the screen, and the jump button covers no message', async ({
  visit,
  person,
}) => {
  const { alice, bob, url, bobs } = await twoInTouch(person);
  for (const text of ['one', 'two', 'three']) await sendByApi(url, bobs, alice.username, text);
  await sendByApi(url, bobs, alice.username, `${TALL}\nlast`);
  const phone = { viewport: { width: 360, height: 640 }, hasTouch: true, isMobile: true };
  const { page } = await visitAs(visit, alice, phone);
  await openChat(page, bob);
  const messages = page.getByLabel('Messages', { exact: true });
  await message(page, 'two').waitFor();
  const copy = (text: string) => message(page, text).getByRole('button', { name: 'Copy text' });
  const tapped = async (text: string, y: number) => {
    await page.touchscreen.tap(60, y);
    return (await copy(text).count()) > 0 && isInView(copy(text));
  };

  // The topmost on the screen: there is no room above it.
  await message(page, 'two').evaluate((row) => row.scrollIntoView({ block: 'start' }));
  const two = await message(page, 'two').locator('[dir="auto"]').boundingBox();
  await expect.poll(() => tapped('two', (two?.y ?? 0) + 8), PATIENCE).toBe(true);

  await message(page, 'two').getByRole('button', { name: 'More' }).tap();
  const sheet = page.getByRole('dialog', { name: 'Message actions' });
  await expect.poll(() => isInView(sheet.getByRole('button', { name: 'Copy text' }))).toBe(true);
  await page.keyboard.press('Escape');
  await sheet.waitFor({ state: 'detached' });
  await copy('two').click();
  const notice = await page.getByRole('button', { name: 'Dismiss' }).boundingBox();
  const bar = await page.getByRole('heading', { level: 1 }).boundingBox();
  expect(notice?.y).toBeGreaterThan((bar?.y ?? Number.NaN) + (bar?.height ?? 0));
  await page.getByRole('button', { name: 'Dismiss' }).click();

  const jump = page.getByRole('button', { name: 'Jump to the latest message' });
  const list = await messages.evaluate(({ parentElement }) => parentElement?.getBoundingClientRect().bottom);
  expect((await jump.boundingBox())?.y).toBeGreaterThanOrEqual(list ?? Number.NaN);
  await jump.click();
  await jump.waitFor({ state: 'detached' });

  // Its beginning is far above.
  await expect.poll(() => tapped('last', 300), PATIENCE).toBe(true);
  const ring = await message(page, 'last')
    .locator('[dir="auto"]')
    .evaluate((text) => getComputedStyle(text.closest('.bubble') as Element).outlineStyle);
  expect(ring).toBe('solid');
});

test('a display name cannot imitate another person or the product', async ({ visit, person }) => {
  const { alice, bob, url, bobs } = await twoInTouch(person);
  const mallory = await person('mallory');
  const mallorys = await tokenOf(url, mallory);
  const call = (token: string, name: string) =>
    http('PATCH', `${url}/me`, { display_name: name }, bearer(token));
  await call(bobs, 'Bobby h5x9');
  await call(mallorys, 'Bоbby h5x9'); // with a Cyrillic o
  for (const token of [bobs, mallorys]) await sendByApi(url, token, alice.username, 'Hello');
  const { page } = await visitAs(visit, alice);
  await inboxRow(page, mallory).getByText(`@${mallory.username}`).waitFor();
  await inboxRow(page, bob).getByText(`@${bob.username}`).waitFor();
  await page.goto(`/#/c/${bob.username}`);
  const header = page.getByRole('main').getByRole('button', { name: 'Bobby h5x9' });
  await header.getByText(`@${bob.username}`).waitFor();
  await page.getByText('New contact.').waitFor();
  await send(page, 'Hello yourself');
  await page.getByText('New contact.').waitFor({ state: 'detached' });
  const ligatures = await header
    .getByRole('heading')
    .getByText('Bobby')
    .evaluate((name) => getComputedStyle(name).fontVariantLigatures);
  expect(ligatures).toBe('none');

  // In reach, however long the form is.
  await page.goto('/#/settings/profile');
  const save = page.getByRole('button', { name: 'Save' });
  await save.waitFor();
  await expect.poll(() => isInView(save)).toBe(true);

  await page.goto(`/#/c/${alice.username}`);
  await composer(page).waitFor();
  const style = (target: Locator) => target.evaluate((words) => getComputedStyle(words).fontStyle);
  expect(await style(page.getByRole('heading', { level: 1 }).getByText('Notes to yourself'))).toBe('italic');
  expect(await style(inbox(page).getByText('Bobby h5x9'))).toBe('normal');
});

test('all loaded messages are printed', async ({ visit, person }) => {
  const { alice, bob, url, bobs } = await twoInTouch(person);
  for (let index = 0; index < 45; index++)
    await sendByApi(url, bobs, alice.username, `Message ${index} of 45`);
  const { page } = await visitAs(visit, alice);
  await openChat(page, bob);
  await message(page, 'Message 44 of 45').waitFor();
  const printed = () =>
    page.evaluate(() => document.querySelector('.printed')?.querySelectorAll('li').length ?? 0);
  expect(await printed()).toBe(0);
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
  await page.emulateMedia({ media: 'print' });
  const inPrint = await page
    .locator('.printed > li')
    .evaluateAll((rows) => rows.map((row) => row.checkVisibility()));
  expect(inPrint.filter(Boolean).length).toBe(45);
  await expect.poll(() => inbox(page).isVisible()).toBe(false);
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  expect(height).toBeGreaterThan(45 * 40);
  await page.emulateMedia({ media: 'screen' });
  await page.evaluate(() => dispatchEvent(new Event('afterprint')));
  await expect.poll(printed).toBe(0);
});
