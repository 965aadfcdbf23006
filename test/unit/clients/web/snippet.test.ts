import fc from 'fast-check';
import { expect, test } from 'vitest';
import { piecesOfHit } from '../../../../clients/web/src/screens/search/snippet.ts';

const shown = (text: string, ...ranges: [start: number, end: number][]) =>
  piecesOfHit(
    text,
    ranges.map(([Start, End]) => ({ Start, End })),
  )
    .map(({ text: piece, isHit }) => (isHit ? `[${piece}]` : piece))
    .join('');

test.each([
  [shown('see the harbour', [8, 15]), 'see the [harbour]'],
  [shown('a b a', [0, 1], [4, 5]), '[a] b [a]'],
  [shown('one\n\ntwo', [5, 8]), 'one [two]'],
  [shown('no place is known'), 'no place is known'],
  [shown(`${'x'.repeat(100)}hit`, [100, 103]), `…${'x'.repeat(30)}[hit]`],
  [shown(`hit${'x'.repeat(300)}`, [0, 3]), `[hit]${'x'.repeat(197)}…`],
  [shown(`${'👍'.repeat(60)}hit`, [120, 123]), `…${'👍'.repeat(15)}[hit]`],
])('shows %s', (got, expected) => {
  expect(got).toBe(expected);
});

test('cuts no character in two', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', maxLength: 300 }),
      fc.nat(),
      fc.nat(),
      (text, start, length) => {
        const Start = start % (text.length + 1);
        const pieces = piecesOfHit(text, [{ Start, End: Math.min(text.length, Start + (length % 20)) }]);
        const isHitCut = /^[\udc00-\udfff]|[\ud800-\udbff]$/.test(text.slice(Start, Start + (length % 20)));
        if (!isHitCut && !/^[\udc00-\udfff]/.test(text.slice(Start)))
          expect(pieces.every(({ text: piece }) => piece.isWellFormed())).toBe(true);
      },
    ),
  );
});
