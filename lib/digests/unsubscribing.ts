/** Turning digests off from a mail, without a log-in (RFC 8058). The link in the mail is signed, and good for nothing else. */
import { timingSafeEqual } from 'node:crypto';
import { findDigestAddress, turnOffDigest } from '../accounts/digests.ts';
import { ApiError } from '../http/errors.ts';
import { needLogKey, stageMac } from '../platform/identity.ts';

needLogKey();

/** Long enough that no two addresses of one account share it; the signature is what nobody can make. */
const ADDRESS_KEY_LENGTH = 16;

const addressKey = (email: string): string =>
  stageMac('unsubscribe address', email).slice(0, ADDRESS_KEY_LENGTH);
const signatureOf = (subject: string): string => stageMac('unsubscribe', subject);

/** @param account its id @param email to which the mail goes @returns the end of the link: `account.address.signature` */
export function unsubscribeToken(account: string, email: string): string {
  const subject = `${account}.${addressKey(email)}`;
  return `${subject}.${signatureOf(subject)}`;
}

/**
 * Ends the digests that go to the address of the mail. Idempotent. Succeeds as well, and changes nothing, after the account has another
 * address or is deleted: nothing goes to that address then, which is what the request asks for.
 * @throws ApiError invalid_unsubscribe_link
 */
export async function unsubscribeFromDigests(token: string): Promise<void> {
  const [account = '', address = '', signature = ''] = token.split('.');
  const [given, right] = [Buffer.from(signature), Buffer.from(signatureOf(`${account}.${address}`))];
  if (given.length !== right.length || !timingSafeEqual(given, right))
    throw new ApiError('invalid_unsubscribe_link');
  const email = await findDigestAddress(account);
  if (email !== undefined && addressKey(email) === address) await turnOffDigest(account, null);
}
