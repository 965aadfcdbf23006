/** A session in memory, and as a record in the storage. */
import { CoreChatError } from '../errors.ts';
import { monotonic } from '../platform.ts';

/** What POST /Login and POST /sessions/refresh answer. */
export interface LoginAnswer {
  Token: string;
  TokenIssued: string;
  TokenExpiry: string;
  Username: string;
  SessionId: string;
  /** not in cookie mode, like the next one */
  RefreshToken?: string;
  DeviceMark?: string;
}

export interface Login {
  readonly username: string;
  readonly sessionId: string;
}

export interface AccessToken {
  text: string;
  /** when to replace it, by the monotonic clock */
  freshUntil: number;
}

export interface Session {
  login: Login;
  token: AccessToken | undefined;
  refreshToken: string | undefined;
}

/** A token is replaced this long before it is over, so that it does not expire on its way. */
const EARLY_MS = 30_000;

/** Only the difference of the server's times counts: the local clock may be wrong by days. */
const lifetime = ({ TokenIssued, TokenExpiry }: LoginAnswer): number =>
  Math.max(0, Date.parse(TokenExpiry) - Date.parse(TokenIssued)) || 0;

/** A token that lives shorter than a minute is used for half its life. */
const useFor = (lifetimeMs: number): number => Math.max(lifetimeMs - EARLY_MS, lifetimeMs / 2);

/** @throws CoreChatError bad_response for something else, which a proxy may have answered */
export function toSession(answer: LoginAnswer): Session {
  const { Token, Username, SessionId, RefreshToken } = answer ?? {};
  if (typeof Token !== 'string' || typeof Username !== 'string' || typeof SessionId !== 'string') {
    throw new CoreChatError('bad_response', { message: 'A login was expected' });
  }
  const token = { text: Token, freshUntil: monotonic() + useFor(lifetime(answer)) };
  return { login: { username: Username, sessionId: SessionId }, token, refreshToken: RefreshToken };
}

export const isFresh = (token: AccessToken | undefined): token is AccessToken =>
  token !== undefined && monotonic() < token.freshUntil;

interface Stored {
  username: string;
  sessionId: string;
  refreshToken: string;
  token: string;
  /** by the local clock: when it was received, and until when it is used */
  receivedAt: number;
  usedUntil: number;
}

export const toRecord = ({ login, token, refreshToken }: Session): string => {
  const receivedAt = Date.now();
  const stored: Partial<Stored> = {
    ...login,
    ...(refreshToken === undefined ? {} : { refreshToken }),
    ...(token && { token: token.text, receivedAt, usedUntil: receivedAt + token.freshUntil - monotonic() }),
  };
  return JSON.stringify(stored);
};

/** @returns undefined for a damaged record: the user has to log in again */
export function fromRecord(record: string | undefined): Session | undefined {
  try {
    const { username, sessionId, refreshToken, token, receivedAt, usedUntil } = JSON.parse(
      record ?? 'null',
    ) as Stored;
    if (typeof username !== 'string' || typeof refreshToken !== 'string') return undefined;
    const now = Date.now();
    // A clock that was set back since says nothing about the token's age.
    const remaining = now >= receivedAt ? usedUntil - now : 0;
    const kept = typeof token === 'string' && remaining > 0;
    return {
      login: { username, sessionId },
      refreshToken,
      token: kept ? { text: token, freshUntil: monotonic() + remaining } : undefined,
    };
  } catch {
    return undefined;
  }
}
