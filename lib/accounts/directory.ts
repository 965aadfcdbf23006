/** Finding people. */
import { decodeCursor, encodeCursor } from '../http/cursor.ts';
import { ApiError } from '../http/errors.ts';
import { config } from '../platform/config.ts';
import { keysOfSearch } from './name-search.ts';
import { toPublicProfile } from './profile.ts';
import type { PublicProfileResource } from './resources.ts';
import { findShown, listUsernames, searchUsers } from './store/directory.ts';
import { foldUsername, usernameIn } from './username.ts';

export interface UsernamePage {
  /** alphabetical, ignoring case */
  usernames: string[];
  /** cursor of the next page, if there is one */
  next: string | undefined;
}

/** @throws ApiError invalid_cursor */
export async function listUsers(query: {
  prefix?: string | undefined;
  after?: string | undefined;
  limit: number;
}): Promise<UsernamePage> {
  const after = query.after === undefined ? undefined : decodeCursor('users', query.after);
  if (query.after !== undefined && after === undefined) throw new ApiError('invalid_cursor');
  const found = await listUsernames({
    limit: query.limit + 1,
    ...(query.prefix === undefined ? {} : { prefix: query.prefix }),
    ...(after === undefined ? {} : { after }),
  });
  const usernames = found.slice(0, query.limit);
  const last = usernames.at(-1);
  const more = found.length > query.limit && last !== undefined;
  return { usernames, next: more ? encodeCursor('users', foldUsername(last)) : undefined };
}

export interface PeoplePage {
  /** the person of exactly this username first, then alphabetical by username, ignoring case */
  people: PublicProfileResource[];
  /** cursor of the next page, if there is one */
  next: string | undefined;
}

/**
 * Finds people by the beginnings of words of their usernames and display names, or by their exact username where the directory is off. Deleted and suspended people are not found.
 * @throws ApiError invalid_cursor
 */
export async function searchPeople(query: {
  name: string;
  after?: string | undefined;
  limit: number;
}): Promise<PeoplePage> {
  const after = query.after === undefined ? undefined : decodeCursor('directory', query.after);
  if (query.after !== undefined && after === undefined) throw new ApiError('invalid_cursor');
  // Where people are not listed, they are found by their exact username only.
  const keys = config.directory === 'off' ? [] : keysOfSearch(query.name);
  const exact = usernameIn(query.name);
  const [first, others] = await Promise.all([
    exact === undefined || after !== undefined ? [] : findShown(exact),
    keys.length === 0 ? [] : searchUsers({ keys, after, except: exact, limit: query.limit + 1 }),
  ]);
  const found = [...first, ...others];
  const people = found.slice(0, query.limit);
  const last = people.length > first.length ? people.at(-1)?.username : '';
  const more = found.length > query.limit && last !== undefined;
  return {
    people: people.map(toPublicProfile),
    next: more ? encodeCursor('directory', foldUsername(last)) : undefined,
  };
}
