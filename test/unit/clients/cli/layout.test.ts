import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  fit,
  graphemes,
  justify,
  truncate,
  widthOf,
  wrapLine,
} from '../../../../clients/cli/src/text/layout.ts';
import { printable } from '../../../../clients/cli/src/text/printable.ts';

const anyLine = fc.string({ unit: 'grapheme', maxLength: 60 }).map(printable);

test('wide characters and emoji count two columns, combining marks none', () => {
  expect(['漢字', '👩‍👩‍👧‍👦', 'Zoe\u0308', '✓✓'].map(widthOf)).toEqual([4, 2, 3, 2]);
});

test('a wide character that does not fit as a whole is left out', () => {
  expect(truncate('漢字漢字', 6, '…')).toBe('漢字…');
  expect(truncate('漢字', 4, '…')).toBe('漢字');
});

test('no row of a wrapped line is wider than asked, and no text is lost', () => {
  fc.assert(
    fc.property(anyLine, fc.integer({ min: 2, max: 40 }), (line, columns) => {
      const rows = wrapLine(line, columns);
      for (const row of rows) {
        // One character of several marks can be wider on its own; the screen cuts it.
        if (graphemes(row).length > 1) expect(widthOf(row)).toBeLessThanOrEqual(columns);
      }
      expect(rows.join('')).toBe(line.normalize());
    }),
  );
});

test('a fitted text has exactly the width asked for', () => {
  fc.assert(
    fc.property(anyLine, fc.integer({ min: 1, max: 40 }), (line, columns) => {
      expect(widthOf(fit(line, columns, '…'))).toBe(columns);
    }),
  );
});

test('the left side gives way to the right one, which goes when there is no room for both', () => {
  expect(justify('a very long title', '2 unread', 20, '…')).toBe('a very lon… 2 unread');
  expect(justify('a very long title', '2 unread', 12, '…')).toBe('a very long…');
});
