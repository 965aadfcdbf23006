import type { Block } from '../../blocks/block.ts';
import { now } from '../../platform/clock.ts';
import { collection } from '../../platform/mongo.ts';
import { type ConversationKind, directConversationId } from '../conversation.ts';
import type { GroupInvite, GroupLook, GroupRules, GroupSettings } from '../group.ts';

export type { GroupInvite };

import type { Membership } from '../membership.ts';
import type { Circle, MessageRequest } from '../visibility.ts';
import type { LastMessage } from './last-messages.ts';
import { insertMemberships } from './memberships.ts';

/** Fields of a group. */
export interface GroupFields extends GroupLook, GroupSettings {
  /** truth of the roles; all others are members */
  owners: string[];
  admins: string[];
  /** see foldGroupName; only in open groups that are listed */
  listedName?: string;
  /** some can no longer be used */
  invites?: GroupInvite[];
  /** digest of the request that made it; absent in demo data */
  madeFrom?: string;
  /** seq of the last message before the latest joining; absent when nobody has joined since it was made */
  lastJoinedSeq?: number;
  /** absent while it is open */
  closedAt?: Date;
}

/** A document without `members` only holds a block that was set before the first message. */
export interface Conversation extends Partial<GroupFields> {
  /** see lib/conversations/conversation.ts */
  _id: string;
  kind: ConversationKind;
  /** absent when there are none */
  blocks?: Block[];
  /** Changes that only one member (a folded name) may see, with their time. They move neither `version` nor `changedAt`. */
  ownChanges?: { by: string; at: Date }[];
  /** Usernames as spelled at registration: they may write, and receive events. Their own state is in their memberships. */
  members: string[];
  /** members of a direct conversation whose account is deleted or being deleted, which closes it; absent when there are none */
  deleted?: string[];
  /** the first messages wait for the answer of one member; absent once answered, and in conversations of earlier versions */
  request?: MessageRequest;
  /** Counts every change: a send, an edit, a deletion, a join. */
  version: number;
  /** seq of the newest message; the next message takes the next number */
  lastSeq: number;
  createdAt: Date;
  /** When a message was last sent; in rare races also repeated, or refused after its version was allocated. The inbox is sorted by it. */
  activityAt: Date;
  /** time of the latest change of any kind; the inbox syncs by it */
  changedAt: Date;
  /** see last-messages.ts; absent when unknown */
  lastMessages?: LastMessage[];
}

/** For pipelines, which need the name before a connection exists. */
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
    {
      name: 'requests',
      key: { 'request.to': 1, activityAt: -1, _id: 1 },
      partialFilterExpression: { 'request.to': { $exists: true } },
    },
    {
      name: 'listed_groups',
      key: { listedName: 1, _id: 1 },
      partialFilterExpression: { listedName: { $exists: true } },
    },
    { name: 'own_changes', key: { 'ownChanges.by': 1, 'ownChanges.at': 1 }, sparse: true },
  ],
} as const;

/** What circleOf needs. The rest of the document, which can be long, is not returned. */
export const FOR_CIRCLE = {
  kind: 1,
  members: 1,
  deleted: 1,
  blocks: 1,
  request: 1,
  owners: 1,
  admins: 1,
  history: 1,
  post: 1,
  closedAt: 1,
  lastJoinedSeq: 1,
} as const;

/** Leaves out deleted members, who see nothing and receive no events. */
export const circleOf = ({
  kind,
  members,
  deleted = [],
  blocks = [],
  request,
  ...group
}: Pick<Conversation, keyof typeof FOR_CIRCLE>): Circle => ({
  kind,
  members: members.filter((username) => !deleted.includes(username)),
  blocks,
  ...(request ? { request } : {}),
  ...(kind === 'group' ? { group: rulesOf(group) } : {}),
});

const rulesOf = ({
  owners = [],
  admins = [],
  history = 'join',
  post = 'all',
  closedAt,
  lastJoinedSeq = 0,
}: Omit<Pick<Conversation, keyof typeof FOR_CIRCLE>, 'kind' | 'members'>): GroupRules => ({
  owners,
  admins,
  history,
  post,
  isClosed: closedAt !== undefined,
  lastJoinedSeq,
});

/** `$max`, because two changes can arrive in the opposite order of their clock readings. */
export const change = (versions: number) => ({ $inc: { version: versions }, $max: { changedAt: now() } });

/** For demo data. @param whole with counters that fit its messages @throws the driver's error when it exists */
export async function insertConversation(whole: Conversation, of: Membership[]): Promise<void> {
  await insertMemberships(of);
  await conversations.insertOne(whole);
}

/** @returns null when there is no such conversation */
export async function findCircle(id: string): Promise<Circle | null> {
  const found = await conversations.findOne(
    { _id: id, members: { $exists: true } },
    { projection: FOR_CIRCLE },
  );
  return found && circleOf(found);
}

/**
 * A circle for events of small groups. Of more members than `limit` it has the reader only, if they are one: a frame of a large group reads
 * no long list.
 * @returns null when there is no such conversation
 */
export async function findSmallCircle(id: string, reader: string, limit: number): Promise<Circle | null> {
  const own = { $setIntersection: ['$members', [{ $literal: reader }]] };
  const [found] = await conversations
    .aggregate<Conversation>([
      { $match: { _id: id, members: { $exists: true } } },
      {
        $project: {
          ...FOR_CIRCLE,
          members: { $cond: [{ $gt: [{ $size: '$members' }, limit] }, own, '$members'] },
        },
      },
    ])
    .toArray();
  return found ? circleOf(found) : null;
}

/** Of the direct conversations between one person and others, by the others' names as given; without members where there is none. */
export async function findCirclesOf(one: string, others: string[]): Promise<Map<string, Circle>> {
  const ids = new Map(others.map((other) => [other, directConversationId(one, other)]));
  const found = await conversations
    .find({ _id: { $in: [...ids.values()] } }, { projection: FOR_CIRCLE })
    .toArray();
  // A document that only holds a block has no members.
  const circles = new Map(
    found.map((each) => [each._id, circleOf({ ...each, members: each.members ?? [] })]),
  );
  const none: Circle = { kind: 'direct', members: [] };
  return new Map(others.map((other) => [other, circles.get(ids.get(other) ?? '') ?? none]));
}

/** The blocks between two people, in either direction. */
export async function findBlocks(one: string, other: string): Promise<Pick<Circle, 'kind' | 'blocks'>> {
  const found = await conversations.findOne(
    { _id: directConversationId(one, other) },
    { projection: { blocks: 1 } },
  );
  return { kind: 'direct', blocks: found?.blocks ?? [] };
}
