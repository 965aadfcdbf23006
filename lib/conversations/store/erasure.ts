/** For the deletion of accounts. */

import { foldUsername } from '../../accounts/username.ts';
import { DELETED_ACCOUNT } from '../../messages/message.ts';
import type { System } from '../../messages/system.ts';
import { againWhenCut, type Document } from '../../platform/mongo.ts';
import type { ConversationKind } from '../conversation.ts';
import type { Allocation } from './allocation.ts';
import { change, conversations } from './conversations.ts';
import { updateGroup, without, withoutMember } from './group-changes.ts';
import { findGroup, type GroupDocument } from './groups.ts';
import { newSystemMessage, type SentMessage } from './last-messages.ts';
import { deleteMembership, deleteMembershipsIn, deleteMembershipsOf, listGroupIds } from './memberships.ts';

/** Closes all direct conversations of an account that is being deleted. Idempotent. */
export async function closeConversations(username: string): Promise<void> {
  // The driver does not retry updateMany.
  await againWhenCut(() =>
    conversations.updateMany(
      { kind: 'direct', members: username, deleted: { $ne: username } },
      { ...change(1), $addToSet: { deleted: username } },
    ),
  );
}

/** A conversation that still contains the name of an account that is being deleted. */
export interface NotErased {
  id: string;
  kind: ConversationKind;
  /** folded, in a direct conversation: each may have messages that only they see */
  members: string[];
  /** whether a member's account is not deleted */
  hasReaders: boolean;
}

/**
 * Also groups that the person has left.
 * @returns at most twice the limit; `more` when there may be others
 */
export async function listNotErased(
  username: string,
  limit: number,
): Promise<{ found: NotErased[]; more: boolean }> {
  const fields = { projection: { kind: 1, members: 1, deleted: 1 } } as const;
  const [direct, ids] = await Promise.all([
    conversations.find({ kind: 'direct', members: username }, fields).limit(limit).toArray(),
    listGroupIds(username, limit),
  ]);
  const groups = await conversations.find({ _id: { $in: ids }, kind: 'group' }, fields).toArray();
  const known = new Set(groups.map(({ _id }) => _id));
  // Of groups that are deleted.
  for (const id of ids) if (!known.has(id)) await deleteMembership(id, username);
  const found = [...direct, ...groups].map(({ _id, kind, members, deleted = [] }) => ({
    id: _id,
    kind,
    members: kind === 'direct' ? members.map(foldUsername) : [],
    hasReaders: members.some((name) => name !== username && !deleted.includes(name)),
  }));
  return { found, more: direct.length === limit || ids.length === limit };
}

/** Allocates versions for the erasure of messages. @returns the last of them; null when there is no such conversation */
export async function allocateErasure(conversation: string, versions: number): Promise<number | null> {
  const updated = await conversations.findOneAndUpdate(
    { _id: conversation },
    { ...change(versions), $unset: { lastMessages: '' } },
    { projection: { version: 1 }, returnDocument: 'after' },
  );
  return updated?.version ?? null;
}

/** A change of a group, and the message that says so, to be written. */
interface GroupStep {
  sent: SentMessage;
  allocated: Allocation;
}

/** What takes an account out of a group: its last owner hands over first, to the first admin, or else the first member. */
function nextStep(
  { owners, admins, members }: GroupDocument,
  username: string,
): { where: Document; change: Document[]; system: System } {
  const others = members.filter((name) => name !== username);
  const [heir] = owners.some((name) => name !== username) ? [] : [...admins, ...others];
  const asRead = { members: username, owners };
  if (heir === undefined || !owners.includes(username)) {
    const isAlone = others.length === 0 ? { 'members.1': { $exists: false } } : {};
    return { where: { ...asRead, ...isAlone }, change: [withoutMember(username)], system: { type: 'left' } };
  }
  return {
    where: { $and: [asRead, { members: heir }], admins },
    change: [{ $set: { owners: [{ $literal: heir }], admins: without('admins', heir) } }],
    system: { type: 'role', users: [heir], role: 'owner' },
  };
}

/** Each attempt after the first follows a change that another request has made. */
const ATTEMPTS = 20;

/**
 * Takes the name out of the lists of a group, in up to two steps: a last owner hands over first. To be repeated until there is none. No
 * system message can name the person afterwards.
 * @returns the step that was made; null when the person is not in the group
 */
export async function leaveAsDeleted(id: string, username: string): Promise<GroupStep | null> {
  for (let attempts = 0; attempts < ATTEMPTS; attempts++) {
    const group = await findGroup(id);
    if (!group?.members.includes(username)) return null;
    const { system, ...update } = nextStep(group, username);
    const sent = newSystemMessage(DELETED_ACCOUNT, system);
    const allocated = await updateGroup(id, { ...update, evenClosed: true }, sent);
    if (allocated) return { sent, allocated };
  }
  throw new Error('A group changes faster than it can be read');
}

/**
 * Removes the name from a conversation whose messages no longer contain it: a direct conversation gets DELETED_ACCOUNT in its place,
 * of a group, which the member has left, the membership is deleted. After this the conversation cannot be found by the name.
 */
export async function eraseMember(id: string, username: string): Promise<void> {
  const key = foldUsername(username);
  await conversations.updateOne(
    { _id: id, kind: 'direct', members: username },
    {
      ...change(1),
      $set: { 'members.$': DELETED_ACCOUNT, deleted: [DELETED_ACCOUNT] },
      $unset: { lastMessages: '' },
      $pull: {
        blocks: { $or: [{ by: key }, { of: username }] },
        ownChanges: { by: key },
        // Written by earlier versions.
        suspended: username,
      },
    },
  );
  await conversations.updateOne({ _id: id, 'request.to': key }, { $unset: { request: '' } });
  await deleteMembership(id, username);
}

/** For a conversation without remaining members. */
export async function deleteConversation(id: string): Promise<void> {
  await conversations.deleteOne({ _id: id });
  // Also of those who have left a group.
  await deleteMembershipsIn(id);
}

/** Call when no conversation contains the name. */
export const eraseMemberships = deleteMembershipsOf;
