import { now } from '../clock.ts';
import { conversationId } from '../domain/conversation.ts';
import { collection } from '../mongo.ts';

interface ConversationDocument {
  /** derived from the members, see conversationId */
  _id: string;
  members: { username: string }[];
  /** Counts every change of the conversation: a send, an edit, a deletion. */
  version: number;
  createdAt: Date;
}

/** What a change of a conversation gets: its place in the order, and the members' names as they spell them. */
export interface Turn {
  conversation: string;
  version: number;
  members: string[];
}

const conversations = collection<ConversationDocument>('conversations');

/** Found by `_id` only, so far. */
export const conversationIndexes = { collection: 'conversations', indexes: [] } as const;

const toTurn = ({ _id, version, members }: ConversationDocument): Turn => ({
  conversation: _id,
  version,
  members: members.map(({ username }) => username),
});

/** Takes the conversation's next version, in one atomic step. @returns null when there is no such conversation */
export async function nextTurn(conversation: string): Promise<Turn | null> {
  const updated = await conversations.findOneAndUpdate(
    { _id: conversation },
    { $inc: { version: 1 } },
    { returnDocument: 'after' },
  );
  return updated && toTurn(updated);
}

/** As nextTurn, for a conversation that may not exist yet. @param members as they spell their names; they must exist */
export async function firstTurn(members: string[]): Promise<Turn> {
  const distinct = [...new Set(members)];
  const updated = await conversations.findOneAndUpdate(
    { _id: conversationId(...distinct) },
    {
      $inc: { version: 1 },
      $setOnInsert: { members: distinct.map((username) => ({ username })), createdAt: now() },
    },
    { upsert: true, returnDocument: 'after' },
  );
  // With upsert and returnDocument 'after' there always is a document; the driver's type does not know.
  return toTurn(updated as ConversationDocument);
}
