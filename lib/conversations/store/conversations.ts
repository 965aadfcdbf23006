import type { Block } from '../../blocks/block.ts';
import { now } from '../../platform/clock.ts';
import { collection } from '../../platform/mongo.ts';
import { type ConversationKind, directConversationId } from '../conversation.ts';
import type { Membership } from '../membership.ts';
import type { Circle } from '../visibility.ts';
import type { LastMessage } from './last-messages.ts';
import { insertMemberships, listGroupIds } from './memberships.ts';

/** Without `members` it is no conversation yet: it holds a block that was set before the first message. */
export interface Conversation {
  /** see lib/conversations/conversation.ts */
  _id: string;
  kind: ConversationKind;
  /** absent when nobody blocks anybody */
  blocks?: Block[];
  /** When something last changed that one member (a folded name) alone may learn: neither `version` nor `changedAt` moves. */
  ownChanges?: { by: string; at: Date }[];
  /** Usernames as their owners spell them: who may write, and who hears of it. What is theirs is in their memberships. */
  members: string[];
  /** members whom an operator has suspended: they send nothing. Absent when there are none */
  suspended?: string[];
  /** members of a direct conversation whose account is deleted, or about to be: nobody can send here any more. Absent as well */
  deleted?: string[];
  /** Counts every change: a send, an edit, a deletion, a join. */
  version: number;
  /** of the newest message: each message takes the next one */
  lastSeq: number;
  createdAt: Date;
  /** When a message was last sent, or sent again, or refused after its version was taken: the order of the inbox's pages. */
  activityAt: Date;
  /** of the latest change of any kind: what the inbox syncs by */
  changedAt: Date;
  /** see last-messages.ts; absent when it is not known which they are */
  lastMessages?: LastMessage[];
}

/** Named in pipelines, too, which a collection that is not connected yet cannot be asked for. */
export const CONVERSATIONS = 'conversations';

export const conversations = collection<Conversation>(CONVERSATIONS);

export const conversationIndexes = {
  collection: CONVERSATIONS,
  indexes: [
    {
      name: 'direct_inbox',
      key: { members: 1, activityAt: -1, _id: 1 },
      partialFilterExpression: { kind: 'direct' },
    },
    {
      name: 'direct_inbox_sync',
      key: { members: 1, changedAt: 1, _id: 1 },
      partialFilterExpression: { kind: 'direct' },
    },
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

/** A deleted account takes part in nothing any more. */
export const circleOf = ({
  kind,
  members,
  deleted = [],
  blocks = [],
}: Pick<Conversation, 'kind' | 'members' | 'deleted' | 'blocks'>): Circle => ({
  kind,
  members: members.filter((username) => !deleted.includes(username)),
  blocks,
});

/** One atomic step. `$max`, because two changes can arrive in another order than they looked at the clock. */
export const change = (versions: number) => ({ $inc: { version: versions }, $max: { changedAt: now() } });

/** For demo data. @param whole with the counters that its messages leave it at @throws the driver's error when it is there */
export async function insertConversation(whole: Conversation, of: Membership[]): Promise<void> {
  await insertMemberships(of);
  await conversations.insertOne(whole);
}

/** @returns null when there is no such conversation */
export async function findCircle(id: string): Promise<Circle | null> {
  const found = await conversations.findOne(
    { _id: id, members: { $exists: true } },
    { projection: { kind: 1, members: 1, deleted: 1, blocks: 1 } },
  );
  return found && circleOf(found);
}

/** The blocks between two people, in either direction. */
export async function findBlocks(one: string, other: string): Promise<Pick<Circle, 'kind' | 'blocks'>> {
  const found = await conversations.findOne(
    { _id: directConversationId(one, other) },
    { projection: { blocks: 1 } },
  );
  return { kind: 'direct', blocks: found?.blocks ?? [] };
}

/** In all conversations of an account. Nobody hears of it: neither version nor time of change moves. */
export async function setMemberSuspended(username: string, suspended: boolean): Promise<void> {
  const update = suspended ? { $addToSet: { suspended: username } } : { $pull: { suspended: username } };
  await conversations.updateMany({ kind: 'direct', members: username }, update);
  const groups = await listGroupIds(username);
  if (groups.length > 0) await conversations.updateMany({ _id: { $in: groups }, members: username }, update);
}
