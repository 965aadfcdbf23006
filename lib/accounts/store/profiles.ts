/** Profiles in the collection of accounts. */
import { now } from '../../platform/clock.ts';
import type { Avatar } from '../avatar.ts';
import type { Profile } from '../profile.ts';
import { foldUsername } from '../username.ts';
import { active, searchKeysOf, shownTo, type UserDocument, users } from './users.ts';

export const toProfile = (user: UserDocument): Profile => ({
  username: user.username,
  firstName: user.firstName,
  lastName: user.lastName,
  email: user.email,
  emailConfirmed: user.confirmedEmail === user.email,
  displayName: user.displayName ?? null,
  bio: user.bio ?? null,
  avatar: user.avatar ?? null,
  createdAt: user.createdAt,
  recoveryCodes: user.recovery?.madeAt
    ? { madeAt: user.recovery.madeAt, left: user.recovery.codes?.length ?? 0 }
    : null,
  ...shownTo(user),
  addToGroups: user.addToGroups ?? 'contacts',
  quietHours: user.quietHours ?? null,
  linkPreviews: user.linkPreviews ?? true,
  digest: user.digest ?? null,
  digestProblem: user.digestProblem ?? null,
});

const FOR_PROFILE = { projection: { password: 0, searchKeys: 0 } } as const;

/** @returns null for an account that does not exist or is deleted */
export async function findProfile(username: string): Promise<Profile | null> {
  const user = await users.findOne(active(username), FOR_PROFILE);
  return user && toProfile(user);
}

/** Of the accounts that exist, in no order. */
export async function findPeople(usernames: string[]): Promise<(Profile & { lastSeen: Date | null })[]> {
  const usernameKey = { $in: usernames.map(foldUsername) };
  const found = await users
    .find(
      { usernameKey, deletedAt: { $exists: false } },
      { projection: { ...FOR_PROFILE.projection, recovery: 0, mailCode: 0 } },
    )
    .toArray();
  return found.map((user) => ({ ...toProfile(user), lastSeen: user.lastSeenAt ?? null }));
}

/** null clears a field, undefined leaves it as it is */
export type ProfileChanges = {
  [Field in keyof Omit<Profile, 'username' | 'createdAt' | 'emailConfirmed' | 'digestProblem'>]?:
    | Profile[Field]
    | undefined;
};

/**
 * @param changes at least one @returns the changed profile, and the avatar that it had before; null when the account does not exist or is
 * deleted
 */
export async function updateProfile(
  username: string,
  changes: ProfileChanges,
): Promise<{ profile: Profile; before: Avatar | null } | null> {
  const { displayName, digest } = changes;
  const keys = displayName === undefined ? {} : { searchKeys: searchKeysOf(username, displayName) };
  // The next run of the schedule looks at the person.
  const schedule = { digestAt: digest && now(), digestMailedAt: null, digestProblem: null };
  const mails = digest === undefined ? {} : schedule;
  const given = Object.entries({ ...changes, ...keys, ...mails }).filter(([, value]) => value !== undefined);
  const set = given.filter(([, value]) => value !== null);
  const cleared = given.filter(([, value]) => value === null).map(([field]) => [field, '']);
  const before = await users.findOneAndUpdate(
    active(username),
    {
      ...(set.length > 0 ? { $set: Object.fromEntries(set) } : {}),
      ...(cleared.length > 0 ? { $unset: Object.fromEntries(cleared) } : {}),
    },
    { ...FOR_PROFILE, returnDocument: 'before' },
  );
  if (!before) return null;
  const changed = Object.fromEntries([...set, ...cleared.map(([field]) => [field, undefined])]);
  return { profile: toProfile({ ...before, ...changed }), before: before.avatar ?? null };
}
