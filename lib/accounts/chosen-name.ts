/** Rules for the names that people choose: they stand beside the product's own words. Accounts keep names from before a rule. */
import * as v from 'valibot';
import { isReservedName } from './look.ts';

export const notReserved = v.check<string, string>((name) => !isReservedName(name), 'is reserved');

/** More than any language puts on one letter; Hebrew with cantillation has four. */
const STACK_OF_MARKS = /\p{M}{5}/u;

/**
 * Format, private-use and unassigned characters, and letters without a shape. Joiners are left: emoji and some scripts need them.
 */
const UNSEEN = /(?![\u200c\u200d])[\p{Cf}\p{Co}\p{Cn}\u2800\u115f\u1160\u3164\uffa0]/u;

/** The flags of England, Scotland and Wales, which end with format characters. */
// redos: the set holds three sequences of fixed characters.
const FLAG_OF_TAGS = /\p{RGI_Emoji_Tag_Sequence}/gv;

export const legible = v.check<string, string>(
  (name) => !UNSEEN.test(name.replace(FLAG_OF_TAGS, '')) && !STACK_OF_MARKS.test(name),
  'must not contain invisible characters or stacks of marks',
);
