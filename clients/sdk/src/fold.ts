/** Generated from lib/search/fold.ts by `npm run generate`. Do not edit. */

/**
 * How texts are compared in searches: ignoring case, accents and the width of characters. The SDK has a copy of this file, so it imports
 * nothing. Accounts and messages store what follows from it: a change here needs a migration that makes that again.
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
