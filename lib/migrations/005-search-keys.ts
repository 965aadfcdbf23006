/** Stores the keys by which people find accounts. An account with `searchKeys` is migrated; deleted ones stay without. */
import { keysOfNames } from '../accounts/name-search.ts';
import { collection, type Document, type ObjectId } from '../platform/mongo.ts';

/** The schema at this version. */
type User = Document & { _id: ObjectId; username: string; displayName?: string };

const WITHOUT = { deletedAt: { $exists: false }, searchKeys: { $exists: false } };

const BATCH = 500;

export async function storeSearchKeys(): Promise<void> {
  const users = collection<User>('users');
  let after: ObjectId | undefined;
  for (;;) {
    const found = await users
      .find(
        { ...(after ? { _id: { $gt: after } } : {}), ...WITHOUT },
        { projection: { username: 1, displayName: 1 } },
      )
      .sort({ _id: 1 })
      .limit(BATCH)
      .toArray();
    const updates = found.map(({ _id, username, displayName }) => ({
      updateOne: {
        // A deletion meanwhile has removed the names.
        filter: { _id, ...WITHOUT },
        update: { $set: { searchKeys: keysOfNames(displayName ? [username, displayName] : [username]) } },
      },
    }));
    if (updates.length > 0) await users.bulkWrite(updates, { ordered: false });
    const last = found.at(-1);
    if (!last || found.length < BATCH) return;
    after = last._id;
  }
}
