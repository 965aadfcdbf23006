/**
 * What is searched for: `see "the harbour" umbr from:bob in:carol after:2026-01-31 before:2026-03-01 has:link has:file`. All of it must apply.
 * Words in quotes stand beside each other, the last word may be unfinished, and an operator in quotes is words.
 */
import { foldUsername, USERNAME_PATTERN } from '../accounts/username.ts';
import { isConversationId } from '../conversations/conversation.ts';
import { foldText } from './fold.ts';
import { wordsIn } from './words.ts';

/** UTF-16 code units. */
export const QUERY_MAX = 200;

export const QUERY_WORDS_MAX = 12;

/** Words that stand beside each other. */
export interface Phrase {
  /** folded; at least one */
  words: string[];
  /** the last word is the beginning of one */
  isOpen: boolean;
}

export interface SearchQuery {
  phrases: Phrase[];
  /** folded username; ME */
  from?: string | undefined;
  /** folded username, or id of a conversation */
  in?: string;
  /** sent at this time or later */
  after?: Date;
  /** sent earlier */
  before?: Date;
  hasLink?: true;
  hasFile?: true;
}

/** In `from:me`. Usernames have at least three letters. */
export const ME = 'me';

/** A fault of a query, as part of a sentence. */
export class QueryFault extends Error {
  override readonly name = 'QueryFault';
}

const DAY = /^\d{4}-\d\d-\d\d$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:\d\d)$/;

function usernameOf(value: string, operator: string): string {
  const username = value.replace(/^@/, '');
  if (!USERNAME_PATTERN.test(username)) throw new QueryFault(`must have a username behind ${operator}`);
  return foldUsername(username);
}

/** A day begins at midnight UTC. */
function timeOf(value: string, operator: string): Date {
  const time = new Date(DAY.test(value) || TIME.test(value) ? value : '');
  const isReal =
    !Number.isNaN(time.getTime()) &&
    new Date(value.slice(0, 10)).toISOString().startsWith(value.slice(0, 10));
  if (!isReal)
    throw new QueryFault(`must have a day such as 2026-01-31, or a time with its zone, behind ${operator}`);
  return time;
}

const HAS: Readonly<Record<string, Partial<SearchQuery>>> = {
  link: { hasLink: true },
  file: { hasFile: true },
};

/** What an operator adds to a query. Others, such as has:photo, are words. */
const OPERATORS: Record<string, (value: string, operator: string) => Partial<SearchQuery> | undefined> = {
  from: (value, operator) => ({
    from: foldUsername(value) === ME ? ME : usernameOf(value, operator),
  }),
  in: (value, operator) => ({ in: isConversationId(value) ? value : usernameOf(value, operator) }),
  after: (value, operator) => ({ after: timeOf(value, operator) }),
  before: (value, operator) => ({ before: timeOf(value, operator) }),
  has: (value) => HAS[value.toLowerCase()],
};

function operatorIn(typed: string): Partial<SearchQuery> | undefined {
  const [, name = '', value = ''] = /^([a-z]{2,6}):(.*)$/is.exec(typed) ?? [];
  const key = name.toLowerCase();
  return Object.hasOwn(OPERATORS, key) ? OPERATORS[key]?.(value, `${key}:`) : undefined;
}

/** Quotes, also those that keyboards make of them; or what stands between spaces. The last quote may be missing. */
const PART = /["“”„«»]([^"“”„«»]*)(["“”„«»]|$)|[^\s"“”„«»]+/gu;

/** @throws QueryFault */
export function parseQuery(typed: string): SearchQuery {
  const query: SearchQuery = { phrases: [] };
  if (!typed.isWellFormed()) throw new QueryFault('must be well-formed Unicode');
  for (const { 0: part, 1: quoted, 2: end, index } of typed.matchAll(PART)) {
    const operator = quoted === undefined ? operatorIn(part) : undefined;
    if (operator) {
      const [name = ''] = Object.keys(operator);
      if (name in query && !name.startsWith('has')) throw new QueryFault(`must have ${name}: once`);
      Object.assign(query, operator);
      continue;
    }
    const words = wordsIn(foldText(quoted ?? part));
    const isLast = index + part.length === typed.length;
    if (words.length > 0) query.phrases.push({ words, isOpen: isLast && !end });
  }
  if (query.phrases.reduce((sum, { words }) => sum + words.length, 0) > QUERY_WORDS_MAX)
    throw new QueryFault(`must have at most ${QUERY_WORDS_MAX} words`);
  const { phrases, ...filters } = query;
  if (phrases.length === 0 && Object.keys(filters).length === 0)
    throw new QueryFault('must have a letter, a digit or a symbol');
  return query;
}
