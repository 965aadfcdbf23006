/**
 * Copies the newest messages into conversations, for the inbox. A conversation with `lastMessages` is migrated; one with an erased
 * account stays without, as after an erasure today.
 */
import { foldUsername } from '../accounts/username.ts';
import type { LastMessage } from '../conversations/store/last-messages.ts';
import type { MessageDocument } from '../messages/document.ts';
import { collection, type Document } from '../platform/mongo.ts';

/** The schema at this version. */
type Conversation = Document & { _id: string; members: { username: string }[] };

const BATCH = 100;

export async function keepLastMessages(): Promise<void> {
  const conversations = collection<Conversation>('conversations');
  let after = '';
  for (;;) {
    const found = await conversations
      .find({ _id: { $gt: after }, 'members.username': { $exists: true }, lastMessages: { $exists: false } })
      .sort({ _id: 1 })
      .limit(BATCH)
      .toArray();
    for (const conversation of found) {
      const lastMessages = await findLast(conversation);
      // A message that arrives meanwhile changes the version and sets `lastMessages` itself.
      await conversations.updateOne(
        { _id: conversation._id, version: conversation.version },
        { $set: { lastMessages } },
      );
    }
    const last = found.at(-1);
    if (!last || found.length < BATCH) return;
    after = last._id;
  }
}

/** The newest message for all, followed by the newest of each author that only the author sees. */
async function findLast({ _id, members }: Conversation): Promise<LastMessage[]> {
  const newest = (onlyFor: string | null) =>
    collection<MessageDocument>('messages')
      .find({ conversation: _id, onlyFor })
      .sort({ seq: -1 })
      .limit(1)
      .toArray();
  const ranges = [null, ...members.map(({ username }) => foldUsername(username))].map(newest);
  const [[ofAll] = [], ...ofAuthors] = await Promise.all(ranges);
  const later = ofAuthors.flat().filter(({ seq }) => seq > (ofAll?.seq ?? 0));
  return [...(ofAll ? [ofAll] : []), ...later].map(toLastMessage);
}

function toLastMessage(message: MessageDocument): LastMessage {
  const { conversation: _, to: __, textDigest: ___, movedAt: ____, onlyFor = null, ...rest } = message;
  return { ...rest, onlyFor };
}
