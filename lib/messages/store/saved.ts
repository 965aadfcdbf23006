/** Messages that people have saved for themselves. */
import { foldUsername } from '../../accounts/username.ts';
import { now } from '../../platform/clock.ts';
import { againWhenCut, collection, ObjectId } from '../../platform/mongo.ts';

export interface Saved {
  /** id of the message */
  message: string;
  savedAt: Date;
}

interface SavedDocument {
  /** folded username and the message's id, so that a message is saved once */
  _id: string;
  /** folded */
  by: string;
  message: ObjectId;
  savedAt: Date;
}

const saved = collection<SavedDocument>('saved');

export const savedIndexes = {
  collection: 'saved',
  indexes: [{ name: 'newest', key: { by: 1, savedAt: -1, _id: -1 } }],
} as const;

const idOf = (username: string, message: string): string => `${foldUsername(username)}/${message}`;

const toSaved = ({ message, savedAt }: SavedDocument): Saved => ({
  message: message.toHexString(),
  savedAt,
});

/** @returns false when it was saved already, which stays as it is */
export async function insertSaved(username: string, message: string): Promise<boolean> {
  const rest = {
    by: foldUsername(username),
    message: ObjectId.createFromHexString(message),
    savedAt: now(),
  };
  const { upsertedCount } = await saved.updateOne(
    { _id: idOf(username, message) },
    { $setOnInsert: rest },
    { upsert: true },
  );
  return upsertedCount === 1;
}

export async function deleteSaved(username: string, messages: readonly string[]): Promise<void> {
  // The driver does not retry deleteMany.
  await againWhenCut(() =>
    saved.deleteMany({ _id: { $in: messages.map((message) => idOf(username, message)) } }),
  );
}

export const countSaved = (username: string): Promise<number> =>
  saved.countDocuments({ by: foldUsername(username) });

/** Newest first. @param after the end of the page before */
export async function listSaved(username: string, limit: number, after?: Saved): Promise<Saved[]> {
  const older = after && {
    savedAt: { $lte: after.savedAt },
    $or: [{ savedAt: { $lt: after.savedAt } }, { _id: { $lt: idOf(username, after.message) } }],
  };
  const found = await saved
    .find({ by: foldUsername(username), ...older })
    .sort({ savedAt: -1, _id: -1 })
    .limit(limit)
    .batchSize(limit)
    .toArray();
  return found.map(toSaved);
}

/** For the deletion of accounts. */
export async function deleteAllSaved(username: string): Promise<void> {
  await againWhenCut(() => saved.deleteMany({ by: foldUsername(username) }));
}
