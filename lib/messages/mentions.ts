/**
 * Mentions: "@username" of a member of a group, and "@all". They are found when a message is sent or edited, and stored as ranges, so that
 * clients show the names that people have now (docs/decisions/052-mentions-are-ranges.md).
 */
import { foldUsername, USERNAME_MAX, USERNAME_MIN } from '../accounts/username.ts';
import { type Circle, roleIn } from '../conversations/visibility.ts';
import type { Derived } from './content.ts';
import { EVERYBODY, type Mention } from './mention.ts';

/** People whom one message can mention. */
export const MENTIONED_MAX = 50;

/** Each person may be mentioned several times. */
const RANGES_MAX = 100;

/** Up to this many members anybody may mention everybody; in larger groups only owners and admins. */
export const EVERYBODY_MAX = 50;

/** Not behind a word, as in an e-mail address. Characters of usernames, however many: a sentence may end with a dot. */
const AT_NAME = /(?<![\w.@-])@([\w.-]+)/g;

const mayMentionEverybody = (circle: Circle, author: string): boolean =>
  circle.members.length <= EVERYBODY_MAX || ['owner', 'admin'].includes(roleIn(circle, author) ?? '');

/** The longest beginning of the word that names a member: "@bob." is bob at the end of a sentence. */
function memberAt(word: string, members: ReadonlyMap<string, string>): [name: string, length: number] | null {
  const rest = word.slice(0, USERNAME_MAX + 1);
  for (let end = rest.length; end >= USERNAME_MIN; end--) {
    const username = members.get(foldUsername(rest.slice(0, end)));
    if (username !== undefined) return [username, end];
    // Only punctuation is left out.
    if (!/[_.-]/.test(rest[end - 1] ?? '')) return null;
  }
  return null;
}

/** In the order of the text. What names no member stays text. @returns none outside of groups */
export function findMentions(text: string, circle: Circle, author: string): Mention[] {
  if (circle.kind !== 'group' || !text.includes('@')) return [];
  const members = new Map(circle.members.map((name) => [foldUsername(name), name]));
  if (mayMentionEverybody(circle, author)) members.set('all', EVERYBODY);
  const mentioned = new Set<string>();
  const mentions: Mention[] = [];
  for (const { 1: word = '', index: start } of text.matchAll(AT_NAME)) {
    const [username, length] = memberAt(word, members) ?? [];
    if (username === undefined || length === undefined) continue;
    if (!mentioned.has(username) && mentioned.size >= MENTIONED_MAX) continue;
    mentioned.add(username);
    mentions.push({ username, start, end: start + 1 + length });
    if (mentions.length >= RANGES_MAX) break;
  }
  return mentions;
}

/** Part of a new message, which has no such field without any. */
export function mentionsIn(text: string, circle: Circle, author: string): Derived {
  const mentions = findMentions(text, circle, author);
  return mentions.length > 0 ? { mentions } : {};
}
