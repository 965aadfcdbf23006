/** Logging in, and the password. */

import { ApiError } from '../http/errors.ts';
import { type Attempt, attemptPassword } from '../limits/password-attempts.ts';
import { deleteSession } from '../sessions/devices.ts';
import { endSessions, type Login, openSession, requireSession } from '../sessions/sessions.ts';
import type { Principal } from '../sessions/token.ts';
import { hashPassword, needsRehash, verifyPassword } from './password.ts';
import { findCredentials, replacePasswordHash } from './store/users.ts';

export type LogInResult =
  | { outcome: 'ok'; login: Login }
  | { outcome: 'unknown user' }
  | { outcome: 'wrong password' };

/** Said to whoever knows the password, and to nobody else. */
function refuseSuspended({ suspendedAt }: { suspendedAt?: Date }): void {
  if (suspendedAt) throw new ApiError('account_suspended');
}

/**
 * Costs the same time whether the user exists or not.
 * @param device by which the user will recognise the new session
 * @throws ApiError rate_limited, account_suspended
 */
export async function logIn(attempt: Attempt, password: string, device: string): Promise<LogInResult> {
  const { username } = attempt;
  const { right, value: user } = await attemptPassword(attempt, async () => {
    const found = await findCredentials(username);
    return { right: await verifyPassword(password, found?.password), value: found };
  });
  if (!user) return { outcome: 'unknown user' };
  if (!right) return { outcome: 'wrong password' };
  refuseSuspended(user);
  if (needsRehash(user.password)) {
    await replacePasswordHash(user.username, user.password, await hashPassword(password));
  }
  const login = await openSession(user.username, device);
  return (await isStillRight(username, password, user.password))
    ? { outcome: 'ok', login }
    : refuseLate(login);
}

/** The password may have been changed, or the account deleted, between comparing it and opening the session. */
async function isStillRight(username: string, password: string, compared: string): Promise<boolean> {
  const user = await findCredentials(username);
  // Another hash can be a renewed one of the same password.
  return (
    user !== null &&
    !user.suspendedAt &&
    (user.password === compared || (await verifyPassword(password, user.password)))
  );
}

/** Nobody was given this session, so that no socket can belong to it. */
async function refuseLate({ username, session }: Login): Promise<LogInResult> {
  await deleteSession(username, session);
  return { outcome: 'wrong password' };
}

/** @returns with the stored hash that it was compared with @throws ApiError rate_limited; session_ended when the account is gone */
async function comparePassword(
  attempt: Attempt,
  password: string,
): Promise<{ right: boolean; hash: string }> {
  const { right, value: hash } = await attemptPassword(attempt, async () => {
    const user = await findCredentials(attempt.username);
    if (!user) throw new ApiError('session_ended');
    return { right: await verifyPassword(password, user.password), value: user.password };
  });
  return { right, hash };
}

/**
 * For what needs more than a token that somebody may have left behind in a browser.
 * @throws ApiError wrong_password, rate_limited; session_ended when the account is gone
 */
export async function requirePassword(attempt: Attempt, password: string): Promise<void> {
  const { right } = await comparePassword(attempt, password);
  if (!right) throw new ApiError('wrong_password');
}

/** The hash can change in between when a login renews it, which happens once. */
const REPLACE_ATTEMPTS = 3;

/**
 * Sessions end after the password has changed: before, whoever knows the old one could open another in between. When they could not be
 * ended, the same request again goes on with it.
 * @param address from which it is asked for, see addressGroup
 * @throws ApiError session_ended, wrong_password, rate_limited
 */
export async function changePassword(
  { username, session }: Principal,
  address: string,
  { current, next, keepOtherSessions }: { current: string; next: string; keepOtherSessions: boolean },
): Promise<void> {
  await requireSession(username, session);
  await replacePassword({ username, address }, current, next);
  if (!keepOtherSessions) await endSessions(username, session);
}

async function replacePassword(attempt: Attempt, current: string, next: string): Promise<void> {
  for (let round = 0; round < REPLACE_ATTEMPTS; round++) {
    const { right, hash } = await comparePassword(attempt, current);
    // Asked for again, it is replaced already. That is a guess of its own, and counted as one.
    if (!right) return requirePassword(attempt, next);
    if (await replacePasswordHash(attempt.username, hash, await hashPassword(next))) return;
  }
  throw new ApiError('service_unavailable', {
    cause: new Error('A password was changed too often at once'),
  });
}
