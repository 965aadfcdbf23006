/** Sends the code that confirms an account's e-mail address. */
import { ApiError } from '../http/errors.ts';
import { requireAdmission, uncountAdmission } from '../limits/rate-limits.ts';
import { now } from '../platform/clock.ts';
import { config } from '../platform/config.ts';
import { needLogKey, stageMac } from '../platform/identity.ts';
import { needMail, sendMail } from '../platform/mail.ts';
import type { Principal } from '../sessions/token.ts';
import { hashMailCode, MAIL_CODE_VALID_MS, newMailCode } from './mail-code.ts';
import type { Profile } from './profile.ts';
import { removeMailCode, setMailCode } from './store/mail-codes.ts';
import { findProfile } from './store/profiles.ts';

needLogKey();
needMail();

/** Between two mails to one person. Stored with the code, so that it also holds without DynamoDB. */
const PAUSE_SECONDS = 60;

/** Names nobody: a username can look like a link, and this mail goes to addresses that are not its owner's. */
const mailOf = ({ email }: Profile, code: string) => ({
  to: email,
  subject: 'Confirm your address for CoreChat',
  text: [
    'Hello,',
    '',
    'this code confirms your e-mail address. Enter it in the settings of CoreChat within an hour:',
    '',
    `    ${code.slice(0, 4)} ${code.slice(4)}`,
    '',
    'If you did not ask for it, do nothing. The address then stays unconfirmed, and gets no further mail.',
    '',
  ].join('\n'),
});

/** Many mail servers deliver alice+anything@ to alice@. */
function mailboxOf(address: string): string {
  const [name = '', domain] = address.toLowerCase().split('@');
  return `${name.split('+', 1)[0]}@${domain}`;
}

/** @returns how to take the uses back: no mail was sent @throws ApiError rate_limited */
async function countMail(address: string, client: string): Promise<() => Promise<void>> {
  const uses = [
    ['mail_client', client],
    ['mail_address', stageMac('mail address', mailboxOf(address))],
    ['mail_total', 'all'],
  ] as const;
  const counted: (typeof uses)[number][] = [];
  const uncount = async () => {
    for (const [name, subject] of counted) await uncountAdmission(name, subject);
  };
  try {
    for (const use of uses) {
      const [name, subject] = use;
      await requireAdmission(name, subject);
      counted.push(use);
    }
  } catch (error) {
    await uncount();
    throw error;
  }
  return uncount;
}

/**
 * Sends a code to the account's address, which replaces the one before. Sends nothing to a confirmed address. Whether others use the
 * address plays no part.
 * @param client the client's address, see addressGroup
 * @throws ApiError mail_disabled, mail_refused, mail_unavailable, rate_limited; session_ended when the account does not exist
 */
export async function sendMailCode({ username }: Principal, client: string): Promise<void> {
  if (!config.mail) throw new ApiError('mail_disabled');
  const profile = await findProfile(username);
  if (!profile) throw new ApiError('session_ended');
  if (profile.emailConfirmed) return;
  const { email: address } = profile;
  const uncount = await countMail(address, client);
  const [at, code] = [now(), newMailCode()];
  const hash = hashMailCode(code, address);
  const expiresAt = new Date(at.getTime() + MAIL_CODE_VALID_MS);
  const unlessSince = new Date(at.getTime() - PAUSE_SECONDS * 1000);
  if (!(await setMailCode(username, { hash, address, expiresAt, attempts: 0 }, { at, unlessSince }))) {
    await uncount();
    throw new ApiError('rate_limited', { headers: { 'Retry-After': String(PAUSE_SECONDS) } });
  }
  const outcome = await sendMail(mailOf(profile, code));
  // A code whose mail may arrive stays valid.
  if (outcome === 'sent' || outcome === 'unknown') return;
  await removeMailCode(username, hash);
  await uncount();
  throw new ApiError(outcome === 'refused' ? 'mail_refused' : 'mail_unavailable');
}
