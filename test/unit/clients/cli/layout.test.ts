import { createRequire } from 'node:module';
import type { Terminal as XtermTerminal } from '@xterm/headless';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { peopleFrame } from '../../../../clients/cli/src/interactive/people-view.ts';
import {
  fit,
  graphemes,
  justify,
  truncate,
  widthOf,
  wrapLine,
} from '../../../../clients/cli/src/text/layout.ts';
import { printable } from '../../../../clients/cli/src/text/printable.ts';
import { symbolsFor } from '../../../../clients/cli/src/text/symbols.ts';

const { Terminal } = createRequire(import.meta.url)('@xterm/headless') as { Terminal: typeof XtermTerminal };

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

test('the left side gives way to the right one, which goes when there is no room for both', async () => {
  expect(await drawn([justify('a very long title', '2 unread', 20, '…')])).toEqual(['a very lon… 2 unread']);
  expect(await drawn([justify('a very long title', '2 unread', 12, '…')])).toEqual(['a very long…']);
});

/** What a terminal of 60 columns shows: one that draws joined emoji one after another, as many do. */
async function drawn(rows: readonly string[]): Promise<string[]> {
  const terminal = new Terminal({ cols: 60, rows: rows.length, allowProposedApi: true });
  // As the screen draws: each row on its own, without wrapping.
  const output = rows.map((row, index) => `\x1b[${index + 1};1H\x1b[K${row}\x1b[0m`).join('');
  await new Promise<void>((resolve) => terminal.write(`\x1b[?7l${output}`, resolve));
  return rows.map((_, index) => terminal.buffer.active.getLine(index)?.translateToString(true) ?? '');
}

test.each([
  ['joined emoji', '👩‍👩‍👧‍👦'.repeat(20)],
  ['wide characters', '漢字'.repeat(20)],
  ['emoji with a skin tone', '👍🏽'.repeat(30)],
  ['flags', '🇨🇭🇯🇵'.repeat(15)],
  ['Devanagari', 'नमस्ते '.repeat(20)],
  ['a short text', '👩‍👩‍👧‍👦'],
])('the unread count stands at the end of its row behind %s', async (_, preview) => {
  const person = { username: 'bob', deleted: false, unread: 12, unreadMore: true, online: true, preview };
  const symbols = symbolsFor({ LANG: 'C.UTF-8' }, 'linux');
  const state = { me: 'alice', filter: '', selected: 0, placeholder: '', notice: '' };
  const { rows } = peopleFrame(
    { ...state, choices: [{ kind: 'person', person }] },
    { columns: 60, rows: 10 },
    symbols,
  );
  const row = (await drawn(rows)).find((line) => line.includes('bob'));
  expect(row).toMatch(/ \(12\+\)$/);
  expect(await drawn([justify(preview, '2 unread', 60, '…')])).toEqual([expect.stringMatching(/ 2 unread$/)]);
});
