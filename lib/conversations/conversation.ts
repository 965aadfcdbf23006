/** Conversation ids are opaque: this file makes them, and no code derives anything from one. */
import { createHash, randomBytes } from 'node:crypto';
import { foldUsername } from '../accounts/username.ts';

/** `direct`: two people, or one person's notes to themselves. There is one for each pair. */
export type ConversationKind = 'direct' | 'group';

/** No username contains this character, so one path parameter takes a username or an id. */
const MARK = '~';
const BYTES = 16;

/** @param bytes at least 16: random, or of a hash */
export const toConversationId = (bytes: Buffer): string =>
  MARK + bytes.subarray(0, BYTES).toString('base64url');

/**
 * The id of the direct conversation between two people, in any order and spelling. It is a one-way hash: computed without a
 * lookup, and without a name in it (docs/decisions/024-opaque-conversation-ids.md).
 */
export function directConversationId(one: string, other: string): string {
  const names = [...new Set([one, other].map(foldUsername))].sort();
  return toConversationId(
    createHash('sha256')
      .update(JSON.stringify(['direct', ...names]))
      .digest(),
  );
}

export const newConversationId = (): string => toConversationId(randomBytes(BYTES));

/** Whether the text is a conversation's id rather than a username. */
export const isConversationId = (text: string): boolean => /^~[\w-]{22}$/.test(text);
