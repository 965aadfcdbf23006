/** Invitations to a group: made and revoked by its admins, used by every person with the code. */
import { randomBytes } from 'node:crypto';
import { isUsable } from '../conversations/group.ts';
import {
  deleteInvite,
  findGroup,
  type GroupDocument,
  type GroupInvite,
  hasInvite,
  insertInvite,
  withUse,
} from '../conversations/groups.ts';
import { ApiError } from '../http/errors.ts';
import { now } from '../platform/clock.ts';
import { hashSecret } from '../platform/random-secret.ts';
import { changeGroup, type GroupChange, keepListed } from './change.ts';
import { toGroupResource, toPreview } from './group.ts';
import { newInviteCode, readInviteCode } from './invite-code.ts';
import { entering, requireRoom } from './joining.ts';
import { isAdmin, requireAdmin } from './permission.ts';
import type {
  CreatedInviteResource,
  GroupPreviewResource,
  GroupResource,
  InviteResource,
} from './resources.ts';

const DAY_SECONDS = 24 * 60 * 60;
const EXPIRES_IN_SECONDS = 7 * DAY_SECONDS;

const toResource = ({ id, createdAt, expiresAt, maxUses, uses }: GroupInvite): InviteResource => ({
  Id: id,
  CreatedAt: createdAt.toISOString(),
  ExpiresAt: expiresAt.toISOString(),
  MaxUses: maxUses,
  Uses: uses,
});

const openOf = ({ invites = [] }: GroupDocument): GroupInvite[] =>
  invites.filter((invite) => isUsable(invite, now()));

/** @throws ApiError conversation_not_found, not_group_admin, conversation_closed */
async function readAsAdmin(actor: string, id: string): Promise<GroupDocument> {
  const group = await findGroup(id);
  if (!group) throw new ApiError('conversation_not_found');
  requireAdmin(group, actor);
  return group;
}

/**
 * @param limits `ExpiresIn` in seconds, seven days by default; `MaxUses`: without it, any number
 * @throws ApiError conversation_not_found, not_group_admin, conversation_closed, too_many_invites
 */
export async function createInvite(
  actor: string,
  id: string,
  {
    ExpiresIn = EXPIRES_IN_SECONDS,
    MaxUses,
  }: { ExpiresIn?: number | undefined; MaxUses?: number | undefined },
): Promise<CreatedInviteResource> {
  const code = newInviteCode(id);
  const createdAt = now();
  const invite: GroupInvite = {
    id: randomBytes(8).toString('hex'),
    hash: hashSecret(code),
    createdAt,
    expiresAt: new Date(createdAt.getTime() + ExpiresIn * 1000),
    maxUses: MaxUses ?? null,
    uses: 0,
  };
  await readAsAdmin(actor, id);
  if (!(await insertInvite(id, invite, isAdmin(actor)))) {
    await readAsAdmin(actor, id);
    throw new ApiError('too_many_invites');
  }
  return { ...toResource(invite), Code: code };
}

/** Those that can still be used, oldest first. @throws ApiError conversation_not_found, not_group_admin, conversation_closed */
export const listInvites = async (actor: string, id: string): Promise<InviteResource[]> =>
  openOf(await readAsAdmin(actor, id)).map(toResource);

/** Idempotent. @throws ApiError conversation_not_found, not_group_admin, conversation_closed */
export async function revokeInvite(actor: string, id: string, invite: string): Promise<void> {
  await readAsAdmin(actor, id);
  await deleteInvite(id, invite, isAdmin(actor));
}

const isInviting = (group: GroupDocument, hash: string): boolean =>
  group.closedAt === undefined && openOf(group).some((invite) => invite.hash === hash);

/** What the code leads to. @throws ApiError invite_expired, also for an unknown code */
export async function readInvite(code: string): Promise<GroupPreviewResource> {
  const { id, hash } = readInviteCode(code) ?? {};
  const group = id && hash ? await findGroup(id) : null;
  if (!group || !hash || !isInviting(group, hash)) throw new ApiError('invite_expired');
  return toPreview(group);
}

/**
 * Members who use a code change nothing.
 * @throws ApiError invite_expired, also for an unknown code; group_full, too_many_groups; session_ended when the account is deleted
 */
export async function acceptInvite(username: string, code: string): Promise<GroupResource> {
  const { id, hash } = readInviteCode(code) ?? {};
  if (id === undefined || hash === undefined) throw new ApiError('invite_expired');
  await requireRoom(username);
  const decide = (group: GroupDocument): GroupChange | undefined => {
    if (group.members.includes(username)) return undefined;
    if (!isInviting(group, hash)) throw new ApiError('invite_expired');
    const { change, ...rest } = entering(group, username, { type: 'joined' }, hasInvite(hash));
    return { ...rest, change: [...change, withUse(hash)] };
  };
  await keepListed(await changeGroup(id, username, decide, 'invite_expired'), username);
  const group = await findGroup(id);
  // Removed meanwhile.
  if (!group?.members.includes(username)) throw new ApiError('invite_expired');
  return toGroupResource(group, username);
}
