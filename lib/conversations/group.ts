/** Groups: what they are called, how they are set, and who may do what (docs/decisions/048-groups.md). */
import { createHash } from 'node:crypto';
import type { Avatar } from '../accounts/avatar.ts';
import { foldUsername } from '../accounts/username.ts';
import { toConversationId } from './conversation.ts';

export type Role = 'owner' | 'admin' | 'member';

export const MEMBERS_MAX = 1_000;

/** Owners and admins of one group together. */
export const ADMINS_MAX = 50;

/** Invitations of one group that can be used. */
export const INVITES_MAX = 20;

/** Groups that a person may be in. */
export const GROUPS_MAX = 500;

export interface GroupLook {
  name: string;
  /** '' when there is none */
  topic: string;
  avatar: Avatar | null;
}

export interface GroupSettings {
  /** what a new member sees: everything, or messages after joining */
  history: 'start' | 'join';
  /** who may write */
  post: 'all' | 'admins';
  /** who may add people */
  add: 'members' | 'admins';
  /** whether others find it and may join */
  listed: boolean;
}

/** Members are in at most one of the two, as spelled in the list of members. */
export interface GroupRoles {
  owners: readonly string[];
  admins: readonly string[];
}

/** What decides who may do what. */
export interface GroupRules extends GroupRoles, Pick<GroupSettings, 'history' | 'post'> {
  /** seq of the last message before the latest joining; 0 when nobody has joined since the group was made */
  lastJoinedSeq: number;
  isClosed: boolean;
}

/** The role of a member. @param username as spelled in the list of members */
export function roleOf({ owners, admins }: GroupRoles, username: string): Role {
  if (owners.includes(username)) return 'owner';
  return admins.includes(username) ? 'admin' : 'member';
}

/** Some characters become many. */
const FOLDED_MAX = 64;

/** How names of groups are compared. */
export const foldGroupName = (name: string): string =>
  [...name.normalize('NFKC').toLowerCase()].slice(0, FOLDED_MAX).join('');

/** The name by which others find the group; undefined when they do not. */
export const listedName = ({
  name,
  listed,
}: Pick<GroupLook & GroupSettings, 'name' | 'listed'>): string | undefined =>
  listed ? foldGroupName(name) : undefined;

export interface GroupInvite {
  id: string;
  /** SHA-256 of the code as base64url */
  hash: string;
  createdAt: Date;
  expiresAt: Date;
  /** null: any number */
  maxUses: number | null;
  uses: number;
}

export const isUsable = ({ expiresAt, maxUses, uses }: GroupInvite, at: Date): boolean =>
  expiresAt > at && (maxUses === null || uses < maxUses);

/** The same for repeated requests of one person. */
export const newGroupId = (creator: string, clientId: string): string =>
  toConversationId(
    createHash('sha256')
      .update(JSON.stringify(['group', foldUsername(creator), clientId]))
      .digest(),
  );
