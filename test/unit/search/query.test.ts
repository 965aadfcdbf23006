/** The language of searches. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseQuery, QUERY_WORDS_MAX, QueryFault } from '#lib/search/query.ts';

const phrase = (words: string, isOpen = false) => ({ words: words.split(' '), isOpen });

test.each([
  ['hello', { phrases: [phrase('hello', true)] }],
  ['Hello ', { phrases: [phrase('hello')] }],
  ['see the harbour', { phrases: [phrase('see'), phrase('the'), phrase('harbour', true)] }],
  ['"see the" harbour', { phrases: [phrase('see the'), phrase('harbour', true)] }],
  ['“see the”', { phrases: [phrase('see the')] }],
  ['„see the“', { phrases: [phrase('see the')] }],
  ['«see the»', { phrases: [phrase('see the')] }],
  ['"see the', { phrases: [phrase('see the', true)] }],
  ['a"b c"d', { phrases: [phrase('a'), phrase('b c'), phrase('d', true)] }],
  ['"from:bob"', { phrases: [phrase('from bob')] }],
  ['has:file', { phrases: [], hasFile: true }],
  ['has:photo', { phrases: [phrase('has photo', true)] }],
  ['has:', { phrases: [phrase('has', true)] }],
  ['10:30', { phrases: [phrase('10 30', true)] }],
  ['https://a.b', { phrases: [phrase('https a b', true)] }],
  ['constructor:x', { phrases: [phrase('constructor x', true)] }],
  ['from:Bob', { phrases: [], from: 'bob' }],
  ['FROM:@Bob hi', { phrases: [phrase('hi', true)], from: 'bob' }],
  ['from:me', { phrases: [], from: 'me' }],
  ['in:carol', { phrases: [], in: 'carol' }],
  ['in:~AbCdEfGhIjKlMnOpQrStUv', { phrases: [], in: '~AbCdEfGhIjKlMnOpQrStUv' }],
  ['has:link', { phrases: [], hasLink: true }],
  ['has:LINK has:link', { phrases: [], hasLink: true }],
  ['after:2026-01-31', { phrases: [], after: new Date('2026-01-31') }],
  ['before:2026-01-31T10:00+02:00', { phrases: [], before: new Date('2026-01-31T08:00Z') }],
  ['hi from:bob', { phrases: [phrase('hi')], from: 'bob' }],
])('%s', (typed, query) => {
  expect(parseQuery(typed)).toEqual(query);
});

test.each([
  ['', 'must have a letter, a digit or a symbol'],
  ['"" …', 'must have a letter, a digit or a symbol'],
  ['from:', 'must have a username behind from:'],
  ['in:a/b', 'must have a username behind in:'],
  ['in:~short', 'must have a username behind in:'],
  ['from:bob from:carol', 'must have from: once'],
  ['before:2026-02-30', 'must have a day such as 2026-01-31, or a time with its zone, behind before:'],
  ['after:yesterday', 'must have a day such as 2026-01-31, or a time with its zone, behind after:'],
  ['after:2026-01-01T10:00', 'must have a day such as 2026-01-31, or a time with its zone, behind after:'],
  [`${'a '.repeat(QUERY_WORDS_MAX)}b`, 'must have at most 12 words'],
  ['\ud83d', 'must be well-formed Unicode'],
])('%s is refused', (typed, fault) => {
  expect(() => parseQuery(typed)).toThrow(fault);
});

test('any text is a query or has a fault', () => {
  const part = fc.oneof(
    fc.constantFrom('from:', 'in:', 'before:', 'after:', 'has:link', '"', '“', ' ', '2026-01-01', 'bob', '~'),
    fc.string({ unit: 'binary', maxLength: 8 }),
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
      try {
        const { phrases } = parseQuery(parts.join(''));
        expect(phrases.every(({ words }) => words.length > 0)).toBe(true);
        expect(phrases.slice(0, -1).every(({ isOpen }) => !isOpen)).toBe(true);
      } catch (error) {
        expect(error).toBeInstanceOf(QueryFault);
      }
    }),
    { numRuns: 2_000 },
  );
});
