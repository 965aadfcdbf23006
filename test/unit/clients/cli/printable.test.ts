/** A hostile or unusual message has no effect on a terminal. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jsonLine } from '../../../../clients/cli/src/commands/output.ts';
import { printable, printableLines } from '../../../../clients/cli/src/text/printable.ts';

/** Characters that a terminal obeys, or that reorder the line. */
const OBEYED = /[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/u;

const ALL_OBEYED = Array.from({ length: 0x2100 }, (_, code) => String.fromCharCode(code)).filter((each) =>
  OBEYED.test(each),
);
/** Half of the characters are obeyed ones: of all code points they are too few to be met by chance. */
const anyText = fc.string({
  unit: fc.oneof(fc.constantFrom(...ALL_OBEYED), fc.string({ unit: 'binary', minLength: 1, maxLength: 1 })),
});

test.each([
  ['moves the cursor', '\x1b[2J\x1b[1;1Hgone', '␛[2J␛[1;1Hgone'],
  ['sets the title', '\x1b]0;root@prod\x07', '␛]0;root@prod␇'],
  ['sets the title with C1 controls', '\u009d0;x\u009c', '<9D>0;x<9C>'],
  ['overwrites the line', 'alice: yes\rbob: no', 'alice: yes bob: no'],
  ['erases characters', 'no\b\b', 'no␈␈'],
  ['switches the character set', '\x0eabc\x0f', '␎abc␏'],
  ['deletes', 'a\x7fb', 'a␡b'],
  ['reverses the line', 'exe.\u202egpj', 'exe.gpj'],
  ['hides inside', 'pass\u200bword\ufeff', 'password'],
])('a message that %s', (_, hostile, shown) => {
  expect(printable(hostile)).toBe(shown);
});

test.each([
  ['an emoji family', '👩‍👩‍👧‍👦'],
  ['a flag', '🏴󠁧󠁢󠁥󠁮󠁧󠁿'],
  ['a heart with its variation selector', '❤️'],
  ['Persian with zero-width non-joiners', 'می‌خواهم'],
  ['Hebrew', 'שלום עולם'],
  ['combining marks', 'Zoe\u0308'],
])('%s stays whole', (_, text) => {
  expect(printable(text)).toBe(text);
});

test('keeps lines apart, with every kind of line break', () => {
  expect(printableLines('one\ntwo\r\nthree\u2028four')).toEqual(['one', 'two', 'three', 'four']);
});

test('half a surrogate pair does not reach the terminal', () => {
  expect(printable('a\ud800b')).toBe('a\ufffdb');
});

test('nothing that a terminal obeys is left of any text', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      for (const line of printableLines(text)) expect(line).not.toMatch(OBEYED);
    }),
  );
});

test('a JSON line holds the exact text, without characters that a terminal obeys', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const line = jsonLine({ text });
      expect(line).not.toMatch(OBEYED);
      expect(JSON.parse(line)).toEqual({ text });
    }),
  );
});
