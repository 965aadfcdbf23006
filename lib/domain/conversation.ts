import { foldUsername } from './username.ts';

/** Not a username character, so two different pairs of members can never share an id. */
const SEPARATOR = ':';

/**
 * The id of the one conversation between these members, whoever asks and however they spell the names.
 * A conversation with oneself has a single member.
 */
export function conversationId(...usernames: string[]): string {
  return [...new Set(usernames.map(foldUsername))].sort().join(SEPARATOR);
}

/** Folded. */
export const membersOf = (conversation: string): string[] => conversation.split(SEPARATOR);
