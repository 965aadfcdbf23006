/** Making a group. */
import { createHash } from 'node:crypto';
import type { Avatar } from '../accounts/avatar.ts';
import { findUsername } from '../accounts/people.ts';
import { foldUsername } from '../accounts/username.ts';
import { GROUPS_MAX, type GroupLook, type GroupSettings, newGroupId } from '../conversations/group.ts';
import {
  countGroupsOf,
  endMembership,
  findGroup,
  type GroupDocument,
  insertGroup,
  newSystemMessage,
} from '../conversations/groups.ts';
import { ApiError } from '../http/errors.ts';
import { writeSystemMessage } from '../messages/group-messages.ts';
import { now } from '../platform/clock.ts';
import { waitForAll } from '../platform/wait-for-all.ts';
import { sortCandidates } from './adding.ts';
import { toGroupResource } from './group.ts';
import type { CreatedGroupResource } from './resources.ts';

/** The fields of the request. */
export interface GroupForm {
  Name: string;
  Topic?: string | undefined;
  Avatar?: Avatar | null | undefined;
  Members: string[];
  HistoryFrom?: GroupSettings['history'] | undefined;
  Post?: GroupSettings['post'] | undefined;
  Add?: GroupSettings['add'] | undefined;
  Listed?: boolean | undefined;
}

const digestOf = (form: GroupForm): string =>
  createHash('sha256')
    .update(JSON.stringify(Object.entries(form).sort(([one], [other]) => (one < other ? -1 : 1))))
    .digest('base64url');

const toSettings = (form: GroupForm): GroupLook & GroupSettings => ({
  name: form.Name,
  topic: form.Topic ?? '',
  avatar: form.Avatar ?? null,
  history: form.HistoryFrom ?? 'join',
  post: form.Post ?? 'all',
  add: form.Add ?? 'admins',
  listed: form.Listed ?? false,
});

const NAMED_MAX = 3;

function unknownMembers(names: readonly string[]): ApiError {
  const more = names.length > NAMED_MAX ? ` and ${names.length - NAMED_MAX} more` : '';
  return new ApiError('user_not_found', {
    detail: `Members has names without an account: ${names.slice(0, NAMED_MAX).join(', ')}${more}`,
  });
}

/** @param names who were asked for */
function toAnswer(group: GroupDocument, creator: string, names: readonly string[]): CreatedGroupResource {
  const there = new Set(group.members.map(foldUsername));
  const NotAdded = names.filter((name) => !there.has(foldUsername(name)));
  return { ...toGroupResource(group, creator), NotAdded };
}

/**
 * The creator is its owner. People who cannot be added are named in the answer and have to be invited.
 * @param clientId repeated requests with it make one group, and get its current state
 * @throws ApiError session_ended when the account is deleted; user_not_found for a name without an account, too_many_groups;
 * conversation_not_found when the group exists and the creator has left it;
 * client_id_conflict when the clientId was used for a different group
 */
export async function createGroup(
  creator: string,
  clientId: string,
  form: GroupForm,
): Promise<CreatedGroupResource> {
  const startedAt = now();
  const id = newGroupId(creator, clientId);
  const others = form.Members.filter((name) => foldUsername(name) !== foldUsername(creator));
  const madeFrom = digestOf(form);
  const [existing, own, { addable, unknown }, counts] = await Promise.all([
    findGroup(id),
    findUsername(creator),
    sortCandidates(creator, others),
    countGroupsOf([creator]),
  ]);
  if (own === null) throw new ApiError('session_ended');
  if (existing && existing.madeFrom !== madeFrom) throw new ApiError('client_id_conflict');
  if (existing) return toAnswer(existing, own, others);
  if (unknown.length > 0) throw unknownMembers(unknown);
  if ((counts.get(own) ?? 0) >= GROUPS_MAX) throw new ApiError('too_many_groups');
  const created = newSystemMessage(own, { type: 'created', name: form.Name });
  const fields = { id, madeFrom, owners: [own], admins: [], members: [own, ...addable] };
  const allocated = await insertGroup({ ...fields, ...toSettings(form) }, created);
  if (allocated) await writeSystemMessage(created, allocated, startedAt);
  const group = await findGroup(id);
  if (!group) throw new ApiError('session_ended');
  // Another request with this clientId came first. Its group does not list all of those whose memberships have begun here.
  if (group.madeFrom !== madeFrom) {
    const unlisted = fields.members.filter((name) => !group.members.includes(name));
    await waitForAll(unlisted.map((name) => endMembership(id, name, group.lastSeq)));
    throw new ApiError('client_id_conflict');
  }
  return toAnswer(group, own, others);
}
