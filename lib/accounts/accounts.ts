/** Logging in, and the password. */

import { recordActivity, recordUnknownName } from '../activity/record.ts';
import { ApiError } from '../http/errors.ts';
import { admitSession } from '../limits/new-sessions.ts';
import { type Attempt, attemptPassword } from '../limits/password-attempts.ts';
import { announceSession } from '../sessions/announcement.ts';
import { deleteSession } from '../sessions/devices.ts';
import { type Client, endSessions, endUnused, type Login, openSession } from '../sessions/sessions.ts';
import type { Principal } from '../sessions/token.ts';
import { hashPassword, needsRehash, verifyPassword } from './password.ts';
import { findProfile } from './store/profiles.ts';
import { findCredentials, replacePasswordHash } from './store/users.ts';
import { refuseWeakPassword } from './weak-password.ts';

export type LogInResult =
  | { outcome: 'ok'; login: Login }
  | { outcome: 'unknown user' }
  | { outcome: 'wrong password' };

/** Call only after the password was verified: a suspension is not public. */
function refuseSuspended({ suspendedAt }: { suspendedAt?: Date }): void {
  if (suspendedAt) throw new ApiError('account_suspended');
}

/**
 * Costs the same time whether the user exists or not.
 * @throws ApiError rate_limited, account_suspended
 */
export async function logIn(attempt: Attempt, password: string, client: Client): Promise<LogInResult> {
  const { username } = attempt;
  const { right, value: user } = await attemptPassword(
    attempt,
    async () => {
      const found = await findCredentials(username);
      return { right: await verifyPassword(password, found?.password), value: found };
    },
    async (found) => found && admitSession(attempt, found.password),
  );
  const actor = { session: null, device: client.device, address: attempt.address };
  if (!user) {
    await recordUnknownName(username, 'login', actor);
    return { outcome: 'unknown user' };
  }
  if (!right || user.suspendedAt) await recordActivity(username, 'login', actor, { outcome: 'refused' });
  if (!right) return { outcome: 'wrong password' };
  refuseSuspended(user);
  if (needsRehash(user.password)) {
    await replacePasswordHash(user.username, user.password, await hashPassword(password));
  }
  const login = await openSession(user.username, client);
  const isNewDevice = attempt.device === undefined;
  const checking = isStillRight(username, password, user.password);
  // Beside the check, so that they add no round trip in sequence.
  const following = [
    recordActivity(username, 'login', { ...actor, session: login.session }, { isNewDevice }),
    ...(isNewDevice ? [announceSession(login, client)] : []),
    endUnused(user.username),
  ];
  await Promise.allSettled([checking, ...following]);
  if (!(await checking)) return refuseLate(login);
  await Promise.all(following);
  return { outcome: 'ok', login };
}

/** The password can change, or the account can be deleted, between the comparison and the opening of the session. */
async function isStillRight(username: string, password: string, compared: string): Promise<boolean> {
  const user = await findCredentials(username);
  // A different hash may still belong to the same password: a login renews hashes with old parameters.
  return (
    user !== null &&
    !user.suspendedAt &&
    (user.password === compared || (await verifyPassword(password, user.password)))
  );
}

/** No client has received this session, so no socket can belong to it. */
async function refuseLate({ username, session }: Login): Promise<LogInResult> {
  await deleteSession(username, session);
  return { outcome: 'wrong password' };
}

/** @returns the result and the stored hash @throws ApiError rate_limited; session_ended when the account does not exist */
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
 * For actions where an access token, which can be left behind in a shared browser, is not enough proof.
 * @throws ApiError wrong_password, rate_limited; session_ended when the account does not exist
 */
export async function requirePassword(attempt: Attempt, password: string): Promise<void> {
  const { right } = await comparePassword(attempt, password);
  if (!right) throw new ApiError('wrong_password');
}

/** A login that renews the hash can interfere once. */
const REPLACE_ATTEMPTS = 3;

/**
 * Replaces the password, then ends the other sessions. In the opposite order the old password could open another session in
 * between. If ending them fails, repeating the request completes it.
 * @param address of the client, see addressGroup
 * @throws ApiError session_ended, wrong_password, rate_limited; validation_failed for a weak password
 */
export async function changePassword(
  { username, session }: Principal,
  address: string,
  { current, next, keepOtherSessions }: { current: string; next: string; keepOtherSessions: boolean },
): Promise<void> {
  const profile = await findProfile(username);
  if (!profile) throw new ApiError('session_ended');
  refuseWeakPassword('new_password', next, profile);
  await replacePassword({ username, address, device: session }, current, next);
  if (!keepOtherSessions) await endSessions(username, session);
}

async function replacePassword(attempt: Attempt, current: string, next: string): Promise<void> {
  for (let round = 0; round < REPLACE_ATTEMPTS; round++) {
    const { right, hash } = await comparePassword(attempt, current);
    // A repeated request finds the new password in place. This comparison counts as another attempt.
    if (!right) return requirePassword(attempt, next);
    if (await replacePasswordHash(attempt.username, hash, await hashPassword(next))) return;
  }
  throw new ApiError('service_unavailable', {
    cause: new Error('A password was changed too often at once'),
  });
}
