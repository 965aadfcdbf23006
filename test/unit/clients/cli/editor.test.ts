import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Draft, EMPTY_DRAFT, edit, layOut } from '../../../../clients/cli/src/terminal/editor.ts';
import type { Key } from '../../../../clients/cli/src/terminal/keys.ts';
import { graphemes, widthOf } from '../../../../clients/cli/src/text/layout.ts';

/** `|` is the cursor. */
const show = ({ text, cursor }: Draft) => `${text.slice(0, cursor)}|${text.slice(cursor)}`;
const draft = (shown: string): Draft => ({ text: shown.replace('|', ''), cursor: shown.indexOf('|') });
const press = (from: string, ...names: string[]) =>
  show(names.reduce((now, name) => edit(now, { name }) ?? now, draft(from)));

test.each([
  ['ab|', 'left', 'a|b'],
  ['|', 'left', '|'],
  ['a👩‍👩‍👧‍👦|', 'left', 'a|👩‍👩‍👧‍👦'],
  ['a|👩‍👩‍👧‍👦b', 'delete', 'a|b'],
  ['Zoe\u0308|', 'backspace', 'Zo|'],
  ['one two|', 'ctrl+w', 'one |'],
  ['one two  |', 'ctrl+w', 'one |'],
  ['grüße |', 'meta+b', '|grüße '],
  ['|one two', 'ctrl+right', 'one| two'],
  ['one\ntwo|', 'home', 'one\n|two'],
  ['o|ne\ntwo', 'end', 'one|\ntwo'],
  ['one\ntwo|', 'ctrl+u', 'one\n|'],
  ['o|ne\ntwo', 'ctrl+k', 'o|\ntwo'],
  ['long line\nab|', 'up', 'lo|ng line\nab'],
  ['long line|\nab', 'down', 'long line\nab|'],
  ['only|', 'up', 'only|'],
  ['only|', 'down', 'only|'],
])('%j, %s', (from, key, to) => {
  expect(press(from, key)).toBe(to);
});

test('up and back down finds the same place', () => {
  expect(press('漢字\nab|c', 'up', 'down')).toBe('漢字\nab|c');
});

test('leaves keys of other parts alone', () => {
  expect(edit(EMPTY_DRAFT, { name: 'f5' })).toBeUndefined();
});

const KEYS = [
  'left',
  'right',
  'up',
  'down',
  'home',
  'end',
  'backspace',
  'delete',
  'ctrl+w',
  'meta+d',
  'ctrl+left',
];
const anyKey: fc.Arbitrary<Key> = fc.oneof(
  fc.constantFrom(...KEYS).map((name) => ({ name })),
  fc.constantFrom('a', ' ', '\n', '漢', '👩‍👩‍👧‍👦', 'e\u0308', '🇩🇪').map((text) => ({ name: 'text', text })),
);

test('the cursor stays between characters and on the screen, with any keys', () => {
  fc.assert(
    fc.property(fc.array(anyKey, { maxLength: 40 }), fc.integer({ min: 3, max: 20 }), (keys, columns) => {
      const now = keys.reduce((before, key) => edit(before, key) ?? before, EMPTY_DRAFT);
      expect(now.cursor).toBeGreaterThanOrEqual(0);
      expect(now.cursor).toBeLessThanOrEqual(now.text.length);
      const before = graphemes(now.text.slice(0, now.cursor));
      expect([...before, ...graphemes(now.text.slice(now.cursor))]).toEqual(graphemes(now.text));
      const { rows, cursor } = layOut(now, columns);
      for (const row of rows) expect(widthOf(row)).toBeLessThan(columns);
      expect(cursor.column).toBeLessThan(columns);
      expect(cursor.row).toBeLessThan(rows.length);
    }),
  );
});
