/** Keys of an input method, such as those for Japanese, belong to it: no handler of the app acts on them. */
import { globSync, readFileSync } from 'node:fs';
import { expect, it, vi } from 'vitest';
import { keyHandler } from '../../../../clients/web/src/app/keys.ts';

const event = (fields: { isComposing?: boolean; keyCode?: number }) => ({
  isComposing: false,
  keyCode: 13,
  ...fields,
});

it.each([
  ['during a composition', { isComposing: true }],
  ['after it, as Safari sends it', { keyCode: 229 }],
])('leaves a key to the input method %s', (_, fields) => {
  const handle = vi.fn();
  keyHandler(handle)(event(fields));
  expect(handle).not.toHaveBeenCalled();
});

it('passes on every other key', () => {
  const handle = vi.fn();
  const enter = event({});
  keyHandler(handle)(enter);
  expect(handle).toHaveBeenCalledExactlyOnceWith(enter);
});

/** In JSX, by `addEventListener`, or as a property. */
const LISTENS =
  /\bonKey(?:Down|Up|Press)(?:Capture)?=\{|addEventListener\(\s*['"`]key\w+['"`],\s*|\.onkey\w+\s*=\s*/g;
const HANDLED = /^keyHandler\(/;

/** What follows each place that listens for keys. */
const listenersIn = (source: string): string[] =>
  [...source.matchAll(LISTENS)].map(({ 0: found, index }) => source.slice(index + found.length).slice(0, 40));

it('finds a listener that bypasses the rule', () => {
  const bypasses = [
    '<p onKeyDown={go} />',
    "addEventListener('keyup', go)",
    'onKeyPressCapture={(e) => go(e)}',
  ];
  for (const source of bypasses)
    expect(listenersIn(source).filter((code) => !HANDLED.test(code))).toHaveLength(1);
});

it('is how every part of the app listens for keys', () => {
  const found = globSync('clients/web/src/**/*.{ts,tsx}').flatMap((file) =>
    listenersIn(readFileSync(file, 'utf8')).map((code) => ({ file, code })),
  );
  expect(found.length).toBeGreaterThanOrEqual(7);
  expect(found.filter(({ code }) => !HANDLED.test(code))).toEqual([]);
});
