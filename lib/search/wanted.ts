/** The terms that messages must have to be found by a query. */
import type { Phrase, SearchQuery } from './query.ts';
import { ANY, FILE, fromTerm, LINK, termOf, type Wanted } from './terms.ts';
import { isUnspaced, pairsIn } from './words.ts';

/** Further ones narrow hardly, and the text is compared in any case. */
const WORDS_MAX = 12;

/** A letter of a script without spaces tells as much as three others. */
const weightOf = ({ term }: Wanted): number => (isUnspaced(term) ? 3 : 1) * term.length;

function wantedBy({ words, isOpen }: Phrase): Wanted[] {
  return words.flatMap((word, index): Wanted[] => {
    if (!isUnspaced(word)) return [{ term: termOf(word), isOpen: isOpen && index === words.length - 1 }];
    const pairs = pairsIn(word).map((term) => ({ term, isOpen: false }));
    return pairs.length > 0 ? pairs : [{ term: word, isOpen: true }];
  });
}

/**
 * The first is likely the rarest: the longest word. The last that is not open is in the order of the messages for any query.
 * @param from folded username
 */
export function wantedFor({ phrases, hasLink, hasFile }: SearchQuery, from: string | undefined): Wanted[] {
  const words = new Map(phrases.flatMap(wantedBy).map((wanted) => [JSON.stringify(wanted), wanted]));
  const longest = [...words.values()].toSorted((one, other) => weightOf(other) - weightOf(one));
  const exact = [
    ...(from === undefined ? [] : [fromTerm(from)]),
    ...(hasLink ? [LINK] : []),
    ...(hasFile ? [FILE] : []),
  ];
  const wanted = [...longest.slice(0, WORDS_MAX), ...exact.map((term) => ({ term, isOpen: false }))];
  return wanted.some(({ isOpen }) => !isOpen) ? wanted : [...wanted, { term: ANY, isOpen: false }];
}
