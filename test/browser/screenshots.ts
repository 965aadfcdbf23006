/** `npm run screenshots`: writes docs/screenshots/ from the demo's data, the same people at the same moment each time. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { registerNamed } from './support/accounts.ts';
import { composer, inbox, logIn, loginForm, messages, messageThatIs, send } from './support/app.ts';
import { launchChromium } from './support/chromium.ts';
import { DEMO_NOW, type Demo, startDemo } from './support/demo.ts';

const FOLDER = join(import.meta.dirname, '../../docs/screenshots');
const DESKTOP = { viewport: { width: 1280, height: 800 }, deviceScaleFactor: 1 };
const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true };

type Take = (name: string, page: Page) => Promise<void>;

const take: Take = async (name, page) => {
  await page.evaluate(() => document.fonts.ready);
  // What the pointer is over looks different.
  await page.mouse.move(0, 0);
  // The last requests of a screen are pictures of people in its lists.
  await page.waitForLoadState('networkidle');
  await page.screenshot({ path: join(FOLDER, `${name}.png`), caret: 'hide', animations: 'disabled' });
  console.log(`docs/screenshots/${name}.png`);
};

async function open(browser: Browser, { url }: Demo, options: BrowserContextOptions): Promise<Page> {
  const context = await browser.newContext({
    baseURL: url,
    locale: 'en-GB',
    timezoneId: 'Europe/London',
    reducedMotion: 'reduce',
    colorScheme: 'light',
    ...options,
  });
  const page = await context.newPage();
  await page.clock.setFixedTime(DEMO_NOW);
  return page;
}

async function outside(page: Page): Promise<void> {
  await page.goto('/#/login');
  await loginForm(page).waitFor();
  await take('login', page);
  await page.goto('/#/register');
  await page.getByRole('heading', { name: 'Create your account' }).waitFor();
  await take('register', page);
}

async function inside(page: Page, { alice, bob }: Demo): Promise<void> {
  await logIn(page, alice);
  await inbox(page).getByRole('listitem').first().waitFor();
  await take('inbox', page);
  await openDemoChat(page, bob.username);
  await take('conversation', page);
  await openDemoGroup(page);
  await openDetails(page);
  await take('group', page);
  await openDemoChat(page, bob.username);
  await page.context().setOffline(true);
  await page.getByText('You are offline.').waitFor();
  await send(page, 'I am on the train, this goes out after the tunnel 🚇');
  await messageThatIs(page, 'after the tunnel', 'Sending').waitFor();
  await take('offline', page);
}

/** Like openChat, for people who have a display name. */
async function openDemoChat(page: Page, username: string): Promise<void> {
  await page.goto(`/#/c/${username}`);
  await messages(page).last().waitFor();
  await composer(page).waitFor();
}

async function openDemoGroup(page: Page): Promise<void> {
  await page.goto('/#/');
  await inbox(page).getByRole('listitem').filter({ hasText: 'Release team' }).click();
  await messages(page).last().waitFor();
}

async function openDetails(page: Page): Promise<void> {
  await page.locator('.conversation-who').click();
  await page.getByRole('region', { name: 'About the group' }).getByRole('listitem').first().waitFor();
}

async function run(browser: Browser, demo: Demo): Promise<void> {
  const bob = await open(browser, demo, DESKTOP);
  await logIn(bob, demo.bob);

  await outside(await open(browser, demo, DESKTOP));
  await inside(await open(browser, demo, DESKTOP), demo);

  const dark = await open(browser, demo, { ...DESKTOP, colorScheme: 'dark' });
  await logIn(dark, demo.alice);
  await openDemoChat(dark, demo.bob.username);
  await take('dark', dark);
  await openDemoGroup(dark);
  await take('dark-group', dark);

  const phone = await open(browser, demo, PHONE);
  await logIn(phone, demo.alice);
  await inbox(phone).getByRole('listitem').first().waitFor();
  await take('phone-inbox', phone);
  await openDemoChat(phone, demo.bob.username);
  await take('phone-conversation', phone);
  await openDemoGroup(phone);
  await take('phone-group', phone);
  const last = messages(phone).last();
  await last.locator('.message').focus();
  await last.getByRole('button', { name: 'More' }).tap();
  await phone.getByRole('dialog', { name: 'Message actions' }).waitFor();
  await take('phone-actions', phone);

  const newcomer = await open(browser, demo, DESKTOP);
  await logIn(newcomer, await registerNamed(demo.url, 'robin'));
  await newcomer.getByRole('heading', { name: 'It is quiet here' }).waitFor();
  await take('empty', newcomer);
}

mkdirSync(FOLDER, { recursive: true });
const demo = await startDemo({ small: false });
const browser = await launchChromium();
try {
  await run(browser, demo);
} finally {
  await browser.close();
  await demo.stop();
}
