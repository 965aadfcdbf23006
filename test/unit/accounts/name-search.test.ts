/** Finding people by name: the server's keys and the clients' comparison are one rule. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { keysOfNames, keysOfSearch, matchesName } from '#lib/accounts/name-search.ts';
import { foldText } from '#lib/search/fold.ts';
import * as sdk from '#sdk';
import { graphemes } from '../../../clients/cli/src/text/layout.ts';

const isFound = (typed: string, ...names: string[]): boolean => {
  const keys = new Set(keysOfNames(names));
  return keysOfSearch(typed).every((key) => keys.has(key));
};

test.each([
  ['soren', 'Søren'],
  ['SØREN', 'søren'],
  ['lukasz', 'Łukasz'],
  ['łukasz', 'Lukasz'],
  ['gross', 'Groß'],
  ['groß', 'GROSS'],
  ['GROẞ', 'Gross'],
  ['isik', 'İrem Işık'],
  ['ışık', 'İrem Işık'],
  ['IŞIK', 'İrem Işık'],
  ['irem', 'İrem Işık'],
  ['İREM IŞIK', 'irem isik'],
  ['dorde', 'Đorđe'],
  ['aegir', 'Ægir'],
  ['oeuvre', 'Œuvre'],
  ['thor', 'Þór'],
  ['eliyev', 'Əliyev'],
  ['brien', "O'Brien"],
  ['obrien', "O'Brien"],
  ["o'brien", 'O’Brien'],
  ['o’b', 'OʼBrien'],
  ['o´brien', 'O`Brien'],
  ['annemarie', 'Anne-Marie'],
  ['marie', 'Anne-Marie'],
  ['anne mar', 'Anne-Marie'],
  ['muller j', 'Jürgen Müller'],
  ['lov', 'ada.lovelace'],
  ['jose', 'José Núñez'],
  ['b_c', 'a.b_c-9'],
  ['@soren', 'soren'],
  ['太郎', '山田太郎'],
  ['郎', '山田太郎'],
  ['山田太郎', '山田 太郎'],
  ['김민준', '김 민준'],
  ['ジョンスミス', 'ジョン・スミス'],
  ['ひろし', 'ヒロシ'],
  ['ガガ', 'がが'],
  ['山田太郎', '山田太郎'],
  ['田中', '田中abc'],
  ['abc', '田中abc'],
  ['민준', '김민준'],
  ['ｓｏｒｅｎ', 'Søren'],
  ['バナナ', 'ﾊﾞﾅﾅ'],
  ['ชาย', 'สมชาย'],
  ['محمد', 'مُحَمَّد'],
  ['שלום', 'שָׁלוֹם'],
  ['елена', 'Ёлена'],
  ['σωκρατησ', 'Σωκράτης'],
  ['anna', '🦊Anna'],
  ['🦊', 'Anna🦊🐺'],
  ['🐺', 'Anna🦊🐺'],
  ['👍🏽', '👍🏽 Ann'],
  ['so\u200bren', 'So\u00adren'],
])('%s finds %s', (typed, name) => {
  expect([isFound(typed, name), matchesName(typed, name)]).toEqual([true, true]);
});

test.each([
  ['oren', 'Søren'],
  ['vel', 'ada.lovelace'],
  ['sorenx', 'Søren'],
  ['soren l', 'Søren Kierkegaard'],
  ['太田', '山田太郎'],
  ['ハナナ', 'バナナ'],
  ['राम', 'रोम'],
  ['maximilianalexanderthefirst', 'Maximilian Alexander'],
])('%s does not find %s', (typed, name) => {
  expect([isFound(typed, name), matchesName(typed, name)]).toEqual([false, false]);
});

test('words may be in several names, and in any order', () => {
  expect(matchesName('k soren', 'sk', 'Søren Kierkegaard')).toBe(true);
  expect(matchesName('sk kierke', 'sk', 'Søren Kierkegaard')).toBe(true);
  expect(matchesName('sk anna', 'sk', 'Søren Kierkegaard')).toBe(false);
});

test.each(['', ' ', '@', '-.-', '\u200b', '\ud83d'])(
  '%j has nothing to search by, and matches everyone',
  (typed) => {
    expect(keysOfSearch(typed)).toEqual([]);
    expect(matchesName(typed, 'anyone')).toBe(true);
  },
);

test('a folded character folds to itself, in all of Unicode', () => {
  const changing: string[] = [];
  for (let code = 0; code <= 0x10ffff; code++) {
    const folded = foldText(String.fromCodePoint(code));
    if (foldText(folded) !== folded) changing.push(code.toString(16));
  }
  expect(changing).toEqual([]);
});

const letter = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
  fc.constantFrom(..."aAßıİøŁœ’'-_. 山田太郎がガｶ김민สมשָ🦊\u0301\u200d"),
);
const name = fc.array(letter, { maxLength: 50 }).map((letters) => letters.join(''));

test('a folded text folds to itself', () => {
  fc.assert(
    fc.property(name, (text) => {
      expect(foldText(foldText(text))).toBe(foldText(text));
    }),
    { numRuns: 1_000 },
  );
});

test('the keys of the server find what the comparison of clients matches', () => {
  const pair = fc.tuple(name, name).chain(([one, other]) => {
    const parts = graphemes(`${other} ${one}`);
    const part = fc
      .tuple(fc.nat(parts.length), fc.nat(8))
      .map(([start, count]) => parts.slice(start, start + count).join(''));
    return fc.tuple(fc.oneof(name, part), fc.constant([one, other]));
  });
  fc.assert(
    fc.property(pair, ([typed, names]) => {
      fc.pre(keysOfNames(names).length < 200);
      expect(isFound(typed, ...names)).toBe(matchesName(typed, ...names));
      expect(sdk.matchesName(typed, ...names)).toBe(matchesName(typed, ...names));
    }),
    { numRuns: 2_000 },
  );
});

test('each beginning of a name finds it', () => {
  fc.assert(
    fc.property(name, fc.nat(50), (text, length) => {
      const typed = graphemes(text.normalize()).slice(0, length).join('');
      fc.pre(keysOfNames([text]).length < 200);
      expect(isFound(typed, text), JSON.stringify([typed, text])).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});

test('the number of keys is bounded, for people and for searches', () => {
  expect(keysOfNames(['soren_k', 'Søren Kierkegaard'])).toHaveLength(17);
  expect(keysOfNames(['名'.repeat(25) + '前'.repeat(25), 'x'.repeat(32)]).length).toBeLessThan(50);
  // Each of these 89 characters stands for several.
  const compatibility = Array.from({ length: 89 }, (_, index) => String.fromCodePoint(0x3300 + index)).join(
    '',
  );
  expect(keysOfNames([compatibility])).toHaveLength(200);
  expect(keysOfSearch('a b c d e f g h i j k l m n o p')).toHaveLength(12);
  expect(keysOfSearch('x'.repeat(100))).toEqual(['x'.repeat(20)]);
});
