/**
 * Refuses the access tokens of ended sessions at once. Each request with a token checks it: one more read by an index, beside other
 * work.
 */
import { findEndedSessions, noteAllEnded, noteEnded } from '../accounts/people.ts';
import { ApiError } from '../http/errors.ts';
import { now } from '../platform/clock.ts';
import { config } from '../platform/config.ts';
import type { Bearer } from './token.ts';

/** Whether the session has ended, or the account no longer exists. */
async function hasEnded({ username, session, openedAt }: Bearer): Promise<boolean> {
  const account = await findEndedSessions(username);
  if (account === null) return true;
  const { endedUntil, endedExcept, endedSessions = [] } = account;
  if (endedSessions.some(({ id }) => id === session)) return true;
  return endedUntil !== undefined && openedAt <= endedUntil && session !== endedExcept;
}

/** @throws ApiError session_ended */
export async function requireLive(bearer: Bearer): Promise<void> {
  if (await hasEnded(bearer)) throw new ApiError('session_ended');
}

/** Idempotent. */
export async function revokeSession(username: string, id: string): Promise<void> {
  const at = now();
  await noteEnded(username, id, at, new Date(at.getTime() - config.jwt.unrenewedSeconds * 1000));
}

/** Of the sessions opened until then. Idempotent. @param keep the session to leave, if any */
export const revokeAllSessions = (username: string, at: Date, keep?: string): Promise<void> =>
  noteAllEnded(username, at, keep);
