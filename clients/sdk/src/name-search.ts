/** Generated from lib/accounts/name-search.ts by `npm run generate`. Do not edit. */

/**
 * How people are found by their names: by the beginnings of words, ignoring case, accents and punctuation. The SDK has a copy of
 * this file. Accounts store the keys of their names: a change here needs a migration that makes them again.
 */

import { foldText } from './fold.ts';
import { beginningOf, isUnspaced, pairsIn, withoutSpaces, wordsIn } from './words.ts';

/**
 * Punctuation both separates words and is left out: O'Brien is found by "brien" and by "obrien". So are spaces in a script that has
 * none between words: 山田 太郎 is found by 山田太郎.
 */
function wordsOfName(name: string): string[] {
  const folded = foldText(name);
  const whole = withoutSpaces(folded.replace(/\p{P}/gu, ''));
  return whole === folded ? wordsIn(folded) : [...wordsIn(folded), ...wordsIn(whole)];
}

/** Longer beginnings of a word are cut to it. */
const BEGINNING_MAX = 20;
/** More than any name needs; compatibility characters, such as ㍿, stand for several. */
const KEYS_MAX = 200;
/** Further words of a search do not narrow it. */
const QUERY_KEYS_MAX = 12;

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
    return pairs.length > 0 ? pairs : [beginningOf(word, BEGINNING_MAX)];
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
