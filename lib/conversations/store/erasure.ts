/** What deleting an account asks of conversations. */

import { foldUsername } from '../../accounts/username.ts';
import { DELETED_ACCOUNT } from '../../messages/message.ts';
import { againWhenCut } from '../../platform/mongo.ts';
import { change, conversations, usernames } from './conversations.ts';

/** Closes all conversations of an account that is being deleted. Again, it changes nothing. */
export async function closeConversations(username: string): Promise<void> {
  // The driver repeats no update of many.
  await againWhenCut(() =>
    conversations.updateMany(
      { members: { $elemMatch: { username, deleted: { $ne: true } } } },
      { ...change(1), $set: { 'members.$.deleted': true } },
    ),
  );
}

/** A conversation that still names an account that is being deleted. */
export interface NotErased {
  id: string;
  /** folded */
  members: string[];
  /** some member's account is not deleted */
  hasReaders: boolean;
}

/** In the order of their ids. */
export async function listNotErased(username: string, limit: number): Promise<NotErased[]> {
  const found = await conversations
    .find({ 'members.username': username }, { projection: { members: 1 } })
    .sort({ _id: 1 })
    .limit(limit)
    .toArray();
  return found.map(({ _id, members }) => ({
    id: _id,
    members: usernames(members).map(foldUsername),
    hasReaders: members.some((member) => !member.deleted && member.username !== username),
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

/** Takes the name out of a conversation whose messages no longer have it. Nothing finds the conversation by the name after this. */
export async function eraseMember(id: string, username: string): Promise<void> {
  const key = foldUsername(username);
  await conversations.updateOne(
    { _id: id, 'members.username': username },
    {
      ...change(1),
      $set: {
        'members.$.username': DELETED_ACCOUNT,
        'members.$.deleted': true,
        'members.$.erased': true,
      },
      $unset: { lastMessages: '' },
      $pull: { blocks: { $or: [{ by: key }, { of: username }] }, ownChanges: { by: key } },
    },
  );
}

/** When no member is left to read it. */
export async function deleteConversation(id: string): Promise<void> {
  await conversations.deleteOne({ _id: id });
}
