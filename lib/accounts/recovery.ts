/** A way back into an account whose password is forgotten or known to a thief (docs/decisions/047-recovery.md). */

import type { Actor } from '../activity/activity.ts';
import { recordActivity, recordUnknownName } from '../activity/record.ts';
import { ApiError } from '../http/errors.ts';
import { type Attempt, attemptPassword } from '../limits/password-attempts.ts';
import { requireAdmission } from '../limits/rate-limits.ts';
import { now } from '../platform/clock.ts';
import { waitForAll } from '../platform/wait-for-all.ts';
import { endSessionsUntil } from '../sessions/sessions.ts';
import type { Principal } from '../sessions/token.ts';
import { requirePassword } from './accounts.ts';
import { hashPassword, verifyPassword } from './password.ts';
import { hashRecoveryCode, newRecoveryCode, RECOVERY_CODES } from './recovery-code.ts';
import {
  findRecoverable,
  type Recoverable,
  setRecoveryCodes,
  useRecoveryCode,
  useRecoveryLink,
} from './store/recovery.ts';
import { foldUsername } from './username.ts';
import { refuseWeakPassword } from './weak-password.ts';

/**
 * Replaces the account's recovery codes.
 * @returns the codes, which are shown this once
 * @throws ApiError wrong_password, rate_limited; session_ended when the account does not exist
 */
export async function makeRecoveryCodes(
  { username, session }: Principal,
  address: string,
  password: string,
): Promise<{ codes: string[]; madeAt: Date }> {
  await requirePassword({ username, address, device: session }, password);
  const codes = Array.from({ length: RECOVERY_CODES }, newRecoveryCode);
  const madeAt = now();
  if (!(await setRecoveryCodes(username, codes.map(hashRecoveryCode), madeAt))) {
    throw new ApiError('session_ended');
  }
  return { codes, madeAt };
}

/** What a code is to the account. */
type Meaning = 'code' | 'link' | 'used' | undefined;

/** A recovery that was done can be asked for again for this long, because its response may have been lost. */
const REPEATABLE_MS = 60 * 60 * 1000;

function meaningOf(hash: string, account: Recoverable | null, at: Date): Meaning {
  const { codes = [], link, used } = account?.recovery ?? {};
  if (codes.includes(hash)) return 'code';
  if (link && link.hash === hash && link.expiresAt > at) return 'link';
  return used && used.hash === hash && at.getTime() - used.at.getTime() < REPEATABLE_MS ? 'used' : undefined;
}

/** A request to recover an account. */
interface Recovery {
  attempt: Attempt;
  actor: Actor;
  hash: string;
  /** the new password */
  next: string;
}

/**
 * Only wrong codes count, and only they are refused: a code has 100 bits, so that nobody guesses it, and nobody keeps an owner out by
 * using up the limits. Costs the same for a name without an account.
 */
async function refuse({ attempt, actor }: Recovery, account: Recoverable | null): Promise<never> {
  const { username, address } = attempt;
  await waitForAll<unknown>([
    account
      ? recordActivity(username, 'recovery', actor, { outcome: 'refused' })
      : recordUnknownName(username, 'recovery', actor),
    requireAdmission('recovery', address),
    requireAdmission('recovery_user', `@${foldUsername(username)}`),
  ]);
  throw new ApiError('invalid_recovery_code');
}

/**
 * Of two requests with one code, the second has the answer of the first if it sets the same password. It ends the sessions again, because
 * the first may have stopped before; those that were opened since stay.
 */
async function confirm(recovery: Recovery): Promise<void> {
  const { attempt, next } = recovery;
  const { right, value: account } = await attemptPassword(attempt, async () => {
    const found = await findRecoverable(attempt.username);
    return { right: await verifyPassword(next, found?.password), value: found };
  });
  const { used } = account?.recovery ?? {};
  if (!right || !account || !used) return refuse(recovery, account);
  return endSessionsUntil(account.profile.username, used.at);
}

/**
 * Sets a new password with a recovery code or the token of a link, which it uses up, and ends every session. A repeated request with the
 * same password succeeds again.
 * @param username as typed; the account may not exist
 * @throws ApiError invalid_recovery_code, the same whatever is wrong with name or code; validation_failed for a weak password, which uses
 * nothing up; rate_limited for further wrong codes
 */
export async function recoverAccount(
  username: string,
  actor: Actor,
  code: string,
  next: string,
): Promise<void> {
  const hash = hashRecoveryCode(code);
  const recovery = { attempt: { username, address: actor.address }, actor, hash, next };
  const account = await findRecoverable(username);
  const meaning = meaningOf(hash, account, now());
  if (!account || !meaning) return refuse(recovery, account);
  if (meaning === 'used') return confirm(recovery);
  refuseWeakPassword('new_password', next, account.profile);
  const use = meaning === 'code' ? useRecoveryCode : useRecoveryLink;
  if (!(await use(username, hash, await hashPassword(next), now()))) return confirm(recovery);
  await waitForAll([
    recordActivity(username, 'recovery', actor),
    // A log-in with the old password that was under way has either opened its session by now, or finds the new password.
    endSessionsUntil(account.profile.username, now()),
  ]);
}
