/** Generated from lib/accounts/look.ts by `npm run generate`. Do not edit. */

/**
 * How a name looks: names of the same look are taken for each other. The web app has a copy of this file, so it imports nothing.
 */

/** The product's own words, and names that sound as if they spoke for it. */
const RESERVED = [
  'notes to yourself',
  'deleted account',
  'corechat',
  'admin',
  'administrator',
  'moderator',
  'support',
  'system',
];

/** Letters of other scripts, and the Latin ones that they look like: https://www.unicode.org/reports/tr39/#Confusable_Detection */
const LOOK_ALIKES = 'аеорсухіјѕԁӏαορνιτκ';
const LATIN = 'aeopcyxijsdlaopvitk';

/** Without accents, spaces and punctuation, in lower case, look-alikes as one letter. Symbols stay: a name can be an emoji. */
export const lookOf = (name: string): string =>
  name
    .normalize('NFKD')
    .replace(/[\p{M}\p{P}\p{Z}\p{Default_Ignorable_Code_Point}]/gu, '')
    .toLowerCase()
    .replace(/[^\0-\x7f]/g, (letter) => LATIN[LOOK_ALIKES.indexOf(letter)] ?? letter)
    .replace(/[il|]/g, '1')
    .replaceAll('o', '0');

/** Whether a name could be read as one of the product's own, also with a star or an emoji beside it. */
export function isReservedName(name: string): boolean {
  const look = lookOf(name.replace(/[\p{So}\p{Sk}]/gu, ''));
  return RESERVED.some((reserved) => lookOf(reserved) === look);
}
