/** Confirms that mail to an account's address reaches its owner: the code that was sent there comes back. */
import { ApiError } from '../http/errors.ts';
import { now } from '../platform/clock.ts';
import type { Principal } from '../sessions/token.ts';
import { MAIL_CODE_ATTEMPTS, matchesMailCode } from './mail-code.ts';
import { confirmAddress, countMailAttempt } from './store/mail-codes.ts';
import { findProfile } from './store/profiles.ts';

/**
 * Repeating it succeeds: a response can be lost.
 * @param code as typed @throws ApiError invalid_mail_code; session_ended when the account does not exist
 */
export async function confirmMail({ username }: Principal, code: string): Promise<void> {
  const profile = await findProfile(username);
  if (!profile) throw new ApiError('session_ended');
  if (profile.emailConfirmed) return;
  const sent = await countMailAttempt(username, MAIL_CODE_ATTEMPTS, now());
  if (!sent || !matchesMailCode(code, sent) || !(await confirmAddress(username, sent)))
    throw new ApiError('invalid_mail_code');
}
