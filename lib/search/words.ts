/** The words of a folded text. The SDK has a copy of this file, so it imports nothing. */

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

/** Whether it is a run of letters of a script without spaces, which can be several words. */
export const isUnspaced = (word: string): boolean => BEGINS_UNSPACED.test(word);

/** A word and where it begins, in UTF-16 code units. */
export interface Placed {
  word: string;
  start: number;
}

/** In their order. @param folded see foldText */
export function placedWords(folded: string): Placed[] {
  const words: Placed[] = [];
  for (const { 0: word, index } of folded.matchAll(WORD)) {
    for (const run of word.matchAll(RUN)) words.push({ word: run[0], start: index + run.index });
  }
  return words;
}

/** @param folded see foldText */
export const wordsIn = (folded: string): string[] =>
  (folded.match(WORD) ?? []).flatMap((word) => word.match(RUN) ?? []);

/** Without spaces in scripts that have none between words: 山田 太郎 is 山田太郎. */
export const withoutSpaces = (folded: string): string => folded.replace(SPACED, '$1');

/** Neighbouring letters: 山田太郎 has 山田, 田太, 太郎. */
export function pairsIn(word: string): string[] {
  const letters = Array.from(word);
  return letters.slice(1).map((letter, index) => `${letters[index]}${letter}`);
}

/** The first characters of a word, at most this many. */
export const beginningOf = (word: string, length: number): string =>
  word.length <= length ? word : Array.from(word).slice(0, length).join('');
