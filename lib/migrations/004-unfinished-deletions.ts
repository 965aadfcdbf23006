/**
 * Accounts that an earlier version deleted, wholly or in part: what that version left of their names and profiles is erased by the
 * schedule that finishes deletions, which finds them by `erasingSince`.
 */
import { foldUsername } from '../accounts/username.ts';
import { collection, type Document, type ObjectId } from '../platform/mongo.ts';
import { inBatches } from './steps.ts';

/** Before accounts were marked by it. */
const OLD = { deletedAt: { $exists: true }, erasingSince: { $exists: false }, nameKeys: { $exists: false } };

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
];

export async function finishOldDeletions(): Promise<void> {
  await spellNames();
  // A pipeline, because it takes one field from another.
  await inBatches('users', OLD, [{ $set: { erasingSince: '$deletedAt' } }, { $unset: PERSONAL }]);
}

/** Of those that were wholly deleted only the folded name is left; conversations hold it as its owner spelled it. */
async function spellNames(): Promise<void> {
  const users = collection<Document & { _id: ObjectId }>('users');
  const old = await users
    .find({ ...OLD, username: { $exists: false } }, { projection: { usernameKey: 1 } })
    .toArray();
  if (old.length === 0) return;
  const unspelled = new Set(old.map(({ usernameKey }) => String(usernameKey)));
  const closed = collection<{ _id: string; deleted: string[] }>('conversations').find(
    { deleted: { $exists: true } },
    { projection: { deleted: 1 } },
  );
  for await (const { deleted } of closed) {
    for (const username of deleted) {
      const usernameKey = foldUsername(username);
      if (!unspelled.delete(usernameKey)) continue;
      await users.updateOne({ ...OLD, usernameKey }, { $set: { username } });
    }
  }
}
