/** Sessions: one per device, extended by rotating refresh tokens, and ended from any device. */
import { randomUUID } from 'node:crypto';
import { foldUsername } from '../accounts/username.ts';
import type { Actor } from '../activity/activity.ts';
import { recordActivity } from '../activity/record.ts';
import { ApiError } from '../http/errors.ts';
import { now } from '../platform/clock.ts';
import { config } from '../platform/config.ts';
import { log } from '../platform/log.ts';
import { hashSecret, matchesHash, newSecret } from '../platform/random-secret.ts';
import { closeSocketsOf } from '../realtime/publish.ts';
import {
  formatRefreshToken,
  openSuccessor,
  parseRefreshToken,
  type RefreshToken,
  sealSuccessor,
} from './refresh-token.ts';
import { revokeAllSessions, revokeSession } from './revocation.ts';
import { isSessionId, SESSION_MAX_SECONDS, type Session } from './session.ts';
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

/** How long the previous refresh token stays valid for those whose response was lost. */
const PREVIOUS_SECONDS = 60;

const after = (from: Date, seconds: number): Date => new Date(from.getTime() + seconds * 1000);

/** The end of a session that is used now. */
function endOf(createdAt: Date, usedAt: Date): Date {
  const [unused, absolute] = [
    after(usedAt, config.refreshTokenSeconds),
    after(createdAt, SESSION_MAX_SECONDS),
  ];
  return unused < absolute ? unused : absolute;
}

async function toLogin(
  session: StoredSession,
  family: string,
  rotating: string,
  lifetime?: number,
): Promise<Login> {
  const { username, id, expiresAt } = session;
  const token = formatRefreshToken({ user: foldUsername(username), session: id, family, rotating });
  const access = await issueAccessToken({ username, session: id }, session.createdAt, lifetime);
  return { username, session: id, access, refresh: { token, expiresAt } };
}

/** The device that logs in. */
export interface Client {
  /** name to show to the owner */
  device: string;
  /** whether it refreshes its access token. A client that does not, such as the original one, gets a token for three hours */
  renews: boolean;
}

export async function openSession(username: string, { device, renews }: Client): Promise<Login> {
  const [family, rotating, at] = [newSecret(), newSecret(), now()];
  const session: StoredSession = {
    id: randomUUID(),
    username,
    device,
    createdAt: at,
    lastUsedAt: at,
    expiresAt: endOf(at, at),
    pushService: null,
    hashes: { family: hashSecret(family), current: hashSecret(rotating), previous: null },
  };
  await insertSession(session);
  return toLogin(session, family, rotating, renews ? undefined : config.jwt.unrenewedSeconds);
}

/** Enough for concurrent refreshes: after losing to one, the next attempt finds its own result stored. */
const ROTATION_ATTEMPTS = 3;

/**
 * Exchanges a refresh token for the next one and a new access token.
 *
 * The previous token stays valid for a minute, unless the next one is used before, because the response may have been lost; it yields
 * the same next token again. Any other older token means that two parties hold the session, which then ends.
 * @param actor who presents it, for the record of a reuse
 * @throws ApiError invalid_refresh_token (nothing changed), refresh_token_reused (the session has ended)
 */
export async function refreshSession(token: string, actor: Actor): Promise<Login> {
  const presented = parseRefreshToken(token);
  if (!presented) throw new ApiError('invalid_refresh_token');
  for (let attempt = 0; attempt < ROTATION_ATTEMPTS; attempt++) {
    const login = await tryRotation(presented, actor);
    if (login) return login;
  }
  throw new ApiError('service_unavailable', {
    cause: new Error('A session was refreshed too often at once'),
  });
}

/** @returns undefined when a concurrent refresh was faster */
async function tryRotation(presented: RefreshToken, actor: Actor): Promise<Login | undefined> {
  const { user, session: id, family, rotating } = presented;
  const session = await findSession(user, id);
  if (!session || !matchesHash(family, session.hashes.family)) throw new ApiError('invalid_refresh_token');
  const { current, previous } = session.hashes;
  const at = now();
  if (previous && matchesHash(rotating, previous.hash) && at < previous.until) {
    return toLogin(session, family, openSuccessor(presented, previous.successor));
  }
  if (!matchesHash(rotating, current)) {
    log.warn('refresh token reused', { session: id });
    await endSession(session.username, id);
    await recordActivity(user, 'token_reuse', { ...actor, session: id }, { subject: session.device });
    throw new ApiError('refresh_token_reused');
  }
  const next = newSecret();
  const changes = { lastUsedAt: at, expiresAt: endOf(session.createdAt, at) };
  const handover = {
    hash: current,
    until: after(at, PREVIOUS_SECONDS),
    successor: sealSuccessor(presented, next),
  };
  if (!(await rotateSession(session, { ...changes, current: hashSecret(next), previous: handover })))
    return undefined;
  return toLogin({ ...session, ...changes }, family, next);
}

/** Its access tokens are refused from then on. @returns undefined when there was no such session @throws only when a database is down */
export async function endSession(username: string, id: string): Promise<Session | undefined> {
  if (!isSessionId(id)) return undefined;
  const session = await findSession(username, id);
  if (session) {
    await revokeSession(username, id);
    await deleteSession(username, id);
  }
  // Also for a repeated request, whose first attempt may have stopped before.
  await closeSocketsOf(username, (each) => each === id);
  return session;
}

/** Live sessions of a person: more than anybody has devices. */
export const SESSIONS_MAX = 50;

/** Ends those beyond the limit that were not used for the longest time. Log-ins at once can each leave one more, until the next log-in. */
export async function endUnused(username: string): Promise<void> {
  const sessions = await listSessions(username);
  await Promise.all(sessions.slice(SESSIONS_MAX).map(({ id }) => endSession(username, id)));
}

/** One write ends them; the rest removes what they leave. @param keep the session to leave, if any */
export async function endSessions(username: string, keep?: string): Promise<void> {
  await revokeAllSessions(username, now(), keep);
  const sessions = await listSessions(username);
  const ended = sessions.map(({ id }) => id).filter((id) => id !== keep);
  await deleteSessions(username, ended);
  await closeSocketsOf(username, (session) => session !== keep);
}

/** As endSessions, for those that were opened until then; later ones stay, also when this is repeated. */
export async function endSessionsUntil(username: string, at: Date): Promise<void> {
  await revokeAllSessions(username, at);
  const sessions = await listSessions(username);
  const later = new Set(sessions.filter(({ createdAt }) => createdAt > at).map(({ id }) => id));
  const ended = sessions.map(({ id }) => id).filter((id) => !later.has(id));
  await deleteSessions(username, ended);
  await closeSocketsOf(username, (session) => !later.has(session));
}
