/** Sessions: one per device, extended by rotating refresh tokens, and ended from any device. */
import { randomUUID } from 'node:crypto';
import { foldUsername } from '../accounts/username.ts';
import { ApiError } from '../http/errors.ts';
import { now } from '../platform/clock.ts';
import { config } from '../platform/config.ts';
import { log } from '../platform/log.ts';
import { hashSecret, matchesHash, newSecret } from '../platform/random-secret.ts';
import { closeSocketsOf } from '../realtime/publish.ts';
import { signingKeys } from './keys.ts';
import { formatRefreshToken, nextRotating, parseRefreshToken, type RefreshToken } from './refresh-token.ts';
import { revokeAllSessions, revokeSession } from './revocation.ts';
import { isSessionId } from './session.ts';
import {
  deleteSession,
  deleteSessions,
  findSession,
  insertSession,
  listSessions,
  rotateSession,
  type StoredSession,
} from './store/sessions.ts';
import { type AccessToken, issueAccessToken } from './token.ts';

export interface Login {
  username: string;
  session: string;
  access: AccessToken;
  refresh: { token: string; expiresAt: Date };
}

const inRefreshLifetime = (from: Date): Date => new Date(from.getTime() + config.refreshTokenSeconds * 1000);

async function toLogin(session: StoredSession, family: string, rotating: string): Promise<Login> {
  const { username, id, expiresAt } = session;
  const token = formatRefreshToken({ user: foldUsername(username), session: id, family, rotating });
  const access = await issueAccessToken({ username, session: id }, session.createdAt);
  return { username, session: id, access, refresh: { token, expiresAt } };
}

/** @param device name to show to the owner */
export async function openSession(username: string, device: string): Promise<Login> {
  const [family, rotating, at] = [newSecret(), newSecret(), now()];
  const session: StoredSession = {
    id: randomUUID(),
    username,
    device,
    createdAt: at,
    lastUsedAt: at,
    expiresAt: inRefreshLifetime(at),
    hashes: { family: hashSecret(family), current: hashSecret(rotating), previous: null },
  };
  await insertSession(session);
  return toLogin(session, family, rotating);
}

/** Enough for concurrent refreshes: after losing to one, the next attempt finds its own result stored. */
const ROTATION_ATTEMPTS = 3;

/**
 * Exchanges a refresh token for the next one and a new access token.
 *
 * The previous token stays valid until the next one is first used, because the response may have been lost; it yields the same next
 * token again. An older token means that two parties hold the session, which then ends.
 * @throws ApiError invalid_refresh_token (nothing changed), refresh_token_reused (the session has ended)
 */
export async function refreshSession(token: string): Promise<Login> {
  const presented = parseRefreshToken(token);
  if (!presented) throw new ApiError('invalid_refresh_token');
  for (let attempt = 0; attempt < ROTATION_ATTEMPTS; attempt++) {
    const login = await tryRotation(presented);
    if (login) return login;
  }
  throw new ApiError('service_unavailable', {
    cause: new Error('A session was refreshed too often at once'),
  });
}

/**
 * The rotating secret after the presented one. A successor that was issued before is issued again, also after a change of the
 * signing key, because another tab may hold it.
 * @param handedOut hash of the successor issued before, if any
 */
function successorOf(presented: RefreshToken, handedOut: string | undefined): string {
  const [newest, ...older] = signingKeys().map(({ secret }) => nextRotating(secret, presented));
  const same = older.find((secret) => handedOut !== undefined && matchesHash(secret, handedOut));
  return same ?? (newest as string);
}

/** @returns undefined when a concurrent refresh was faster */
async function tryRotation(presented: RefreshToken): Promise<Login | undefined> {
  const { user, session: id, family, rotating } = presented;
  const session = await findSession(user, id);
  if (!session || !matchesHash(family, session.hashes.family)) throw new ApiError('invalid_refresh_token');
  const { current, previous } = session.hashes;
  const isPrevious = previous !== null && matchesHash(rotating, previous);
  if (!isPrevious && !matchesHash(rotating, current)) {
    log.warn('refresh token reused', { session: id });
    await endSession(session.username, id);
    throw new ApiError('refresh_token_reused');
  }
  const next = successorOf(presented, isPrevious ? current : undefined);
  const at = now();
  const changes = { lastUsedAt: at, expiresAt: inRefreshLifetime(at) };
  const hashes = { current: hashSecret(next), previous: isPrevious ? previous : current };
  if (!(await rotateSession(session, { ...changes, ...hashes }))) return undefined;
  return toLogin({ ...session, ...changes }, family, next);
}

/** Its access tokens are refused from then on. @returns false when there was no such session @throws only when a database is down */
export async function endSession(username: string, id: string): Promise<boolean> {
  if (!isSessionId(id)) return false;
  const session = await findSession(username, id);
  if (session) {
    await revokeSession(username, id);
    await deleteSession(username, id);
  }
  // Also for a repeated request, whose first attempt may have stopped before.
  await closeSocketsOf(username, (each) => each === id);
  return session !== undefined;
}

/** One write ends them; the rest removes what they leave. @param keep the session to leave, if any */
export async function endSessions(username: string, keep?: string): Promise<void> {
  await revokeAllSessions(username, keep);
  const sessions = await listSessions(username);
  const ended = sessions.map(({ id }) => id).filter((id) => id !== keep);
  await deleteSessions(username, ended);
  await closeSocketsOf(username, (session) => session !== keep);
}
