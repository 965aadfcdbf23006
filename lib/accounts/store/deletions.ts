/** Accounts that are being deleted: marked, but not yet erased. */
import { now } from '../../platform/clock.ts';
import { collection, ObjectId } from '../../platform/mongo.ts';
import { nameKeys } from '../reserved-name.ts';
import { foldUsername } from '../username.ts';

/** The fields that remain when an account is marked. */
interface MarkedAccount {
  _id: ObjectId;
  username?: string;
  usernameKey: string;
  deletedAt: Date;
  /** absent once the erasure is complete */
  erasingSince?: Date;
  nameKeys?: string[];
}

const accounts = collection<MarkedAccount>('users');

/** What marking leaves. A list of what goes would miss the next setting. */
const KEPT = ['username', 'usernameKey', 'nameKeys', 'endedUntil', 'endedExcept', 'endedSessions'] as const;

/** Hides the account and removes its profile, settings and password, in one update. Idempotent. */
export async function markDeleted(username: string): Promise<void> {
  const at = now();
  await accounts.updateOne({ usernameKey: foldUsername(username), deletedAt: { $exists: false } }, [
    { $project: Object.fromEntries(KEPT.map((field) => [field, 1])) },
    { $set: { deletedAt: at, erasingSince: at } },
  ]);
}

export interface Deletion {
  /** its id, which does not reveal the name */
  account: string;
  /** as its owner spelled it */
  username: string;
  since: Date;
}

const toDeletion = ({ _id, username, usernameKey, erasingSince, deletedAt }: MarkedAccount): Deletion => ({
  account: _id.toHexString(),
  username: username ?? usernameKey,
  since: erasingSince ?? deletedAt,
});

/** @returns the id of the marked account of this name; null when there is none or it is already erased */
export async function findDeletionOf(username: string): Promise<string | null> {
  const found = await accounts.findOne(
    { usernameKey: foldUsername(username), erasingSince: { $exists: true } },
    { projection: { _id: 1 } },
  );
  return found?._id.toHexString() ?? null;
}

/** @returns null when it is already erased */
export async function findDeletion(account: string): Promise<Deletion | null> {
  const found = await accounts.findOne({
    _id: ObjectId.createFromHexString(account),
    erasingSince: { $exists: true },
  });
  return found && toDeletion(found);
}

/** Oldest mark first. */
export async function listDeletions(before: Date, limit: number): Promise<Deletion[]> {
  const found = await accounts
    .find({ erasingSince: { $lte: before } })
    .sort({ erasingSince: 1 })
    .limit(limit)
    .toArray();
  return found.map(toDeletion);
}

/** The last step: replaces the name by keyed hashes, which keep it reserved. */
export async function reserveName(account: string, username: string): Promise<void> {
  const keys = nameKeys(username);
  await accounts.updateOne({ _id: ObjectId.createFromHexString(account), erasingSince: { $exists: true } }, [
    { $project: { deletedAt: 1 } },
    // No username begins like this, so the unique index on usernames still holds.
    { $set: { usernameKey: `~${keys[0]}`, nameKeys: keys } },
  ]);
}
