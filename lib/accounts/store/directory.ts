/** The queries that find people, without deleted ones. */
import { collection } from '../../platform/mongo.ts';
import type { PublicProfile } from '../profile.ts';
import { SEARCH_INDEX, type UserDocument } from './users.ts';

const users = collection<UserDocument>('users');

/** Sorts after every username that starts with the prefix: no username has a character above "~". */
const END_OF_PREFIX = '~';

/** Usernames in alphabetical order, ignoring case. @param after folded username; the page starts behind it */
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
    .find({ listed: true, usernameKey: range }, { projection: { _id: 0, username: 1 } })
    .sort({ usernameKey: 1 })
    .limit(limit)
    // In one batch: the driver does not repeat a lost request for a further one.
    .batchSize(limit)
    .toArray();
  return found.map(({ username }) => username);
}

const PUBLIC = { _id: 0, username: 1, displayName: 1, bio: 1, avatar: 1 } as const;

const toPublic = ({ username, displayName, bio, avatar }: UserDocument): PublicProfile => ({
  username,
  displayName: displayName ?? null,
  bio: bio ?? null,
  avatar: avatar ?? null,
});

/** Found in searches: neither deleted nor suspended. */
const SHOWN = { listed: true, suspendedAt: { $exists: false } } as const;

/** The one of exactly this name, if searches show them. */
export async function findShown(usernameKey: string): Promise<PublicProfile[]> {
  const found = await users.find({ ...SHOWN, usernameKey }, { projection: PUBLIC }).toArray();
  return found.map(toPublic);
}

/**
 * People with all of these keys, in alphabetical order of their usernames.
 * @param page.keys at least one
 * @param page.after folded username behind which the page starts; by default it is the first page
 * @param page.except folded username of a person who is left out, if there is one
 */
export async function searchUsers(page: {
  keys: readonly string[];
  after: string | undefined;
  except: string | undefined;
  limit: number;
}): Promise<PublicProfile[]> {
  const { keys, after = '', except = '', limit } = page;
  // The longest is the rarest: the index finds people by the first, and the others are compared.
  const searchKeys = { $all: keys.toSorted((one, other) => other.length - one.length) };
  const found = await users
    .find({ ...SHOWN, searchKeys, usernameKey: { $gt: after, $ne: except } }, { projection: PUBLIC })
    .sort({ usernameKey: 1 })
    .limit(limit)
    .batchSize(limit)
    // The indexes of usernames have the same order, and examine everyone.
    .hint(SEARCH_INDEX)
    .toArray();
  return found.map(toPublic);
}
