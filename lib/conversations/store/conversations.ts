import { foldUsername } from '../../accounts/username.ts';
import type { Block } from '../../blocks/block.ts';
import { now } from '../../platform/clock.ts';
import { againWhenCut, collection, isDuplicateKey, type ObjectId } from '../../platform/mongo.ts';
import { type ConversationKind, directConversationId } from '../conversation.ts';
import type { Circle } from '../visibility.ts';
import {
  type LastMessage,
  type MessageChange,
  type SentMessage,
  withChange,
  withSent,
} from './last-messages.ts';

export interface Member {
  /** as its owner spells it */
  username: string;
  /** the seq up to which, inclusively, this member has read */
  readSeq: number;
  /** an operator has suspended the account: it sends nothing */
  suspended?: true;
  /** the account is deleted, or about to be: nobody can send here any more */
  deleted?: true;
  /** and its name and texts were taken out: the username is DELETED_ACCOUNT */
  erased?: true;
}

/** Without `members` it is no conversation yet: it holds a block that was set before the first message. */
export interface Conversation {
  /** see lib/conversations/conversation.ts */
  _id: string;
  kind: ConversationKind;
  /** absent when nobody blocks anybody */
  blocks?: Block[];
  /** When something last changed that one member (a folded name) alone may learn: neither `version` nor `changedAt` moves. */
  ownChanges?: { by: string; at: Date }[];
  members: Member[];
  /** Counts every change: a send, an edit, a deletion, a move of a read watermark. */
  version: number;
  createdAt: Date;
  /** When a message was last sent, or sent again, or refused after its version was taken: the order of the inbox's pages. */
  activityAt: Date;
  /** of the latest change of any kind: what the inbox syncs by */
  changedAt: Date;
  /** see last-messages.ts; absent when it is not known which they are */
  lastMessages?: LastMessage[];
}

/** The version that a change was given, and what decides who sees the change. */
export interface Allocation extends Circle {
  conversation: string;
  version: number;
}

export const conversations = collection<Conversation>('conversations');

export const conversationIndexes = {
  collection: 'conversations',
  indexes: [
    { name: 'inbox', key: { 'members.username': 1, activityAt: -1, _id: 1 } },
    { name: 'inbox_sync', key: { 'members.username': 1, changedAt: 1, _id: 1 } },
    { name: 'member', key: { 'members.username': 1, _id: 1 } },
    {
      name: 'blocks',
      key: { 'blocks.by': 1, _id: 1 },
      partialFilterExpression: { 'blocks.by': { $exists: true } },
    },
    {
      name: 'blocked',
      key: { 'blocks.of': 1, _id: 1 },
      partialFilterExpression: { 'blocks.of': { $exists: true } },
    },
    { name: 'own_changes', key: { 'ownChanges.by': 1, 'ownChanges.at': 1 }, sparse: true },
  ],
} as const;

export const usernames = (members: Member[]): string[] => members.map(({ username }) => username);

/** A deleted account takes part in nothing any more. */
export const circleOf = ({
  kind,
  members,
  blocks = [],
}: Pick<Conversation, 'kind' | 'members' | 'blocks'>): Circle => ({
  kind,
  members: usernames(members.filter(({ deleted }) => !deleted)),
  blocks,
});

const toAllocation = (
  conversation: Pick<Conversation, '_id' | 'kind' | 'version' | 'members' | 'blocks'>,
): Allocation => ({
  conversation: conversation._id,
  version: conversation.version,
  ...circleOf(conversation),
});

/** One atomic step. `$max`, because two changes can arrive in another order than they looked at the clock. */
export const change = (versions: number) => ({ $inc: { version: versions }, $max: { changedAt: now() } });

const NEXT_VERSION = { $add: [{ $ifNull: ['$version', 0] }, 1] };

/** As a pipeline, because the last messages depend on who blocks whom. */
const sending = (message: SentMessage, first: object = {}) => {
  const at = now();
  const lastMessages = withSent(message, NEXT_VERSION, Object.keys(first).length > 0);
  const times = { changedAt: { $max: ['$changedAt', at] }, activityAt: { $max: ['$activityAt', at] } };
  return [{ $set: { ...first, version: NEXT_VERSION, ...times, lastMessages } }];
};

const changing = (messageChange: MessageChange, author?: string) => {
  const lastMessages = withChange(messageChange, author, NEXT_VERSION);
  return [{ $set: { version: NEXT_VERSION, changedAt: { $max: ['$changedAt', now()] }, lastMessages } }];
};

const notBlockedBy = (username: string) => ({ 'blocks.by': { $ne: foldUsername(username) } });

