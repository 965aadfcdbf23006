/** What a search finds in a text, and where. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { foldText } from '#lib/search/fold.ts';
import { findMatches } from '#lib/search/match.ts';
import { parseQuery } from '#lib/search/query.ts';
import { ANY, hasLink, LINK, TERMS_MAX, termsOfMessage, termsOfText } from '#lib/search/terms.ts';

/** The parts of the text that are marked; undefined when it does not match. */
const marked = (typed: string, text: string): string[] | undefined =>
  findMatches(text, parseQuery(typed).phrases)?.map(({ start, end }) => text.slice(start, end));

test.each([
  ['soren', 'Søren was here', ['Søren']],
  ['SOREN here', 'Here is Søren', ['Here', 'Søren']],
  ['strasse', 'In der Straße.', ['Straße']],
  ['straße', 'IN DER STRASSE', ['STRASSE']],
  ['isik', 'İrem Işık', ['Işık']],
  ['lodz', 'Łódź', ['Łódź']],
  ['ｆｕｌｌ', 'a full one', ['full']],
  ['full', 'a ｆｕｌｌ one', ['ｆｕｌｌ']],
  ['cafe', 'cafe\u0301 au lait', ['cafe\u0301']],
  ['umbr', 'two umbrellas', ['umbr']],
  ['two umbr', 'two umbrellas', ['two', 'umbr']],
  ['"see you"', 'so: see… you, then see you', ['see… you', 'see you']],
  ['"see yo', 'see you', ['see yo']],
  ['don’t', "I don't", ["don't"]],
  ["don't", 'I don’t', ['don’t']],
  ['example.com/a', 'at https://example.com/abc', ['example.com/a']],
  ['c++', 'C++ it is', ['C++']],
  ['👍', 'ok 👍🏽 and 👍', ['👍', '👍']],
  ['👍🏽', 'ok 👍 and 👍🏽', ['👍🏽']],
  ['👩‍💻', 'a 👩‍💻!', ['👩‍💻']],
  ['🇩🇪', 'from 🇩🇪', ['🇩🇪']],
  ['❤', 'I ❤️ it', ['❤️']],
  ['太郎', '山田太郎です', ['太郎']],
  ['郎', '山田太郎です', ['郎']],
  ['山 です', '山田太郎です', ['山', 'です']],
  ['ヒロシ', 'ひろしさん', ['ひろし']],
  ['ガ', 'ﾊﾟﾊﾞｶﾞ', ['ｶﾞ']],
  ['민준', '김민준 씨', ['민준']],
  ['ชาย', 'สมชายครับ', ['ชาย']],
  ['"iphone手', '我的iPhone手机壳', ['iPhone手']],
  ['محمد', 'كتب مُحَمَّد', ['مُحَمَّد']],
  ['aa', 'aaa aab', ['aa', 'aa']],
  ['"a b" "b c"', 'a b c', ['a b c']],
])('%s is in %s', (typed, text, expected) => {
  expect(marked(typed, text)).toEqual(expected);
});

test.each([
  ['oren', 'Søren'],
  ['umbr ', 'umbrellas'],
  ['umbr two', 'two umbrellas'],
  ['"see you"', 'you see'],
  ['"see yo"', 'see you'],
  ['see sea', 'see you'],
  ['太田', '山田太郎'],
  ['ハ', 'バ'],
  ['👍🏽', '👍 👍🏻'],
  ['"山田 太', '山田さん太郎'],
])('%s is not in %s', (typed, text) => {
  expect(marked(typed, text)).toBeUndefined();
});

describe('terms', () => {
  test('are each word once; of scripts without spaces each pair, and the last letter', () => {
    expect(termsOfText('The cat, the Çat. 山田太郎 ok👍')).toEqual([
      'the',
      'cat',
      '山田',
      '田太',
      '太郎',
      '郎',
      'ok',
      '👍',
    ]);
  });

  test('are cut, and at most 256', () => {
    expect(termsOfText('x'.repeat(50))).toEqual(['x'.repeat(40)]);
    const many = Array.from({ length: 300 }, (_, index) => `w${index}`).join(' ');
    expect(termsOfText(many)).toHaveLength(TERMS_MAX);
  });

  test('of a message have its author, and whether it has a link', () => {
    expect(termsOfMessage({ from: 'Bob', text: 'hi' })).toEqual([ANY, 'from:bob', 'hi']);
    expect(termsOfMessage({ from: 'Bob', text: 'HTTPS://a.b' })).toContain(LINK);
    expect(['http://', 'https:/ /x', 'http is', 'mailto:a@b.c'].filter(hasLink)).toEqual([]);
  });

  test('no text has the term of an author or a link', () => {
    expect(termsOfText('from:bob has:link')).toEqual(['from', 'bob', 'has', 'link']);
  });
});

const letter = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
  fc.constantFrom(..."aAßıİøŁœ’'´`-_. 山田太郎がガｶﾞ김민สมשָ🦊\u0301"),
);
const text = fc
  .array(letter, { maxLength: 60 })
  .map((letters) => letters.join(''))
  .filter((joined) => joined.isWellFormed());

test('places lie in the text, in order and apart, and have what was searched for', () => {
  fc.assert(
    fc.property(text, fc.nat(), fc.nat(), (whole, from, length) => {
      const typed = `"${whole.slice(from % (whole.length + 1)).slice(0, 1 + (length % 12))}"`;
      if (!typed.isWellFormed()) return;
      let phrases: ReturnType<typeof parseQuery>['phrases'];
      try {
        ({ phrases } = parseQuery(typed));
      } catch {
        return;
      }
      const found = findMatches(whole, phrases);
      let behind = 0;
      for (const { start, end } of found ?? []) {
        expect(start).toBeGreaterThanOrEqual(behind);
        expect(end).toBeGreaterThan(start);
        expect(end).toBeLessThanOrEqual(whole.length);
        behind = end;
      }
      const [only] = found ?? [];
      if (only && phrases.length === 1 && found?.length === 1)
        expect(foldText(whole.slice(only.start, only.end))).toContain(phrases[0]?.words[0]);
    }),
    { numRuns: 2_000 },
  );
});

test('a place is known behind any letter of ASCII', () => {
  const ascii = Array.from({ length: 128 }, (_, code) => String.fromCharCode(code)).join('');
  const { phrases } = parseQuery('word ');
  expect(findMatches(`${ascii} Wórd`, phrases)).toEqual([{ start: 129, end: 133 }]);
});

test('a text of the greatest length is searched within milliseconds', () => {
  const long = 'a'.repeat(8_000);
  const started = performance.now();
  for (const typed of ['a', '"a a"', 'aaaa', '山']) findMatches(long, parseQuery(typed).phrases);
  findMatches('山'.repeat(8_000), parseQuery('山').phrases);
  findMatches('a '.repeat(4_000), parseQuery('"a a a a a a a a b"').phrases);
  expect(performance.now() - started).toBeLessThan(500);
});
