/**
 * The terms by which a message is found. They narrow a search down; whether a message matches is decided on the text that its reader
 * may see (match.ts). Messages store their terms: a change here needs a migration that makes them again.
 */
import { foldUsername } from '../accounts/username.ts';
import { foldText } from './fold.ts';
import { beginningOf, isUnspaced, pairsIn, wordsIn } from './words.ts';

/** Characters of a term. */
const TERM_MAX = 40;

/** Different terms of a text. Further words of a very long text are not found. */
export const TERMS_MAX = 256;

/** In each message with a text. No word is empty. */
export const ANY = '';

/** In each message with a link. No word has a colon, as in `fromTerm`. */
export const LINK = 'has:link';

/** In each message with attachments. */
export const FILE = 'has:file';

/** A term that messages must have. */
export interface Wanted {
  term: string;
  /** whether terms that begin with it count */
  isOpen: boolean;
}

export const fromTerm = (username: string): string => `from:${foldUsername(username)}`;

export const hasLink = (text: string): boolean => /https?:\/\/[^\s/]/i.test(text);

export const termOf = (word: string): string => beginningOf(word, TERM_MAX);

/** Each letter of a script without spaces begins exactly one term: 山田太 has 山田, 田太, 太. */
const termsOfWord = (word: string): string[] =>
  isUnspaced(word) ? [...pairsIn(word), Array.from(word).at(-1) ?? ''] : [termOf(word)];

/** Without repetition. */
export function termsOfText(text: string): string[] {
  const terms = new Set<string>();
  for (const word of wordsIn(foldText(text))) {
    for (const term of termsOfWord(word)) {
      if (terms.size === TERMS_MAX) return [...terms];
      terms.add(term);
    }
  }
  return [...terms];
}

/** What words are searched in. */
interface Searched {
  text: string;
  attachments?: readonly { name: string }[];
}

/** The text, and behind it the names of the files, each on a line. */
export const searchedText = ({ text, attachments = [] }: Searched): string =>
  [text, ...attachments.map(({ name }) => name)].join('\n');

/** All terms of a message that is neither deleted nor of the system. */
export const termsOfMessage = (message: Searched & { from: string }): string[] => [
  ANY,
  fromTerm(message.from),
  ...(hasLink(message.text) ? [LINK] : []),
  ...(message.attachments ? [FILE] : []),
  ...termsOfText(searchedText(message)),
];
