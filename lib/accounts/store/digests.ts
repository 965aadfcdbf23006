/**
 * Digests of unread messages, in the account's document. `digestAt`, which only those who want digests have, is when to look at the
 * person next: an index of it finds those who are due.
 */
import { ObjectId } from '../../platform/mongo.ts';
import type { DigestDelay } from '../digest-delay.ts';
import type { QuietHours } from '../quiet-hours.ts';
import { active, type UserDocument, users } from './users.ts';

/** Why digests are off; null: the person turned them off. */
export type DigestProblem = 'refused';

export interface DigestState {
  /** id of the account */
  account: string;
  username: string;
  email: string;
  isConfirmed: boolean;
  delay: DigestDelay;
  digestAt: Date;
  /** when the last one was sent; null before the first */
  mailedAt: Date | null;
  /** when a socket last opened or closed; before the first, when the account was made */
  seenAt: Date;
  quietHours: QuietHours | null;
  isSuspended: boolean;
}

const FIELDS = {
  username: 1,
  email: 1,
  confirmedEmail: 1,
  digest: 1,
  digestAt: 1,
  digestMailedAt: 1,
  lastSeenAt: 1,
  createdAt: 1,
  quietHours: 1,
  suspendedAt: 1,
} as const;

type Found = Pick<UserDocument, keyof typeof FIELDS> & { _id: ObjectId };

const toState = ({ _id, digest = '24h', digestAt = new Date(0), ...user }: Found): DigestState => ({
  account: _id.toHexString(),
  username: user.username,
  email: user.email,
  isConfirmed: user.confirmedEmail === user.email,
  delay: digest,
  digestAt,
  mailedAt: user.digestMailedAt ?? null,
  seenAt: user.lastSeenAt ?? user.createdAt,
  quietHours: user.quietHours ?? null,
  isSuspended: user.suspendedAt !== undefined,
});

/** Those who are due first come first. */
export async function listDueDigests(at: Date, limit: number): Promise<DigestState[]> {
  const found = await users
    .find({ digestAt: { $lte: at } }, { projection: FIELDS })
    .sort({ digestAt: 1 })
    .limit(limit)
    .toArray();
  return (found as Found[]).map(toState);
}

const idOf = (account: string) => ({ _id: ObjectId.createFromHexString(account) });

/** Of several runs one gets the person. @param until when others look again, if this one does not finish @returns whether it is this one */
export async function claimDigest({ account, digestAt }: DigestState, until: Date): Promise<boolean> {
  const { matchedCount } = await users.updateOne(
    { ...idOf(account), digestAt },
    { $set: { digestAt: until } },
  );
  return matchedCount === 1;
}

/** While the person still wants digests. @param at when to look again */
export async function planDigest(account: string, at: Date): Promise<void> {
  await users.updateOne({ ...idOf(account), digestAt: { $exists: true } }, { $set: { digestAt: at } });
}

/** Before the mail is sent, so that a run that ends halfway sends none twice. @returns false when there was one since, or none is wanted */
export async function claimDigestMail(
  { account, email, mailedAt }: DigestState,
  at: Date,
  next: Date,
): Promise<boolean> {
  const { matchedCount } = await users.updateOne(
    {
      ...idOf(account),
      digestAt: { $exists: true },
      email,
      confirmedEmail: email,
      digestMailedAt: mailedAt ?? { $exists: false },
    },
    { $set: { digestMailedAt: at, digestAt: next } },
  );
  return matchedCount === 1;
}

/** After a mail that was not sent. @param at of its claim @param next when to try again */
export async function undoDigestMail(
  { account, mailedAt }: DigestState,
  at: Date,
  next: Date,
): Promise<void> {
  await users.updateOne(
    { ...idOf(account), digestMailedAt: at },
    mailedAt
      ? { $set: { digestAt: next, digestMailedAt: mailedAt } }
      : { $set: { digestAt: next }, $unset: { digestMailedAt: '' } },
  );
}

/** @param account an id, which need not exist @returns the address to which digests go; undefined: none go anywhere */
export async function findDigestAddress(account: string): Promise<string | undefined> {
  const wanted = { ...idOf(account), digestAt: { $exists: true } };
  return (await users.findOne(wanted, { projection: { email: 1 } }))?.email;
}

const OFF = { digest: '', digestAt: '', digestMailedAt: '' } as const;

/** @param account an id, which need not exist @param problem null: without one */
export async function turnOffDigest(account: string, problem: DigestProblem | null): Promise<void> {
  await users.updateOne(
    { ...idOf(account), digestAt: { $exists: true } },
    problem ? { $set: { digestProblem: problem }, $unset: OFF } : { $unset: { ...OFF, digestProblem: '' } },
  );
}

/** After a change of the address: a confirmation holds for the address that it names, so that nothing depends on this write. */
export async function forgetFormerAddress(username: string, address: string): Promise<void> {
  const former = { $exists: true, $ne: address };
  await users.updateOne(
    { ...active(username), $or: [{ confirmedEmail: former }, { 'mailCode.address': former }] },
    { $unset: { confirmedEmail: '', mailCode: '', digestProblem: '', ...OFF } },
  );
}
