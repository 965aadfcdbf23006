/** Turning digests off from a mail, without a log-in (RFC 8058). The address in the mail is signed, and good for nothing else. */
import { timingSafeEqual } from 'node:crypto';
import { turnOffDigest } from '../accounts/digests.ts';
import { ApiError } from '../http/errors.ts';
import { needLogKey, stageMac } from '../platform/identity.ts';

needLogKey();

const signatureOf = (account: string): string => stageMac('unsubscribe', account);

/** @param account its id @returns the end of the address */
export const unsubscribeToken = (account: string): string => `${account}.${signatureOf(account)}`;

/** Idempotent, also for an account that is deleted by now. @throws ApiError invalid_unsubscribe_link */
export async function unsubscribeFromDigests(token: string): Promise<void> {
  const [account = '', signature = ''] = token.split('.');
  const [given, right] = [Buffer.from(signature), Buffer.from(signatureOf(account))];
  if (given.length !== right.length || !timingSafeEqual(given, right))
    throw new ApiError('invalid_unsubscribe_link');
  await turnOffDigest(account, null);
}
