/** Recovery codes and links, in the account's document, so that using one and setting the password are one write. */
import { collection } from '../../platform/mongo.ts';
import type { Profile } from '../profile.ts';
import { foldUsername } from '../username.ts';
import type { EndedSessions } from './ended-sessions.ts';
import { toProfile } from './profiles.ts';
import type { UserDocument } from './users.ts';

const users = collection<UserDocument & EndedSessions>('users');

const active = (username: string) => ({
  usernameKey: foldUsername(username),
  password: { $exists: true },
});

/** Everything about the recovery of an account. */
export interface Recoverable {
  profile: Profile;
  password: string;
  recovery: NonNullable<UserDocument['recovery']>;
}

/** One query by name, whatever the name and its codes are. @returns null for an account that does not exist or is deleted */
export async function findRecoverable(username: string): Promise<Recoverable | null> {
  const user = await users.findOne(active(username), { projection: { searchKeys: 0 } });
  return user && { profile: toProfile(user), password: user.password, recovery: user.recovery ?? {} };
}

/** Replaces the codes. @returns false when the account is deleted */
export async function setRecoveryCodes(username: string, hashes: string[], madeAt: Date): Promise<boolean> {
  const { matchedCount } = await users.updateOne(active(username), {
    $set: { 'recovery.codes': hashes, 'recovery.madeAt': madeAt },
  });
  return matchedCount === 1;
}

/** Replaces the link. */
export async function setRecoveryLink(username: string, hash: string, expiresAt: Date): Promise<void> {
  await users.updateOne(active(username), { $set: { 'recovery.link': { hash, expiresAt } } });
}

/** Sets the password, and ends the sessions that were opened until then, also if the request stops here. */
const recovered = (hash: string, password: string, at: Date) => ({
  $set: { password, endedExcept: null, 'recovery.used': { hash, at } },
  $max: { endedUntil: at },
});

/**
 * Uses a code up and sets the password, in one write. The other codes stay.
 * @returns false, without a change, when the code is not (or no longer) one of the account's
 */
export async function useRecoveryCode(
  username: string,
  hash: string,
  password: string,
  at: Date,
): Promise<boolean> {
  const { matchedCount } = await users.updateOne(
    { ...active(username), 'recovery.codes': hash },
    { ...recovered(hash, password, at), $pull: { 'recovery.codes': hash } },
  );
  return matchedCount === 1;
}

/** As useRecoveryCode. The codes go, too: they may be those of a thief. */
export async function useRecoveryLink(
  username: string,
  hash: string,
  password: string,
  at: Date,
): Promise<boolean> {
  const { matchedCount } = await users.updateOne(
    { ...active(username), 'recovery.link.hash': hash, 'recovery.link.expiresAt': { $gt: at } },
    {
      ...recovered(hash, password, at),
      $unset: { 'recovery.link': '', 'recovery.codes': '', 'recovery.madeAt': '' },
    },
  );
  return matchedCount === 1;
}
