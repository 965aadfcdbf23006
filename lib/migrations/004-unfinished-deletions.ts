/**
 * Marks accounts that an earlier version deleted, completely or in part, with `erasingSince`. The schedule that finishes deletions
 * then erases the names and profiles that the earlier version left.
 */
import { foldUsername } from '../accounts/username.ts';
import { collection, type Document, type ObjectId } from '../platform/mongo.ts';
import { inBatches } from './steps.ts';

/** Deleted before `erasingSince` existed. */
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
  // A pipeline, because it copies a field.
  await inBatches('users', OLD, [{ $set: { erasingSince: '$deletedAt' } }, { $unset: PERSONAL }]);
}

/** Completely deleted accounts only have the folded name left; conversations still have the original spelling. */
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
