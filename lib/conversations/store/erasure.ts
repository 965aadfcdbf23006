/** For the deletion of accounts. */

import { foldUsername } from '../../accounts/username.ts';
import { DELETED_ACCOUNT } from '../../messages/message.ts';
import { againWhenCut } from '../../platform/mongo.ts';
import type { Allocation } from './allocation.ts';
import { change, conversations } from './conversations.ts';
import { updateGroup, withHeir, withoutMember } from './group-changes.ts';
import { newSystemMessage, type SentMessage } from './last-messages.ts';
import { deleteMembership, deleteMembershipsOf, listGroupIds } from './memberships.ts';

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
  /** folded, in a direct conversation: each may have messages that only they see */
  members: string[];
  /** whether a member's account is not deleted */
  hasReaders: boolean;
}

export async function listNotErased(username: string, limit: number): Promise<NotErased[]> {
  const groups = await listGroupIds(username);
  const found = await conversations
    .find(
      { $or: [{ kind: 'direct', members: username }, { _id: { $in: groups } }] },
      { projection: { kind: 1, members: 1, deleted: 1 } },
    )
    .limit(limit)
    .toArray();
  return found.map(({ _id, kind, members, deleted = [] }) => ({
    id: _id,
    members: kind === 'direct' ? members.map(foldUsername) : [],
    hasReaders: members.some((name) => name !== username && !deleted.includes(name)),
  }));
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
 * Takes the name out of a group, which gets another owner when it has none left.
 * @returns the message that says so, to be written; null for somebody who has left before
 */
async function leaveAsDeleted(
  id: string,
  username: string,
): Promise<{ sent: SentMessage; allocated: Allocation } | null> {
  const sent = newSystemMessage(DELETED_ACCOUNT, { type: 'left' });
  const change = [withoutMember(username), ...withHeir];
  const allocated = await updateGroup(id, { where: { members: username }, change, evenClosed: true }, sent);
  await deleteMembership(id, username);
  return allocated && { sent, allocated };
}

/**
 * Removes the name from a conversation whose messages no longer contain it: a direct conversation gets DELETED_ACCOUNT in its place,
 * a group loses the member. After this the conversation cannot be found by the name.
 * @returns a message to be written, see leaveAsDeleted
 */
export async function eraseMember(id: string, username: string): ReturnType<typeof leaveAsDeleted> {
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
  return leaveAsDeleted(id, username);
}

/** For a conversation without remaining members. */
export async function deleteConversation(id: string): Promise<void> {
  await conversations.deleteOne({ _id: id });
}

/** Call when no conversation contains the name. */
export const eraseMemberships = deleteMembershipsOf;
