/** The members of a group: listing, adding, joining, and their roles. */
import { readPublicProfiles } from '../accounts/public-profiles.ts';
import { foldUsername } from '../accounts/username.ts';
import { type Role, roleOf } from '../conversations/group.ts';
import { findGroup, type GroupDocument } from '../conversations/groups.ts';
import { decodeCursor, encodeCursor } from '../http/cursor.ts';
import { ApiError } from '../http/errors.ts';
import { changeGroup, keepListed } from './change.ts';
import { additionOf, joiningOf, requireRoom } from './joining.ts';
import { requireMember, requireOwner } from './permission.ts';
import type { MemberResource } from './resources.ts';
import { roleChangeOf } from './roles.ts';

/** @returns as many as have an account, in the order of the names */
async function toMembers(group: GroupDocument, usernames: string[]): Promise<MemberResource[]> {
  const profiles = new Map(
    (await readPublicProfiles(usernames)).map((profile) => [profile.username, profile]),
  );
  return usernames.flatMap((username) => {
    const profile = profiles.get(username);
    return profile ? { ...profile, role: roleOf(group, username) } : [];
  });
}

async function readOwnGroup(reader: string, id: string): Promise<GroupDocument> {
  const group = await findGroup(id);
  if (!group) throw new ApiError('conversation_not_found');
  requireMember(group, reader);
  return group;
}

/**
 * In the order of their usernames.
 * @returns `next`: the cursor of the next page, if there is one
 * @throws ApiError conversation_not_found for others than members; invalid_cursor
 */
export async function listMembers(
  reader: string,
  id: string,
  { after, limit }: { after?: string | undefined; limit: number },
): Promise<{ members: MemberResource[]; next: string | undefined }> {
  const position = after === undefined ? '' : decodeCursor('members', after);
  if (position === undefined) throw new ApiError('invalid_cursor');
  const group = await readOwnGroup(reader, id);
  const names = new Map(group.members.map((username) => [foldUsername(username), username]));
  const keys = [...names.keys()].filter((key) => key > position).sort();
  const page = keys.slice(0, limit);
  const members = await toMembers(
    group,
    page.map((key) => names.get(key) ?? key),
  );
  const last = page.at(-1);
  return { members, next: last && keys.length > limit ? encodeCursor('members', last) : undefined };
}

/**
 * Adds a person, joins a listed group (one's own name), or sets a member's role. Idempotent.
 * @param name in any spelling @param role only owners give one other than `member`
 * @throws ApiError conversation_not_found, not_group_admin, not_group_owner, conversation_closed, user_not_found, user_blocked,
 * invitation_needed, group_full, too_many_groups, too_many_admins, last_owner; session_ended when the own account is deleted
 */
export async function setMember(
  actor: string,
  id: string,
  name: string,
  role: Role | undefined,
): Promise<MemberResource> {
  const isOwn = foldUsername(name) === foldUsername(actor);
  if (role !== undefined && role !== 'member') requireOwner(await readOwnGroup(actor, id), actor);
  const before = await enter(actor, id, name, { isOwn, joins: role === undefined });
  if (role !== undefined) await changeGroup(id, actor, roleChangeOf(actor, name, role));
  const [profile] = await readPublicProfiles([name]);
  if (!profile) throw new ApiError(isOwn ? 'session_ended' : 'user_not_found');
  return { ...profile, role: role ?? roleOf(before, profile.username) };
}

/** @returns the group before */
async function enter(
  actor: string,
  id: string,
  name: string,
  { isOwn, joins }: { isOwn: boolean; joins: boolean },
): Promise<GroupDocument> {
  if (isOwn && !joins) return readOwnGroup(actor, id);
  if (isOwn) await requireRoom(actor);
  const before = await changeGroup(id, actor, isOwn ? joiningOf(actor) : await additionOf(actor, name));
  await keepListed(before, name);
  return before;
}
