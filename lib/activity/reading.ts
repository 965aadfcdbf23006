/** Reading the activity of an account: its owner by the API, operators by `npm run admin`. */
import { decodeCursor, encodeCursor } from '../http/cursor.ts';
import { ApiError } from '../http/errors.ts';
import { addressHash, needLogKey, personHash } from '../platform/identity.ts';
import type { Principal } from '../sessions/token.ts';
import { type Activity, toActivityResource } from './activity.ts';
import type { ActivityResource } from './resources.ts';
import { listActivities } from './store/activity.ts';

needLogKey();

/** The store has what is counted by the hour at the beginning of its hour. */
const newestFirst = (activities: Activity[]): Activity[] =>
  activities.toSorted((a, b) => b.at.getTime() - a.at.getTime());

/** Newest first. @param username also of a deleted account */
export const activitiesOf = async (username: string, limit: number): Promise<Activity[]> =>
  newestFirst(await listActivities(personHash(username), undefined, limit));

export interface ActivityPage {
  activities: ActivityResource[];
  /** cursor of the next page, if there is one */
  next: string | undefined;
}

/** Newest first; what is counted by the hour can be up to an hour away from its place, on another page. @param address of the reader, see addressGroup @throws ApiError invalid_cursor */
export async function readActivity(
  { username, session }: Principal,
  address: string,
  { after, limit }: { after?: string | undefined; limit: number },
): Promise<ActivityPage> {
  const position = after === undefined ? undefined : decodeCursor('activity', after);
  if (after !== undefined && position === undefined) throw new ApiError('invalid_cursor');
  const found = await listActivities(personHash(username), position, limit + 1);
  const listed = found.slice(0, limit);
  const last = listed.at(-1);
  const reader = { session, network: addressHash(address) };
  return {
    activities: newestFirst(listed).map((activity) => toActivityResource(activity, reader)),
    next: last && found.length > limit ? encodeCursor('activity', last.id) : undefined,
  };
}
