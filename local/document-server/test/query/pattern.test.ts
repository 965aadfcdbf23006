import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Regex } from '../../src/bson/values.ts';
import { Pattern } from '../../src/query/pattern.ts';
import { compileRegex } from '../../src/query/regex.ts';
import { backtrackingEffort } from '../../src/query/regex-cost.ts';
import { TimeLimit } from '../../src/turns.ts';

const matches = (pattern: string, text: string, flags = ''): boolean =>
  compileRegex(new Regex(pattern, flags)).test(text);

const long = 'a'.repeat(50_000);

describe('an expression that backtracks without end is matched in linear time', () => {
  test.each([
    ['^(a+)+$', '', false],
    ['^(a+)+$', 'i', false],
    ['^(a|aa)+$', '', false],
    ['(a*)*b', 's', false],
    ['(?:a?){40}a{40}!', '', true],
    ['(x+x+)+y', '', false],
    ['^(a|a?)+!$', 'm', true],
    ['^ ( a + ) + $ # spaced', 'x', false],
    ['a.*a.*a.*a.*b', 's', false],
  ])('%s with %j', (pattern, flags, expected) => {
    expect(matches(pattern, `${long}!`, flags)).toBe(expected);
  });
});

describe('what RE2 does not know ends all the same', () => {
  test.each(['^(a+)+(?=b)c', '^(a+)+\\1b', '(?<!b)(a+)+c'])('%s', (pattern) => {
    expect(() => matches(pattern, `${'a'.repeat(60)}!`)).toThrow('match limit exceeded');
  });

  test('within the time limit of the operation', () => {
    const run = () => new TimeLimit(10).slice(() => matches('^(a+)+(?=b)c', 'a'.repeat(60)));
    expect(run).toThrow('operation exceeded time limit');
  });
});

test.each([
  ['abc', 0],
  ['^[a-z*]+$', 1],
  ['a.*b.*c', 2],
  ['(?:ab)?c', 0],
  ['(a|b)c*', 1],
  ['(?<name>a+)\\1', 2],
  ['(a+)+', Number.POSITIVE_INFINITY],
  ['(a|b)*', Number.POSITIVE_INFINITY],
  ['(a?){20}', Number.POSITIVE_INFINITY],
  ['((ab){3})+', 1],
  ['[)*(]\\(\\*', 0],
])('%s takes effort of degree %d', (source, degree) => {
  expect(backtrackingEffort(source).degree).toBe(degree);
});

test('the linear engine agrees with the other', () => {
  const atom = fc.constantFrom(
    'a',
    'b',
    '.',
    '[ab]',
    '[^a]',
    '\\d',
    '\\w',
    '\\s',
    '[\\s]',
    '(a|b)',
    '(?:ab|a)',
    'é',
  );
  const quantifier = fc.constantFrom('', '', '*', '+', '?', '{1,2}', '*?');
  const part = fc.tuple(atom, quantifier).map((pair) => pair.join(''));
  const pattern = fc
    .tuple(
      fc.constantFrom('', '^', '\\A', '\\b'),
      fc.array(part, { minLength: 1, maxLength: 5 }),
      fc.constantFrom('', '$', '\\z', '\\Z', '\\b', '|c'),
    )
    .map(([start, parts, end]) => start + parts.join('') + end);
  const character = fc.constantFrom('a', 'b', 'A', '1', ' ', '\n', 'é', '\u00a0', '\u{1f600}');
  const text = fc.array(character, { maxLength: 8 }).map((characters) => characters.join(''));
  fc.assert(
    fc.property(pattern, text, fc.constantFrom('', 'i', 'm', 's', 'im'), (source, subject, flags) => {
      const usual = compileRegex(new Regex(source, flags));
      expect(new Pattern(usual.regex, 0).test(`${subject}`)).toBe(usual.test(subject));
    }),
    { numRuns: 2000 },
  );
});
