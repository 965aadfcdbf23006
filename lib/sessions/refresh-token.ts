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

/** Depends on the presented secret, which the database does not have. Each pad hides one successor: a secret has no second one. */
const padOf = ({ session, rotating }: RefreshToken): Buffer =>
  createHmac('sha256', rotating).update(`successor in ${session}`).digest();

const combine = (one: Buffer, other: Buffer): string =>
  Buffer.from(one.map((byte, index) => byte ^ (other[index] ?? 0))).toString('base64url');

/**
 * Hides the next rotating secret so that only the presented token reveals it, when it is presented again: a repeated refresh, or two
 * tabs at once, get the same token. Neither a stolen token nor the database alone has it.
 * @param next 43 characters of base64url, as the result
 */
export const sealSuccessor = (presented: RefreshToken, next: string): string =>
  combine(padOf(presented), Buffer.from(next, 'base64url'));

export const openSuccessor = (presented: RefreshToken, sealed: string): string =>
  combine(padOf(presented), Buffer.from(sealed, 'base64url'));
