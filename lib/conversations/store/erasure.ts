/** What deleting an account asks of conversations. */

import { foldUsername } from '../../accounts/username.ts';
import { DELETED_ACCOUNT } from '../../messages/message.ts';
import { againWhenCut } from '../../platform/mongo.ts';
import { change, conversations } from './conversations.ts';
import { leaveGroup } from './groups.ts';
import { deleteMembershipsOf, listGroupIds } from './memberships.ts';

/** Closes all direct conversations of an account that is being deleted. Again, it changes nothing. */
export async function closeConversations(username: string): Promise<void> {
  // The driver repeats no update of many.
  await againWhenCut(() =>
    conversations.updateMany(
      { kind: 'direct', members: username, deleted: { $ne: username } },
      { ...change(1), $addToSet: { deleted: username } },
    ),
  );
}

/** A conversation that still names an account that is being deleted. */
export interface NotErased {
  id: string;
  /** folded, of a direct conversation: each may have messages that they alone see */
  members: string[];
  /** some member's account is not deleted */
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

/** Versions for messages that are erased. @returns the last of them; null when there is no such conversation */
export async function allocateErasure(conversation: string, versions: number): Promise<number | null> {
  const updated = await conversations.findOneAndUpdate(
    { _id: conversation },
    { ...change(versions), $unset: { lastMessages: '' } },
    { projection: { version: 1 }, returnDocument: 'after' },
  );
  return updated?.version ?? null;
}

/**
 * Takes the name out of a conversation whose messages no longer have it. In a direct one another name stands for it; of a group the
 * account is no member any more. Nothing finds the conversation by the name after this.
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
        suspended: username,
      },
    },
  );
  await leaveGroup(id, username);
}

/** When no member is left to read it. */
export async function deleteConversation(id: string): Promise<void> {
  await conversations.deleteOne({ _id: id });
}

/** What is left of an account that no conversation names any more. */
export const eraseMemberships = deleteMembershipsOf;
