/** The app as people see it: by labels and roles, never by classes. */
import type { Locator, Page } from 'playwright-core';
import type { Account } from './accounts.ts';
import type { Visit, VisitOptions, Visitor } from './visitors.ts';

/** The heading of the login form, on a first or later visit. */
export const loginForm = (page: Page): Locator =>
  page.getByRole('heading', { name: /^(?:Welcome back|Log in)$/ });

export const inbox = (page: Page): Locator => page.getByRole('navigation', { name: 'Conversations' });

/** @param url where there is no base address */
export async function logIn(page: Page, { username, password }: Account, url = ''): Promise<void> {
  await page.goto(`${url}/#/login`);
  await page.getByLabel('Username').fill(username);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Log in' }).click();
  await inbox(page).waitFor({ state: 'attached' });
}

/** Playwright reports every page as focused. */
export const lookAway = (page: Page): Promise<boolean> =>
  page.evaluate(() => {
    document.hasFocus = () => false;
    return dispatchEvent(new Event('blur'));
  });

/** The reverse of `lookAway`. */
export const lookAgain = (page: Page): Promise<boolean> =>
  page.evaluate(() => {
    document.hasFocus = () => true;
    return dispatchEvent(new Event('focus'));
  });

export const composer = (page: Page): Locator => page.getByRole('textbox', { name: 'Message' });

/** @param visitor whose faults.verify() runs after the test */
export async function visitAs(visit: Visit, account: Account, options?: VisitOptions): Promise<Visitor> {
  const visitor = await visit(options);
  await logIn(visitor.page, account);
  return visitor;
}

/** By its address, as a bookmark does. */
export async function openChat(page: Page, { username }: { username: string }): Promise<void> {
  await page.evaluate((hash) => {
    location.hash = hash;
  }, `#/c/${username}`);
  await page.getByRole('heading', { name: username, level: 1 }).waitFor();
  await composer(page).waitFor();
}

export async function send(page: Page, text: string): Promise<void> {
  await composer(page).fill(text);
  await composer(page).press('Enter');
}

export const messages = (page: Page): Locator =>
  page.getByLabel('Messages', { exact: true }).getByRole('listitem');

/** @param text anywhere in it */
export const message = (page: Page, text: string | RegExp): Locator =>
  messages(page).filter({ hasText: text });

/** Of the menu of a message. The pointer is on the message. */
export async function choose(page: Page, text: string, item: 'Copy text' | 'Report…'): Promise<void> {
  await message(page, text).getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: item }).click();
}

/** Asks, then blocks. @param dialog with the button */
export async function block(page: Page, dialog: Locator): Promise<void> {
  await dialog.getByRole('button', { name: 'Block…' }).click();
  await page
    .getByRole('dialog', { name: /^Block / })
    .getByRole('button', { name: 'Block' })
    .click();
}

/** @param state for screen readers: Sending, Sent, Read, Not sent */
export const messageThatIs = (page: Page, text: string, state: State | RegExp): Locator =>
  message(page, text).filter({ has: page.getByText(state, { exact: true }) });

/** The states of a message that the server keeps: with the other person in the conversation it is read at once. */
export const IS_KEPT = /^(?:Sent|Read)$/;

type State = 'Sending' | 'Sent' | 'Read' | 'Not sent';

/** The row of a person in the inbox. */
export const inboxRow = (page: Page, { username }: { username: string }): Locator =>
  inbox(page).getByRole('listitem').filter({ hasText: username });

export const isFocused = (target: Locator): Promise<boolean> =>
  target.evaluate((element) => element === document.activeElement);

/** Whether a click on its middle would reach it. */
export const isInView = (target: Locator): Promise<boolean> =>
  target.evaluate((element) => {
    const { left, right, top, bottom } = element.getBoundingClientRect();
    const hit = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
    return hit !== null && (element === hit || element.contains(hit));
  });
