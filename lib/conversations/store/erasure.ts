/** For the deletion of accounts. */

import { foldUsername } from '../../accounts/username.ts';
import { DELETED_ACCOUNT } from '../../messages/message.ts';
import { againWhenCut } from '../../platform/mongo.ts';
import type { ConversationKind } from '../conversation.ts';
import type { Allocation } from './allocation.ts';
import { change, conversations } from './conversations.ts';
import { updateGroup, withHeir, withoutMember } from './group-changes.ts';
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

/**
 * Takes the name out of the lists of a group, which gets another owner when it has none left. No system message can name it afterwards.
 * @returns the message that says so, to be written; null when the person has left before
 */
export async function leaveAsDeleted(
  id: string,
  username: string,
): Promise<{ sent: SentMessage; allocated: Allocation } | null> {
  const sent = newSystemMessage(DELETED_ACCOUNT, { type: 'left' });
  const change = [withoutMember(username), ...withHeir];
  const allocated = await updateGroup(id, { where: { members: username }, change, evenClosed: true }, sent);
  return allocated && { sent, allocated };
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
