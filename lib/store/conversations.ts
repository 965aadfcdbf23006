import { now } from '../clock.ts';
import { conversationId } from '../domain/conversation.ts';
import { collection } from '../mongo.ts';

export interface Member {
  /** as its owner spells it */
  username: string;
  /** the seq up to which, inclusively, this member has read */
  readSeq: number;
  /** the account is deleted, or about to be: nobody can send here any more */
  deleted?: true;
  /** and its name and texts were taken out of the messages */
  erased?: true;
}

export interface Conversation {
  /** derived from the members, see conversationId */
  _id: string;
  members: Member[];
  /** Counts every change: a send, an edit, a deletion, a move of a read watermark. */
  version: number;
  createdAt: Date;
  /** of the latest message: the order of the inbox */
  activityAt: Date;
  /** of the latest change of any kind: what the inbox syncs by */
  changedAt: Date;
}

/** What a change of a conversation gets: its place in the order, and the members' names as they spell them. */
export interface Turn {
  conversation: string;
  version: number;
  members: string[];
}

const conversations = collection<Conversation>('conversations');

export const conversationIndexes = {
  collection: 'conversations',
  indexes: [
    { name: 'inbox', key: { 'members.username': 1, activityAt: -1, _id: 1 } },
    { name: 'inbox_sync', key: { 'members.username': 1, changedAt: 1, _id: 1 } },
    { name: 'member', key: { 'members.username': 1, _id: 1 } },
  ],
} as const;

const usernames = (members: Member[]): string[] => members.map(({ username }) => username);

const toTurn = ({ _id, version, members }: Conversation): Turn => ({
  conversation: _id,
  version,
  members: usernames(members),
});

/** One atomic step. `$max`, because two changes can arrive in another order than they looked at the clock. */
const change = (versions: number) => ({ $inc: { version: versions }, $max: { changedAt: now() } });

const message = () => ({ $inc: { version: 1 }, $max: { changedAt: now(), activityAt: now() } });

/**
 * Takes the next version for an edit or a deletion.
 * @param versions how many to take at once; the turn holds the last of them
 * @returns null when there is no such conversation
 */
export async function nextTurn(conversation: string, versions = 1): Promise<Turn | null> {
  const updated = await conversations.findOneAndUpdate({ _id: conversation }, change(versions), {
    returnDocument: 'after',
  });
  return updated && toTurn(updated);
}

/** Takes the next version for a message. @returns null when there is no such conversation, or a member is gone */
export async function nextMessageTurn(conversation: string): Promise<Turn | null> {
  const updated = await conversations.findOneAndUpdate(
    { _id: conversation, 'members.deleted': { $ne: true } },
    message(),
    { returnDocument: 'after' },
  );
  return updated && toTurn(updated);
}

/** As nextMessageTurn, for a conversation that may not exist yet. @param members as they spell their names; they must exist */
export async function firstMessageTurn(members: string[]): Promise<Turn> {
  const distinct = [...new Set(members)];
  const updated = await conversations.findOneAndUpdate(
    { _id: conversationId(...distinct) },
    {
      ...message(),
      $setOnInsert: { members: distinct.map((username) => ({ username, readSeq: 0 })), createdAt: now() },
    },
    { upsert: true, returnDocument: 'after' },
  );
  // With upsert and returnDocument 'after' there always is a document; the driver's type does not know.
  return toTurn(updated as Conversation);
}

/** For demo data. @param whole with the counters that its messages leave it at @throws the driver's error when it is there */
export async function insertConversation(whole: Conversation): Promise<void> {
  await conversations.insertOne(whole);
}

export const findConversation = (id: string): Promise<Conversation | null> =>
  conversations.findOne({ _id: id });

/** The members' names, or null when there is no such conversation. */
export async function findMembers(id: string): Promise<string[] | null> {
  const found = await conversations.findOne({ _id: id }, { projection: { members: 1 } });
  return found && usernames(found.members);
}

/**
 * Moves a member's read watermark forward, to a seq that the conversation has.
 * @returns the conversation after it, or null when nothing was changed
 */
export const moveReadWatermark = (id: string, username: string, seq: number): Promise<Conversation | null> =>
  conversations.findOneAndUpdate(
    {
      _id: id,
      version: { $gte: seq },
      members: { $elemMatch: { username, readSeq: { $lt: seq }, deleted: { $ne: true } } },
    },
    { ...change(1), $set: { 'members.$.readSeq': seq } },
    { returnDocument: 'after' },
  );

/** With whom somebody talked most recently. */
export async function listPeers(username: string, limit: number): Promise<string[]> {
  const found = await conversations
    .find({ 'members.username': username }, { projection: { members: 1 } })
    .sort({ activityAt: -1, _id: 1 })
    .limit(limit)
    .toArray();
  return found.flatMap(({ members }) => usernames(members)).filter((member) => member !== username);
}

/** Where a page ends. Several conversations can share an instant, hence the id of the last one. */
export interface PageEnd {
  at: Date;
  id: string;
}

/** Newest activity first. */
export const listConversations = (
  username: string,
  { after, limit }: { after?: PageEnd | undefined; limit: number },
): Promise<Conversation[]> =>
  conversations
    .find({
      'members.username': username,
      ...(after && {
        activityAt: { $lte: after.at },
        $or: [{ activityAt: { $lt: after.at } }, { _id: { $gt: after.id } }],
      }),
    })
    .sort({ activityAt: -1, _id: 1 })
    .limit(limit)
    .toArray();

/** Oldest change first. @param since inclusive but for conversations up to its id; '' takes all of that instant */
export const listChangedConversations = (
  username: string,
  since: PageEnd,
  limit: number,
): Promise<Conversation[]> =>
  conversations
    .find({
      'members.username': username,
      changedAt: { $gte: since.at },
      $or: [{ changedAt: { $gt: since.at } }, { _id: { $gt: since.id } }],
    })
    .sort({ changedAt: 1, _id: 1 })
    .limit(limit)
    .toArray();

/** In an order that never changes. @param from id to begin with, inclusively */
export const listConversationsFrom = (
  username: string,
  from: string,
  limit: number,
): Promise<Conversation[]> =>
  conversations
    .find({ 'members.username': username, _id: { $gte: from } })
    .sort({ _id: 1 })
    .limit(limit)
    .toArray();

/** Closes all conversations of an account that is being deleted. Again, it changes nothing. */
export async function markMemberDeleted(username: string): Promise<void> {
  await conversations.updateMany(
    { members: { $elemMatch: { username, deleted: { $ne: true } } } },
    { ...change(1), $set: { 'members.$.deleted': true } },
  );
}

/** In the order of their ids, those whose messages still name an account that is being deleted. */
export async function listNotErased(username: string, after: string, limit: number): Promise<string[]> {
  const found = await conversations
    .find(
      {
        'members.username': username,
        members: { $elemMatch: { username, erased: { $ne: true } } },
        _id: { $gt: after },
      },
      { projection: { _id: 1 } },
    )
    .sort({ _id: 1 })
    .limit(limit)
    .toArray();
  return found.map(({ _id }) => _id);
}

/** Closes the conversation too, in case that it began while the others were being closed. */
export async function markMemberErased(id: string, username: string): Promise<void> {
  await conversations.updateOne(
    { _id: id, 'members.username': username },
    { ...change(1), $set: { 'members.$.deleted': true, 'members.$.erased': true } },
  );
}
