/**
 * Opaque page positions. A cursor is base64url(JSON [list, position]). It names its list, so that other lists refuse it.
 * It holds no secret and grants nothing: each page is authorised, so a forged cursor only moves within readable data.
 */
import { isConversationId } from '../conversations/conversation.ts';

export interface CursorPositions {
  /** folded username of the last name on the page */
  users: string;
  /** folded username of the last person on the page of a search; empty when it has only the person of exactly the searched username */
  directory: string;
  /** `seq` of the oldest message on the page */
  messages: number;
  /** of the last conversation on the page: its latest activity in epoch milliseconds, and its id */
  inbox: { activityAt: number; id: string };
  /** of the last group on the page: its folded name, and its id */
  groups: { name: string; id: string };
  /** folded username of the last member on the page */
  members: string;
  /** of the last conversation on the page: its id */
  blocks: string;
  /** folded username of the last member on the page */
  readers: string;
  /** id of the last activity on the page */
  activity: string;
  /** of the last message on the page: when it was saved in epoch milliseconds, and its id */
  saved: { savedAt: number; message: string };
  /** id of the last message on the page */
  search: string;
  /** the conversation to continue with, and the `seq` of its last exported message; 0 for none yet */
  export: { conversation: string; seq: number };
}

const isFoldedName = (value: unknown): value is string =>
  typeof value === 'string' && /^[a-z0-9_.-]{1,32}$/.test(value);

const isPosition: { [List in keyof CursorPositions]: (value: unknown) => value is CursorPositions[List] } = {
  users: isFoldedName,
  directory: (value): value is string => value === '' || isFoldedName(value),
  messages: (value): value is number => Number.isSafeInteger(value) && (value as number) > 0,
  inbox: (value): value is CursorPositions['inbox'] => {
    const { activityAt, id } = (value ?? {}) as Partial<CursorPositions['inbox']>;
    return Number.isSafeInteger(activityAt) && typeof id === 'string';
  },
  groups: (value): value is CursorPositions['groups'] => {
    const { name, id } = (value ?? {}) as Partial<CursorPositions['groups']>;
    return typeof name === 'string' && typeof id === 'string' && isConversationId(id);
  },
  members: isFoldedName,
  blocks: (value): value is string => typeof value === 'string' && isConversationId(value),
  readers: isFoldedName,
  activity: (value): value is string => typeof value === 'string' && /^[\w:. -]{1,120}$/.test(value),
  saved: (value): value is CursorPositions['saved'] => {
    const { savedAt, message } = (value ?? {}) as Partial<CursorPositions['saved']>;
    return Number.isSafeInteger(savedAt) && typeof message === 'string' && /^[0-9a-f]{24}$/.test(message);
  },
  search: (value): value is string => typeof value === 'string' && /^[0-9a-f]{24}$/.test(value),
  export: (value): value is CursorPositions['export'] => {
    const { conversation, seq } = (value ?? {}) as Partial<CursorPositions['export']>;
    return typeof conversation === 'string' && Number.isSafeInteger(seq) && (seq as number) >= 0;
  },
};

export function encodeCursor<List extends keyof CursorPositions>(
  list: List,
  position: CursorPositions[List],
): string {
  return Buffer.from(JSON.stringify([list, position])).toString('base64url');
}

/** @returns the position, or undefined when the text is not a cursor of this list */
export function decodeCursor<List extends keyof CursorPositions>(
  list: List,
  cursor: string,
): CursorPositions[List] | undefined {
  let decoded: unknown;
  try {
    decoded = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
  if (!Array.isArray(decoded) || decoded.length !== 2 || decoded[0] !== list) return undefined;
  const position: unknown = decoded[1];
  // Decoding base64url is lenient, so compares with the cursor that this API would issue.
  return isPosition[list](position) && encodeCursor(list, position) === cursor ? position : undefined;
}
