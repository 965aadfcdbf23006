/** Generated from lib/accounts/name-search.ts by `npm run generate`. Do not edit. */

/**
 * How people are found by their names: by the beginnings of words, ignoring case, accents and punctuation. The SDK has a copy of
 * this file, so it imports nothing. Accounts store the keys of their names: a change here needs a migration that makes them again.
 */

/** Letters that have no decomposition, or that people type as others. */
// biome-ignore format: a table
const SPELLINGS: Readonly<Record<string, string>> = {
  ß: 'ss', æ: 'ae', œ: 'oe', þ: 'th', ð: 'd', đ: 'd', ɖ: 'd', ɗ: 'd', ħ: 'h', ı: 'i', ĸ: 'k', ƙ: 'k',
  ł: 'l', ŋ: 'n', ø: 'o', ɔ: 'o', ŧ: 't', ə: 'e', ɛ: 'e', ɓ: 'b', ƴ: 'y', ς: 'σ',
};

/** Letters and accents that are typed in place of the apostrophe. */
const APOSTROPHES = /[`\u02b9-\u02bf\u02c8]/g;

/**
 * Accents, and the vowel points of Hebrew and Arabic. Other scripts write vowels with marks, which are as good as letters, and kana
 * their voiced consonants.
 */
const ACCENTS = /(?![\u3099\u309a])(?=\p{M})[\p{sc=Zinh}\p{sc=Arab}\p{sc=Hebr}\p{sc=Syrc}]/gu;

/** Katakana as the hiragana of the same sound, in the block before: ヒロシ is ひろし. Other letters as they are. */
const hiraganaOf = (letter: string): string =>
  letter >= 'ァ' && letter <= 'ヶ' ? String.fromCharCode(letter.charCodeAt(0) - 0x60) : letter;

const UNSEEN = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;

/** A text as it is compared. Idempotent. */
export const foldText = (text: string): string =>
  text
    // Its decomposition has a space.
    .replaceAll('´', "'")
    .normalize('NFKD')
    .replace(APOSTROPHES, "'")
    .replace(ACCENTS, '')
    .replace(UNSEEN, '')
    .toLowerCase()
    .replace(/[^\0-\x7f]/g, (letter) => SPELLINGS[letter] ?? hiraganaOf(letter))
    .normalize('NFC');

/** Scripts without spaces between words. */
const UNSPACED =
  '\\p{scx=Han}\\p{scx=Hira}\\p{scx=Kana}\\p{sc=Hang}\\p{sc=Thai}\\p{sc=Laoo}\\p{sc=Khmr}\\p{sc=Mymr}';
// redos: one character.
const BEGINS_UNSPACED = /* @__PURE__ */ new RegExp(`^[${UNSPACED}]`, 'u');
// redos: two classes without a common character.
const RUN = /* @__PURE__ */ new RegExp(`[${UNSPACED}]+|[^${UNSPACED}]+`, 'gu');
// redos: each match begins at a character that is no space, and has one run of spaces.
const SPACED = /* @__PURE__ */ new RegExp(`([${UNSPACED}])\\p{Z}+(?=[${UNSPACED}])`, 'gu');
/** Each symbol, such as an emoji, is a word. */
const WORD = /\p{S}|[\p{L}\p{N}\p{M}]+/gu;

const isUnspaced = (word: string): boolean => BEGINS_UNSPACED.test(word);

/** @param folded see foldText */
const wordsIn = (folded: string): string[] =>
  (folded.match(WORD) ?? []).flatMap((word) => word.match(RUN) ?? []);

/**
 * Punctuation both separates words and is left out: O'Brien is found by "brien" and by "obrien". So are spaces in a script that has
 * none between words: 山田 太郎 is found by 山田太郎.
 */
function wordsOfName(name: string): string[] {
  const folded = foldText(name);
  const whole = folded.replace(/\p{P}/gu, '').replace(SPACED, '$1');
  return whole === folded ? wordsIn(folded) : [...wordsIn(folded), ...wordsIn(whole)];
}

/** Longer beginnings of a word are cut to it. */
const BEGINNING_MAX = 20;
/** More than any name needs; compatibility characters, such as ㍿, stand for several. */
const KEYS_MAX = 200;
/** Further words of a search do not narrow it. */
const QUERY_KEYS_MAX = 12;

const beginningOf = (word: string): string => Array.from(word).slice(0, BEGINNING_MAX).join('');

/** 山田太郎: 山田, 田太, 太郎. */
function pairsIn(word: string): string[] {
  const letters = Array.from(word);
  return letters.slice(1).map((letter, index) => `${letters[index]}${letter}`);
}

/** The beginnings of a word; where words have no spaces, each letter and each pair of neighbours. */
function keysOfWord(word: string): string[] {
  const letters = Array.from(word);
  if (isUnspaced(word)) return [...letters, ...pairsIn(word)];
  return letters.slice(0, BEGINNING_MAX).map((_, index) => letters.slice(0, index + 1).join(''));
}

/** @returns the keys of all names of a person, shortest first, without repetition; at most 200 */
export function keysOfNames(names: readonly string[]): string[] {
  const keys = new Set(names.flatMap(wordsOfName).flatMap(keysOfWord));
  return [...keys].sort((one, other) => one.length - other.length).slice(0, KEYS_MAX);
}

/** @returns the keys that a person's names must have, at most 12; none when nothing was typed that names have */
export function keysOfSearch(typed: string): string[] {
  const keys = wordsIn(foldText(typed)).flatMap((word) => {
    const pairs = isUnspaced(word) ? pairsIn(word) : [];
    return pairs.length > 0 ? pairs : [beginningOf(word)];
  });
  return [...new Set(keys)].slice(0, QUERY_KEYS_MAX);
}

/**
 * Whether each typed word is the beginning of a word in the names: "soren k" finds Søren Kierkegaard, "brien" finds O'Brien, and
 * "太郎" finds 山田太郎. Matches everything when nothing was typed.
 */
export function matchesName(typed: string, ...names: string[]): boolean {
  const words = names.flatMap(wordsOfName);
  return keysOfSearch(typed).every((key) =>
    words.some((word) => (isUnspaced(word) ? word.includes(key) : word.startsWith(key))),
  );
}
