import type { AddAudience, PresenceAudience, ReadMarkAudience } from '../../conversations/visibility.ts';
import { collection, insertOnce, ObjectId } from '../../platform/mongo.ts';
import type { Avatar } from '../avatar.ts';
import type { DigestDelay } from '../digest-delay.ts';
import type { MailCode } from '../mail-code.ts';
import { keysOfNames } from '../name-search.ts';
import type { Profile } from '../profile.ts';
import type { QuietHours } from '../quiet-hours.ts';
import { nameKeys } from '../reserved-name.ts';
import { foldUsername } from '../username.ts';

export interface UserDocument {
  _id?: ObjectId;
  /** as spelled at registration */
  username: string;
  /** folded: unique, used for lookups */
  usernameKey: string;
  /** argon2id PHC string */
  password: string;
  firstName: string;
  lastName: string;
  email: string;
  createdAt: Date;
  /** absent when not set, like the next two */
  displayName?: string;
  bio?: string;
  avatar?: Avatar;
  /** who sees whether this person is online, and when they last were; absent: contacts */
  presenceTo?: PresenceAudience;
  /** who sees this person's read marks; absent: contacts */
  readMarksTo?: ReadMarkAudience;
  /** who may add this person to groups; absent: contacts */
  addToGroups?: AddAudience;
  /** when this person gets no notifications; absent: never */
  quietHours?: QuietHours;
  /** false: this person wants no link previews; absent: true */
  linkPreviews?: boolean;
  /** the address that a code has confirmed: `email` is confirmed while the two are equal */
  confirmedEmail?: string;
  /** absent when none was sent, or it was used */
  mailCode?: MailCode;
  /** when the last one was sent, also to a former address */
  mailCodeAt?: Date;
  /** see digests.ts; absent: no mails about unread messages */
  digest?: DigestDelay;
  digestAt?: Date;
  digestMailedAt?: Date;
  digestProblem?: 'refused';
  /** when a socket last opened or closed; absent before the first connection */
  lastSeenAt?: Date;
  /** shown in the directory; absent once the account is deleted */
  listed?: true;
  /** keys of username and display name (name-search.ts), by which people find the account; absent once it is deleted */
  searchKeys?: string[];
  /** recovery codes and link, see recovery.ts; absent before the first */
  recovery?: {
    /** hashes of the codes that are left */
    codes?: string[];
    madeAt?: Date;
    /** issued by an operator */
    link?: { hash: string; expiresAt: Date };
    /** the code or link that was used last */
    used?: { hash: string; at: Date };
  };
  /** when an operator suspended the account; absent otherwise */
  suspendedAt?: Date;
  /** when the owner deleted the account, which hides it, see deletions.ts */
  deletedAt?: Date;
  /** see lib/accounts/reserved-name.ts; absent in accounts created before names were reserved */
  nameKeys?: string[];
}

export type NewUser = Pick<
  UserDocument,
  'username' | 'password' | 'firstName' | 'lastName' | 'email' | 'createdAt'
>;

export const users = collection<UserDocument>('users');

export const SEARCH_INDEX = 'search';

export const userIndexes = {
  collection: 'users',
  indexes: [
    { name: 'username_unique', key: { usernameKey: 1 }, unique: true },
    { name: 'directory', key: { listed: 1, usernameKey: 1 } },
    {
      name: SEARCH_INDEX,
      key: { searchKeys: 1, usernameKey: 1 },
      partialFilterExpression: { listed: true },
    },
    {
      name: 'name_never_again',
      key: { nameKeys: 1 },
      unique: true,
      partialFilterExpression: { nameKeys: { $exists: true } },
    },
    { name: 'digests', key: { digestAt: 1 }, partialFilterExpression: { digestAt: { $exists: true } } },
    { name: 'erasing', key: { erasingSince: 1 }, sparse: true },
  ],
} as const;

/** The account of this name, unless it is deleted. */
export const active = (username: string) => ({
  usernameKey: foldUsername(username),
  deletedAt: { $exists: false },
});

/** First and last name are their owner's alone, so that nobody is found by them. */
export const searchKeysOf = (username: string, displayName: string | null | undefined): string[] =>
  keysOfNames(displayName ? [username, displayName] : [username]);

const toDocument = <User extends NewUser & Pick<UserDocument, 'displayName'>>(user: User) => ({
  ...user,
  usernameKey: foldUsername(user.username),
  searchKeys: searchKeysOf(user.username, user.displayName),
  nameKeys: nameKeys(user.username),
  listed: true as const,
});

