/** Finding people. */
import { decodeCursor, encodeCursor } from '../http/cursor.ts';
import { ApiError } from '../http/errors.ts';
import { listUsernames } from './store/users.ts';
import { foldUsername } from './username.ts';

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
