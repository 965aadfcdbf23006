/**
 * Names that people choose for themselves stand beside the product's own words, so some are refused: its words, names that sound as if
 * they spoke for it, and characters that nobody sees or that cover the line above.
 */
import * as v from 'valibot';

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

/** Two names of the same look are taken for each other. */
const lookOf = (name: string): string =>
  name
    .normalize('NFKD')
    .replace(/[^\p{L}\p{N}]/gu, '')
    .toLowerCase()
    .replace(/[^\0-\x7f]/g, (letter) => LATIN[LOOK_ALIKES.indexOf(letter)] ?? letter)
    .replace(/[il]/g, '1')
    .replaceAll('o', '0');

/** Whether a name could be read as one of the product's own. */
export const isReservedName = (name: string): boolean => {
  const look = lookOf(name);
  return RESERVED.some((reserved) => lookOf(reserved) === look);
};

export const notReserved = v.check<string, string>((name) => !isReservedName(name), 'is reserved');

/** More than any language puts on one letter; Hebrew with cantillation has four. */
const STACK_OF_MARKS = /\p{M}{5}/u;

/** Joiners belong to emoji and to some scripts; other format characters, private use and unassigned ones belong to no name. */
const UNSEEN = /(?![\u200c\u200d])[\p{Cf}\p{Co}\p{Cn}\u2800\u115f\u1160\u3164\uffa0]/u;

export const isLegible = (name: string): boolean => !UNSEEN.test(name) && !STACK_OF_MARKS.test(name);

export const legible = v.check<string, string>(
  isLegible,
  'must not contain invisible characters or stacks of marks',
);
