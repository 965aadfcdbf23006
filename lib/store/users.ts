import { foldUsername } from '../domain/username.ts';
import { collection, isDuplicateKey, type ObjectId } from '../mongo.ts';

interface UserDocument {
  _id?: ObjectId;
  /** as spelled at registration */
  username: string;
  /** folded: what is unique and looked up */
  usernameKey: string;
  /** argon2id PHC string */
  password: string;
  firstName: string;
  lastName: string;
  email: string;
  createdAt: Date;
  /** when the last socket closed; absent for somebody who never connected */
  lastSeenAt?: Date;
}

export type NewUser = Omit<UserDocument, '_id' | 'usernameKey' | 'lastSeenAt'>;

const users = collection<UserDocument>('users');

export const userIndexes = {
  collection: 'users',
  indexes: [{ name: 'username_unique', key: { usernameKey: 1 }, unique: true }],
} as const;

/** @returns false when the username is taken, in any spelling */
export async function insertUser(user: NewUser): Promise<boolean> {
  try {
    await users.insertOne({ ...user, usernameKey: foldUsername(user.username) });
    return true;
  } catch (error) {
    if (isDuplicateKey(error)) return false;
    throw error;
  }
}

export const findCredentials = (username: string): Promise<{ username: string; password: string } | null> =>
  users.findOne(
    { usernameKey: foldUsername(username) },
    { projection: { _id: 0, username: 1, password: 1 } },
  );

/** @returns the username as its owner spelled it, or null when there is no such user */
export async function findUsername(username: string): Promise<string | null> {
  const user = await users.findOne(
    { usernameKey: foldUsername(username) },
    { projection: { _id: 0, username: 1 } },
  );
  return user?.username ?? null;
}

/** Replaces the stored hash unless it changed in between: an old password must not come back. */
export async function replacePasswordHash(username: string, from: string, to: string): Promise<void> {
  await users.updateOne({ usernameKey: foldUsername(username), password: from }, { $set: { password: to } });
}

/** Sorts after every username that starts with the prefix: no username has a character above "~". */
const END_OF_PREFIX = '~';

/** Usernames in alphabetical order, case aside. @param after folded username to continue behind */
export async function listUsernames(page: {
  prefix?: string;
  after?: string;
  limit: number;
}): Promise<string[]> {
  const { prefix = '', after, limit } = page;
  const range = {
    ...(after !== undefined && after >= prefix ? { $gt: after } : { $gte: prefix }),
    $lt: prefix + END_OF_PREFIX,
  };
  const found = await users
    .find({ usernameKey: range }, { projection: { _id: 0, username: 1 } })
    .sort({ usernameKey: 1 })
    .limit(limit)
    .toArray();
  return found.map(({ username }) => username);
}

export async function findLastSeen(username: string): Promise<Date | null> {
  const usernameKey = foldUsername(username);
  const user = await users.findOne({ usernameKey }, { projection: { _id: 0, lastSeenAt: 1 } });
  return user?.lastSeenAt ?? null;
}

export async function setLastSeen(username: string, at: Date): Promise<void> {
  await users.updateOne({ usernameKey: foldUsername(username) }, { $max: { lastSeenAt: at } });
}
