/** Accounts between the request to delete them and the end of all that they held. */
import { now } from '../../platform/clock.ts';
import { collection, ObjectId } from '../../platform/mongo.ts';
import { nameKeys } from '../reserved-name.ts';
import { foldUsername } from '../username.ts';

/** What is left of an account when it is marked. */
interface MarkedAccount {
  _id: ObjectId;
  username?: string;
  usernameKey: string;
  deletedAt: Date;
  /** absent when it is erased */
  erasingSince?: Date;
  nameKeys?: string[];
}

const accounts = collection<MarkedAccount>('users');

/** The whole profile, the password and the rest of UserDocument. */
const PERSONAL = [
  'password',
  'firstName',
  'lastName',
  'email',
  'createdAt',
  'displayName',
  'bio',
  'avatar',
  'lastSeenAt',
  'listed',
  'suspendedAt',
] as const;

/** In one step nobody finds the account any more, and its profile and password are gone. Again, it changes nothing. */
export async function markDeleted(username: string): Promise<void> {
  const at = now();
  await accounts.updateOne(
    { usernameKey: foldUsername(username), deletedAt: { $exists: false } },
    {
      $set: { deletedAt: at, erasingSince: at },
      $unset: Object.fromEntries(PERSONAL.map((field) => [field, '' as const])),
    },
  );
}

export interface Deletion {
  /** its id, which names nobody */
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

/** @returns the id of the marked account of this name; null when there is none, or it is erased */
export async function findDeletionOf(username: string): Promise<string | null> {
  const found = await accounts.findOne(
    { usernameKey: foldUsername(username), erasingSince: { $exists: true } },
    { projection: { _id: 1 } },
  );
  return found?._id.toHexString() ?? null;
}

/** @returns null when it is erased */
export async function findDeletion(account: string): Promise<Deletion | null> {
  const found = await accounts.findOne({
    _id: ObjectId.createFromHexString(account),
    erasingSince: { $exists: true },
  });
  return found && toDeletion(found);
}

/** The longest waiting first. */
export async function listDeletions(before: Date, limit: number): Promise<Deletion[]> {
  const found = await accounts
    .find({ erasingSince: { $lte: before } })
    .sort({ erasingSince: 1 })
    .limit(limit)
    .toArray();
  return found.map(toDeletion);
}

/** The last step: a keyed hash, which keeps the name taken, in the place of the name. */
export async function reserveName(account: string, username: string): Promise<void> {
  const keys = nameKeys(username);
  await accounts.updateOne(
    { _id: ObjectId.createFromHexString(account), erasingSince: { $exists: true } },
    {
      // No username begins like this: the index on the names that are in use stays unique.
      $set: { usernameKey: `~${keys[0]}`, nameKeys: keys },
      $unset: { username: '', erasingSince: '' },
    },
  );
}
