/**
 * Sync tokens: the position up to which a client knows all changes. With it the client requests the changes since.
 *
 * A write takes its version first and becomes visible a moment later, so a reader can see version 6 before 5. A token therefore
 * never points to a change younger than OVERLAP_MS, and the next sync returns the recent changes again. Clients dedupe by Id and
 * Version.
 */

/**
 * Longer than a function can run, so that a write which started before is visible or has failed. A write whose environment was
 * frozen takes a new version when it is thawed (lib/messages/late-writes.ts).
 */
export const OVERLAP_MS = 10_000;

/** With an older token a client loads the list again instead of replaying months of changes. */
export const TOKEN_LIFETIME_MS = 30 * 24 * 60 * 60 * 1000;

/** Position in a conversation's messages. */
export interface MessagesPosition {
  list: 'messages';
  conversation: string;
  /** the client knows everything up to this version */
  version: number;
  /** the first seq that the reader saw, where it is not the first of all: it changes when they leave a group and join again */
  firstSeq?: number;
  /** on further pages of one sync: the version for the final token, and the start of the sync */
  pending?: { settled: number; asOf: number };
}

/** Position in the inbox: the client knows everything that changed before this time. Epoch milliseconds. */
export interface InboxPosition {
  list: 'inbox';
  changedAt: number;
  /** on further pages of one sync: the last listed conversation, and the start of the sync */
  pending?: { id: string; asOf: number };
}

export type SyncPosition = MessagesPosition | InboxPosition;

interface Token<Position> {
  user: string;
  issuedAt: number;
  position: Position;
}

export const encodeSyncToken = (user: string, position: SyncPosition, issuedAt: Date): string =>
  Buffer.from(JSON.stringify({ user, issuedAt: issuedAt.getTime(), position })).toString('base64url');

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

/** Accepts undefined, or an object that passes the check. */
const isPending = (value: unknown, passes: (pending: Record<string, unknown>) => boolean): boolean =>
  value === undefined ||
  (typeof value === 'object' && value !== null && passes(value as Record<string, unknown>));

function isPosition(value: unknown): value is SyncPosition {
  if (typeof value !== 'object' || value === null) return false;
  const { list, conversation, version, firstSeq = 0, pending, changedAt } = value as Record<string, unknown>;
  if (list === 'inbox') {
    return (
      isCount(changedAt) && isPending(pending, ({ id, asOf }) => typeof id === 'string' && isCount(asOf))
    );
  }
  if (list !== 'messages' || typeof conversation !== 'string' || !isCount(version) || !isCount(firstSeq))
    return false;
  return isPending(pending, ({ settled, asOf }) => isCount(settled) && isCount(asOf));
}

function parse(token: string): Token<SyncPosition> | undefined {
  try {
    const value: Partial<Token<unknown>> | null = JSON.parse(
      Buffer.from(token, 'base64url').toString('utf8'),
    );
    const { user, issuedAt, position } = value ?? {};
    if (typeof user !== 'string' || !isCount(issuedAt) || !isPosition(position)) return undefined;
    return { user, issuedAt, position };
  } catch {
    return undefined;
  }
}

/** @returns the position, 'invalid' for a token of another list or person, or 'expired' */
export function decodeSyncToken<List extends SyncPosition['list']>(
  token: string,
  expected: { list: List; user: string; at: Date },
): Extract<SyncPosition, { list: List }> | 'invalid' | 'expired' {
  const found = parse(token);
  if (!found || found.user !== expected.user || found.position.list !== expected.list) return 'invalid';
  if (found.issuedAt < expected.at.getTime() - TOKEN_LIFETIME_MS) return 'expired';
  return found.position as Extract<SyncPosition, { list: List }>;
}

/**
 * The highest version below which no write is in flight.
 * @param seen the items just read, with their versions
 * @param floor a version that is known to be settled
 */
export function settledVersion(
  seen: { version: number; changedAt: Date }[],
  floor: number,
  asOf: Date,
): number {
  const limit = asOf.getTime() - OVERLAP_MS;
  return seen
    .filter(({ changedAt }) => changedAt.getTime() <= limit)
    .reduce((highest, { version }) => Math.max(highest, version), floor);
}
