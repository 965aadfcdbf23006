import { PassThrough } from 'node:stream';
import type { ReadStream } from 'node:tty';
import { expect, test } from 'vitest';
import { type Key, onKeys, useKeys } from '../../../../clients/cli/src/terminal/keys.ts';

/** What a terminal sends, as keys. */
async function keysOf(bytes: string): Promise<Key[]> {
  const input = new PassThrough() as unknown as ReadStream;
  const keys: Key[] = [];
  useKeys(input);
  const ended = Promise.withResolvers<void>();
  const stop = onKeys(input, (key) => (key.name === 'f12' ? ended.resolve() : void keys.push(key)));
  (input as unknown as PassThrough).write(`${bytes}\x1b[24~`);
  await ended.promise;
  stop();
  return keys;
}

test.each<[string, string, Key[]]>([
  [
    'letters and digits',
    'aZ9',
    [
      { name: 'a', text: 'a' },
      { name: 'z', text: 'Z' },
      { name: '9', text: '9' },
    ],
  ],
  ['an emoji', '😀', [{ name: '😀', text: '😀' }]],
  ['Hebrew', 'ש', [{ name: 'ש', text: 'ש' }]],
  [
    'arrows',
    '\x1b[A\x1b[B\x1b[C\x1b[D',
    [{ name: 'up' }, { name: 'down' }, { name: 'right' }, { name: 'left' }],
  ],
  ['paging', '\x1b[5~\x1b[6~', [{ name: 'pageup' }, { name: 'pagedown' }]],
  ['Enter', '\r', [{ name: 'return' }]],
  ['Alt+Enter', '\x1b\r', [{ name: 'meta+return' }]],
  ['Ctrl+J', '\n', [{ name: 'ctrl+j' }]],
  ['Ctrl-C', '\x03', [{ name: 'ctrl+c' }]],
  ['Ctrl+Left', '\x1b[1;5D', [{ name: 'ctrl+left' }]],
  ['Alt+B', '\x1bb', [{ name: 'meta+b' }]],
  ['Backspace', '\x7f', [{ name: 'backspace' }]],
  ['Shift+Tab', '\x1b[Z', [{ name: 'shift+tab' }]],
])('%s', async (_, bytes, keys) => {
  expect(await keysOf(bytes)).toEqual(keys);
});

test('a paste is one key: line breaks are not Enter, escapes and controls are dropped', async () => {
  expect(await keysOf('\x1b[200~one\r\ntwo\rthree\x07\x1b[201~')).toEqual([
    { name: 'paste', text: 'one\ntwo\nthree' },
  ]);
});

test('ignores an empty paste', async () => {
  expect(await keysOf('\x1b[200~\x1b[201~')).toEqual([]);
});
