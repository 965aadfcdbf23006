/**
 * Which sessions of an account have ended, in the account's document, because each request with an access token reads it. Tokens are
 * valid for some time after they were issued; what is stored here refuses them at once.
 */
import { collection } from '../../platform/mongo.ts';
import { foldUsername } from '../username.ts';

export interface EndedSessions {
  /** sessions opened until then have ended */
  endedUntil?: Date;
  /** but for this one, if any */
  endedExcept?: string | null;
  /** single sessions; those whose tokens have all expired are removed */
  endedSessions?: { id: string; at: Date }[];
}

const accounts = collection<EndedSessions & { usernameKey: string }>('users');

const keyOf = (username: string) => ({ usernameKey: foldUsername(username) });

/** @returns null when there is no such account, or it is deleted and erased */
export const findEndedSessions = (username: string): Promise<EndedSessions | null> =>
  accounts.findOne(keyOf(username), {
    projection: { _id: 0, endedUntil: 1, endedExcept: 1, endedSessions: 1 },
  });

/** @param expired sessions that ended before have no valid token */
export async function noteEnded(username: string, id: string, at: Date, expired: Date): Promise<void> {
  const input = { $ifNull: ['$endedSessions', []] };
  const lasting = { $filter: { input, cond: { $gt: ['$$this.at', expired] } } };
  const endedSessions = { $concatArrays: [lasting, [{ id, at }]] };
  await accounts.updateOne(keyOf(username), [{ $set: { endedSessions } }]);
}

/**
 * One write, however many sessions there are. It changes nothing when all have ended later already: of two endings at once, the earlier
 * one can be written last.
 * @param except the session that goes on, if any
 */
export async function noteAllEnded(username: string, until: Date, except?: string): Promise<void> {
  await accounts.updateOne(
    { ...keyOf(username), endedUntil: { $not: { $gt: until } } },
    { $set: { endedUntil: until, endedExcept: except ?? null } },
  );
}