/** @returns false when the username, in any spelling, belongs to an account or belonged to a deleted one */
export const insertUser = (user: NewUser): Promise<boolean> =>
  insertOnce(users, { _id: new ObjectId(), ...toDocument(user) });

export type WholeUser = NewUser & Pick<UserDocument, 'displayName' | 'bio' | 'avatar' | 'lastSeenAt'>;

/** For demo data. @throws the driver's error when a username is taken */
export async function insertUsers(list: WholeUser[]): Promise<void> {
  await users.insertMany(list.map(toDocument));
}

export const findCredentials = (
  username: string,
): Promise<Pick<UserDocument, 'username' | 'password' | 'suspendedAt'> | null> =>
  users.findOne(
    { usernameKey: foldUsername(username), password: { $exists: true } },
    { projection: { _id: 0, username: 1, password: 1, suspendedAt: 1 } },
  );

/** @returns the username as its owner spelled it, or null when there is no such user */
export async function findUsername(username: string): Promise<string | null> {
  const user = await users.findOne(active(username), { projection: { _id: 0, username: 1 } });
  return user?.username ?? null;
}

/** @param at null restores the account */
export async function setSuspended(username: string, at: Date | null): Promise<void> {
  await users.updateOne(
    active(username),
    at ? { $set: { suspendedAt: at } } : { $unset: { suspendedAt: '' } },
  );
}

/**
 * Replaces the stored hash unless it has changed, so that a late renewal cannot restore an old password.
 * @returns whether it was replaced
 */
export async function replacePasswordHash(username: string, from: string, to: string): Promise<boolean> {
  const { matchedCount } = await users.updateOne(
    { usernameKey: foldUsername(username), password: from },
    { $set: { password: to } },
  );
  return matchedCount === 1;
}

export async function findLastSeen(username: string): Promise<Date | null> {
  const user = await users.findOne(active(username), { projection: { _id: 0, lastSeenAt: 1 } });
  return user?.lastSeenAt ?? null;
}

/** @returns who may know */
export async function setLastSeen(username: string, at: Date): Promise<PresenceAudience> {
  const user = await users.findOneAndUpdate(
    active(username),
    { $max: { lastSeenAt: at } },
    { projection: { _id: 0, presenceTo: 1 } },
  );
  return user?.presenceTo ?? 'contacts';
}

/** What a person shows of their activity, and to whom. */
export interface ShownTo {
  presenceTo: PresenceAudience;
  readMarksTo: ReadMarkAudience;
}

export const shownTo = ({
  presenceTo = 'contacts',
  readMarksTo = 'contacts',
}: Partial<ShownTo>): ShownTo => ({
  presenceTo,
  readMarksTo,
});

/** Someone to add to a group. */
export interface Addable {
  /** as spelled at registration */
  username: string;
  addToGroups: AddAudience;
}

/** @param usernames in any spelling @returns those who have an account, in no order */
export async function findAddable(usernames: readonly string[]): Promise<Addable[]> {
  const found = await users
    .find(
      { usernameKey: { $in: usernames.map(foldUsername) }, deletedAt: { $exists: false } },
      { projection: { _id: 0, username: 1, addToGroups: 1 } },
    )
    .toArray();
  return found.map(({ username, addToGroups = 'contacts' }) => ({ username, addToGroups }));
}

/** What a notification needs of a person. */
export type Notifiable = Pick<Profile, 'username' | 'displayName' | 'quietHours'>;

/** @param usernames in any spelling @returns by folded name; none for deleted accounts */
export async function findNotifiable(usernames: readonly string[]): Promise<Map<string, Notifiable>> {
  const found = await users
    .find(
      { usernameKey: { $in: usernames.map(foldUsername) }, deletedAt: { $exists: false } },
      { projection: { _id: 0, username: 1, displayName: 1, quietHours: 1 } },
    )
    .toArray();
  return new Map(
    found.map(({ username, displayName = null, quietHours = null }) => [
      foldUsername(username),
      { username, displayName, quietHours },
    ]),
  );
}

/** @param usernames as spelled at registration @returns by username; none for deleted accounts */
export async function findShownTo(usernames: readonly string[]): Promise<Map<string, ShownTo>> {
  const found = await users
    .find(
      { usernameKey: { $in: usernames.map(foldUsername) } },
      { projection: { _id: 0, username: 1, presenceTo: 1, readMarksTo: 1 } },
    )
    .toArray();
  return new Map(found.map((user) => [user.username, shownTo(user)]));
}

/** @returns false also for a deleted account */
export async function wantsLinkPreviews(username: string): Promise<boolean> {
  const wanting = { ...active(username), linkPreviews: { $ne: false } };
  return (await users.findOne(wanting, { projection: { _id: 1 } })) !== null;
}
