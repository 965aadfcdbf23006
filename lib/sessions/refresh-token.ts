/**
 * Refresh tokens: 256 random bits that change with each use; only hashes are stored.
 *
 * A token also contains a second secret that is constant for its session. It proves that the token once belonged to the session:
 * using an old token (theft, RFC 9700 §4.14) ends the session, a made-up one changes nothing.
 */
import { createHmac } from 'node:crypto';
import { isSessionId } from './session.ts';

export interface RefreshToken {
  /** folded username */
  user: string;
  session: string;
  /** constant for the session */
  family: string;
  /** changes with each use */
  rotating: string;
}

const SECRET = /^[\w-]{43}$/;

export const formatRefreshToken = ({ user, session, family, rotating }: RefreshToken): string =>
  Buffer.from([user, session, family, rotating].join(':')).toString('base64url');

/** @returns undefined when this API cannot have issued it */
export function parseRefreshToken(token: string): RefreshToken | undefined {
  const parts = Buffer.from(token, 'base64url').toString('utf8').split(':');
  const [user, session, family, rotating] = parts;
  if (parts.length !== 4 || !user || !session || !family || !rotating) return undefined;
  if (!/^[a-z0-9_.-]{3,32}$/.test(user) || !isSessionId(session)) return undefined;
  return SECRET.test(family) && SECRET.test(rotating) ? { user, session, family, rotating } : undefined;
}

/**
 * The successor of a rotating secret. Deterministic, so that a repeated refresh or two tabs at once get the same token. Keyed by
 * the server, so that a stolen token does not reveal its successors.
 */
export const nextRotating = (serverKey: Buffer, { session, rotating }: RefreshToken): string =>
  createHmac('sha256', serverKey).update(`refresh token of ${session} after ${rotating}`).digest('base64url');
