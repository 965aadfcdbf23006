/** The code that confirms an e-mail address, in the account's document. */
import type { MailCode } from '../mail-code.ts';
import { active, users } from './users.ts';

/**
 * Replaces the code before. Conditional, so that the time between two mails holds while nothing else counts.
 * @param at when it is sent @param unlessSince refuses while the code before was sent later than this
 * @returns false when it was, or the account's address is another one by now
 */
export async function setMailCode(
  username: string,
  code: MailCode,
  { at, unlessSince }: { at: Date; unlessSince: Date },
): Promise<boolean> {
  const { matchedCount } = await users.updateOne(
    {
      ...active(username),
      email: code.address,
      // Beside the code, because it outlives codes: another address removes them.
      $or: [{ mailCodeAt: { $exists: false } }, { mailCodeAt: { $lte: unlessSince } }],
    },
    { $set: { mailCode: code, mailCodeAt: at } },
  );
  return matchedCount === 1;
}

/** After a mail that was not sent, which no pause follows. */
export async function removeMailCode(username: string, hash: string): Promise<void> {
  await users.updateOne(
    { ...active(username), 'mailCode.hash': hash },
    { $unset: { mailCode: '', mailCodeAt: '' } },
  );
}

/** Counts an attempt, before the code is compared. @returns null when there is no code, or its attempts are used up */
export async function countMailAttempt(
  username: string,
  maximum: number,
  at: Date,
): Promise<MailCode | null> {
  const user = await users.findOneAndUpdate(
    { ...active(username), 'mailCode.attempts': { $lt: maximum }, 'mailCode.expiresAt': { $gt: at } },
    { $inc: { 'mailCode.attempts': 1 } },
    { projection: { _id: 0, mailCode: 1 }, returnDocument: 'after' },
  );
  return user?.mailCode ?? null;
}

/** @returns false when the account has another address or another code by now */
export async function confirmAddress(username: string, { hash, address }: MailCode): Promise<boolean> {
  const { matchedCount } = await users.updateOne(
    { ...active(username), email: address, 'mailCode.hash': hash },
    { $set: { confirmedEmail: address }, $unset: { mailCode: '' } },
  );
  return matchedCount === 1;
}
