/**
 * `test` of the browser tests: each visitor has a separate browser context, like a separate browser,
 * and a test fails when its page logs a fault (faults.ts).
 */
import { join } from 'node:path';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { test as base, inject } from 'vitest';
import { type Account, registerAccount } from './accounts.ts';
import { launchChromium } from './chromium.ts';
import { type Faults, watchFaults } from './faults.ts';

export interface Visitor {
  page: Page;
  context: BrowserContext;
  faults: Faults;
}

export interface VisitOptions extends BrowserContextOptions {
  /** of a product other than the one that all tests share */
  url?: string;
  /** no time zone of the context, which could not be changed later */
  hasSystemZone?: boolean;
}

/** Time for the app to show what was asked for, on two busy cores. */
const PATIENCE_MS = 30_000;

const DESKTOP = { width: 1280, height: 800 };

async function openVisitor(browser: Browser, options: VisitOptions): Promise<Visitor> {
  const { url = inject('productUrl'), hasSystemZone = false, ...contextOptions } = options;
  const context = await browser.newContext({
    baseURL: url,
    viewport: DESKTOP,
    locale: 'en-GB',
    ...(hasSystemZone ? {} : { timezoneId: 'Europe/London' }),
    reducedMotion: 'reduce',
    // It would answer in place of the routes of a test. Tests that are about it allow it.
    serviceWorkers: 'block',
    ...contextOptions,
  });
  context.setDefaultTimeout(PATIENCE_MS);
  const faults = await watchFaults(context);
  return { context, faults, page: await context.newPage() };
}

/** Routes that still wait for an answer when the test ends would fail the run. */
async function closeVisitor({ context }: Visitor): Promise<void> {
  const pages = context.pages();
  // There are none where the test has closed the context.
  const routed = pages.length > 0 ? [context, ...pages] : [];
  for (const each of routed) await each.unrouteAll({ behavior: 'ignoreErrors' });
  await context.close();
}

/** Screenshots of all visitors when a test failed. */
async function keepPictures(name: string, visitors: Visitor[]): Promise<void> {
  const file = join('.bench/browser', name.replaceAll(/\W+/g, '-'));
  const pages = visitors.flatMap(({ context }) => context.pages());
  await Promise.allSettled(pages.map((page, index) => page.screenshot({ path: `${file}-${index}.png` })));
}

export type Visit = (options?: VisitOptions) => Promise<Visitor>;

interface Fixtures {
  browser: Browser;
  /** opens a browser at no page yet */
  visit: Visit;
  /** registers a person with the product that all tests share */
  person: (name: string) => Promise<Account>;
}

export const test = base.extend<Fixtures>({
  browser: [
    // biome-ignore lint/correctness/noEmptyPattern: vitest reads which fixtures a fixture needs from this pattern
    async ({}, use) => {
      const browser = await launchChromium();
      await use(browser);
      await browser.close();
    },
    { scope: 'file' },
  ],
  visit: async ({ browser, task }, use) => {
    const visitors: Visitor[] = [];
    await use(async (options = {}) => {
      const visitor = await openVisitor(browser, options);
      visitors.push(visitor);
      return visitor;
    });
    if (task.result?.state === 'fail') await keepPictures(task.name, visitors);
    for (const visitor of visitors) await closeVisitor(visitor);
    for (const { faults } of visitors) faults.verify();
  },
  // biome-ignore lint/correctness/noEmptyPattern: see above
  person: async ({}, use) => {
    await use((name) => registerAccount(inject('productUrl'), name));
  },
});
