/** Browsers leave these interfaces out of pages whose connection is not secure: each has one place, which works without it. */
import { globSync, readFileSync } from 'node:fs';
import { expect, it, vi } from 'vitest';
import { randomId } from '../../../clients/sdk/src/platform.ts';

const ONLY_SECURE: Record<string, readonly string[]> = {
  '\\brandomUUID\\b': ['clients/sdk/src/platform.ts'],
  '\\.subtle\\b': [],
  '\\bnavigator\\.clipboard\\b': ['clients/web/src/state/clipboard.ts'],
  '\\blocks\\.(?:request|query)\\b': [
    'clients/sdk/src/storage/web-lock.ts',
    'clients/web/src/state/attention.ts',
  ],
  '\\bnew Notification\\b': [
    'clients/web/src/state/notification-support.ts',
    'clients/web/src/state/show-notification.ts',
  ],
  '\\b(?:serviceWorker|mediaDevices|wakeLock|cookieStore|caches\\.|navigator\\.(?:storage|share|credentials))\\b':
    // The worker itself has all of them.
    ['clients/web/src/state/worker.ts', 'clients/web/src/worker/shell.ts'],
};

const sources = globSync(['clients/sdk/src/**/*.ts', 'clients/web/src/**/*.{ts,tsx}']).map((file) => ({
  file,
  // Comments name them, too.
  code: readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, ''),
}));

it.each(Object.entries(ONLY_SECURE))('%s is used in %o only', (pattern, files) => {
  // redos: patterns of this file only, see above.
  const used = sources.filter(({ code }) => new RegExp(pattern).test(code)).map(({ file }) => file);
  expect(used.sort()).toEqual(files);
});

it('makes random ids where the page has no randomUUID', () => {
  const { getRandomValues } = crypto;
  vi.stubGlobal('crypto', { getRandomValues: getRandomValues.bind(crypto) });
  try {
    const ids = Array.from({ length: 1_000 }, randomId);
    expect(new Set(ids).size).toBe(1_000);
    for (const id of ids)
      expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
  } finally {
    vi.unstubAllGlobals();
  }
});
