/** The id of a conversation: opaque everywhere. This file makes them, and nothing reads anything out of one. */
import { createHash, randomBytes } from 'node:crypto';
import { foldUsername } from '../accounts/username.ts';

/** `direct`: two people, or one person's notes to themselves. There is one for each pair. */
export type ConversationKind = 'direct' | 'group';

/** No username has this character, so that one path parameter takes either. */
const MARK = '~';
const BYTES = 16;

const toId = (bytes: Buffer): string => MARK + bytes.subarray(0, BYTES).toString('base64url');

/**
 * The id of the one direct conversation between two people, in any order and any spelling. A one-way hash, so that it is found
 * in one step and holds no name (docs/decisions/024-opaque-conversation-ids.md).
 */
export function directConversationId(one: string, other: string): string {
  const names = [...new Set([one, other].map(foldUsername))].sort();
  return toId(
    createHash('sha256')
      .update(JSON.stringify(['direct', ...names]))
      .digest(),
  );
}

export const newConversationId = (): string => toId(randomBytes(BYTES));

/** Whether a client means a conversation by its id, and not a person by name. */
export const isConversationId = (text: string): boolean => /^~[\w-]{22}$/.test(text);
