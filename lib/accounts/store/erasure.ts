/** What deleting an account asks of conversations and messages. */

import { change, conversations, usernames } from '../../conversations/store/conversations.ts';
import { DELETED_ACCOUNT } from '../../messages/message.ts';
import { type MessageDocument, messages } from '../../messages/store/messages.ts';
import { foldUsername } from '../username.ts';

/** Closes all conversations of an account that is being deleted. Again, it changes nothing. */
export async function markMemberDeleted(username: string): Promise<void> {
  await conversations.updateMany(
    { members: { $elemMatch: { username, deleted: { $ne: true } } } },
    { ...change(1), $set: { 'members.$.deleted': true } },
  );
}

/** A conversation whose messages still name an account that is being deleted. */
export interface NotErased {
  id: string;
  /** folded */
  members: string[];
}

/** In the order of their ids. */
export async function listNotErased(username: string, after: string, limit: number): Promise<NotErased[]> {
  const found = await conversations
    .find(
      {
        'members.username': username,
        members: { $elemMatch: { username, erased: { $ne: true } } },
        _id: { $gt: after },
      },
      { projection: { members: 1 } },
    )
    .sort({ _id: 1 })
    .limit(limit)
    .toArray();
  return found.map(({ _id, members }) => ({ id: _id, members: usernames(members).map(foldUsername) }));
}

/** Closes the conversation too, in case that it began while the others were being closed. */
export async function markMemberErased(id: string, username: string): Promise<void> {
  await conversations.updateOne(
    { _id: id, 'members.username': username },
    { ...change(1), $set: { 'members.$.deleted': true, 'members.$.erased': true } },
  );
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

/** All that was said in a direct conversation, for whomever. @param members folded */
const wholeOf = (conversation: string, members: string[]) => ({
  conversation,
  onlyFor: { $in: [null, ...members] },
});

/** Who is named in a message. Without its text, so that long conversations can be walked through. */
export type MessageNames = Pick<MessageDocument, '_id' | 'from' | 'to' | 'version' | 'deletedAt'>;

/** In the order of the last changes. @param after only higher versions */
export const listNames = (
  { id, members }: NotErased,
  after: number,
  limit: number,
): Promise<MessageNames[]> =>
  messages
    .find(
      { ...wholeOf(id, members), version: { $gt: after } },
      { projection: { from: 1, to: 1, version: 1, deletedAt: 1 } },
    )
    .sort({ version: 1 })
    .limit(limit)
    .toArray();

/**
 * Takes a name out of messages, and erases what that person wrote. One that changed since it was seen is left alone.
 * @param firstVersion of as many as there are messages, one for each
 */
export async function anonymizeMessages(
  seen: MessageNames[],
  username: string,
  firstVersion: number,
  at: Date,
): Promise<void> {
  const updates = seen.map(({ _id, from, to, version, deletedAt }, index) => {
    const own = from === username;
    return {
      updateOne: {
        filter: { _id, version },
        update: {
          $set: {
            version: firstVersion + index,
            movedAt: at,
            ...(to === username ? { to: DELETED_ACCOUNT } : {}),
            ...(own ? { from: DELETED_ACCOUNT, text: '', deletedAt: deletedAt ?? at } : {}),
          },
          ...(own ? { $unset: { clientId: '' as const, textDigest: '' as const, frozen: '' as const } } : {}),
        },
      },
    };
  });
  await messages.bulkWrite(updates, { ordered: false });
}
