/**
 * Refresh tokens: opaque, 256 random bits that change at each use, kept as hashes only.
 *
 * A token also carries a second secret that stays the same for its session. It proves that a token once belonged to the
 * session, so that using an old one (theft, RFC 9700 §4.14) is told from a made-up one, which must change nothing.
 */
import { createHmac } from 'node:crypto';
import { isSessionId } from './session.ts';

export interface RefreshToken {
  /** folded username */
  user: string;
  session: string;
  /** constant for the session */
  family: string;
  /** changes at each use */
  rotating: string;
}

const SECRET = /^[\w-]{43}$/;

export const formatRefreshToken = ({ user, session, family, rotating }: RefreshToken): string =>
  Buffer.from([user, session, family, rotating].join(':')).toString('base64url');

/** @returns undefined for anything that this API never issued */
export function parseRefreshToken(token: string): RefreshToken | undefined {
  const parts = Buffer.from(token, 'base64url').toString('utf8').split(':');
  const [user, session, family, rotating] = parts;
  if (parts.length !== 4 || !user || !session || !family || !rotating) return undefined;
  if (!/^[a-z0-9_.-]{3,32}$/.test(user) || !isSessionId(session)) return undefined;
  return SECRET.test(family) && SECRET.test(rotating) ? { user, session, family, rotating } : undefined;
}

/**
 * The rotating secret that follows another one: always the same, so that a repeated refresh, or two tabs at once, get the same
 * token again. Keyed by the server, because whoever stole a token must not be able to work out its successors.
 */
export const nextRotating = (serverKey: Buffer, { session, rotating }: RefreshToken): string =>
  createHmac('sha256', serverKey).update(`refresh token of ${session} after ${rotating}`).digest('base64url');