/** The author does not block the other, is not suspended, and the author's account is not deleted. */
const mayWrite = (author: string) => ({
  ...notBlockedBy(author),
  members: {
    $elemMatch: { username: author, suspended: { $ne: true as const }, deleted: { $ne: true as const } },
  },
});

/** What decides on visibility, and nothing of the rest, which grows with what was said. */
const ALLOCATION = {
  projection: { kind: 1, version: 1, members: 1, blocks: 1 },
  returnDocument: 'after',
} as const;

/** Allocates a version to a change that is never refused, such as a deletion. @returns null when there is no such conversation */
export async function allocateVersion(
  conversation: string,
  messageChange: MessageChange,
): Promise<Allocation | null> {
  const updated = await conversations.findOneAndUpdate(
    { _id: conversation },
    changing(messageChange),
    ALLOCATION,
  );
  return updated && toAllocation(updated);
}

/** Allocates a version to an edit. @returns null when its author blocks the other member, is suspended or deleted: nothing was changed */
export async function allocateEdit(
  conversation: string,
  author: string,
  messageChange: MessageChange,
): Promise<Allocation | null> {
  const updated = await conversations.findOneAndUpdate(
    { _id: conversation, ...mayWrite(author) },
    changing(messageChange, author),
    ALLOCATION,
  );
  return updated && toAllocation(updated);
}

/**
 * Allocates a version to a message.
 * @returns null when there is no such conversation, the sender is not in it, is suspended or blocks the other, or a member's
 * account is deleted: nothing was changed
 */
export async function allocateMessage(
  conversation: string,
  message: SentMessage,
): Promise<Allocation | null> {
  // Done twice it takes a version that nobody uses.
  const updated = await againWhenCut(() =>
    conversations.findOneAndUpdate(
      { _id: conversation, 'members.deleted': { $ne: true }, ...mayWrite(message.from) },
      sending(message),
      ALLOCATION,
    ),
  );
  return updated && toAllocation(updated);
}

/**
 * As allocateMessage, for the first message of a direct conversation.
 * @param people both, or one for notes to oneself, as they spell their names; they must exist
 * @returns null when the document was inserted meanwhile, by another first message or by a block, or the sender blocks the other:
 * nothing was changed
 */
export async function allocateFirstMessage(
  people: Pick<Member, 'username' | 'suspended'>[],
  message: SentMessage,
): Promise<Allocation | null> {
  const distinct = new Map(people.map(({ username, suspended }) => [username, suspended]));
  const [one = message.from, other = one] = distinct.keys();
  const members = [...distinct].map(([username, suspended]) => ({
    username,
    readSeq: 0,
    ...(suspended ? { suspended } : {}),
  }));
  try {
    const updated = await conversations.findOneAndUpdate(
      { _id: directConversationId(one, other), members: { $exists: false }, ...notBlockedBy(message.from) },
      sending(message, { kind: 'direct', members: { $literal: members }, createdAt: now() }),
      { upsert: true, ...ALLOCATION },
    );
    return updated && toAllocation(updated);
  } catch (error) {
    if (isDuplicateKey(error)) return null;
    throw error;
  }
}

/** The last message turned out not to be one: its send was refused, or had been done before. */
export async function forgetLastMessages(conversation: string, id: ObjectId): Promise<void> {
  await conversations.updateOne(
    { _id: conversation, 'lastMessages._id': id },
    { $unset: { lastMessages: '' } },
  );
}

/** For demo data. @param whole with the counters that its messages leave it at @throws the driver's error when it is there */
export async function insertConversation(whole: Conversation): Promise<void> {
  await conversations.insertOne(whole);
}

export const findConversation = (id: string): Promise<Conversation | null> =>
  conversations.findOne({ _id: id, members: { $exists: true } });

/** @returns null when there is no such conversation */
export async function findCircle(id: string): Promise<Circle | null> {
  const found = await conversations.findOne(
    { _id: id, members: { $exists: true } },
    { projection: { kind: 1, members: 1, blocks: 1 } },
  );
  return found && circleOf(found);
}

/**
 * Moves a member's read watermark forward, to a seq that the conversation has. While a member blocks the other theirs stays.
 * @returns the conversation after it, or null when nothing was changed
 */
export const moveReadWatermark = (id: string, username: string, seq: number): Promise<Conversation | null> =>
  conversations.findOneAndUpdate(
    {
      _id: id,
      version: { $gte: seq },
      ...notBlockedBy(username),
      members: { $elemMatch: { username, readSeq: { $lt: seq }, deleted: { $ne: true } } },
    },
    { ...change(1), $set: { 'members.$.readSeq': seq } },
    { returnDocument: 'after' },
  );
