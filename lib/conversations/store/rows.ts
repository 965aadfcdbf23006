/**
 * The rows of the inbox. Direct conversations are found by an index on members and activity; groups by the reader's memberships,
 * because a send in a group of 1,000 must not move 1,000 index keys.
 */
import { foldUsername } from '../../accounts/username.ts';
import type { Document } from '../../platform/mongo.ts';
import type { Membership } from '../membership.ts';
import { PINNED_MAX } from '../own-state.ts';
import { type Circle, peerIn } from '../visibility.ts';
import { CONVERSATIONS, type Conversation, circleOf, conversations, FOR_CIRCLE } from './conversations.ts';
import { allOf, GROUPS_READ, MEMBERSHIPS, memberships, pinnedOf } from './memberships.ts';

/**
 * A conversation as the inbox shows it. In a group `members`, `owners` and `admins` contain the reader only, or nobody when the reader is
 * not in the list.
 */
export interface Row extends Conversation {
  /** of a group */
  memberCount?: number;
  /** in a group the reader's; else of `members`, as far as they exist: that of a deleted account is deleted */
  memberships: Membership[];
}

/** Expression for a list of names, which in a group is long: without those of others. */
const inGroup = (list: string, reader: string): Document => ({
  $cond: [
    { $eq: ['$kind', 'group'] },
    { $setIntersection: [`$${list}`, [{ $literal: reader }]] },
    `$${list}`,
  ],
});

/** Stages that turn conversations into rows for this reader. Usernames are ASCII, which $toLower expects. */
const toRows = (reader: string): Document[] => [
  {
    $set: {
      memberCount: { $cond: [{ $eq: ['$kind', 'group'] }, { $size: '$members' }, '$$REMOVE'] },
      invites: '$$REMOVE',
      ...Object.fromEntries(['members', 'owners', 'admins'].map((list) => [list, inGroup(list, reader)])),
    },
  },
  {
    $set: {
      memberships: {
        $cond: [
          { $eq: ['$kind', 'group'] },
          [{ $concat: ['$_id', '/', { $literal: foldUsername(reader) }] }],
          { $map: { input: '$members', in: { $concat: ['$_id', '/', { $toLower: '$$this' }] } } },
        ],
      },
    },
  },
  { $lookup: { from: MEMBERSHIPS, localField: 'memberships', foreignField: '_id', as: 'memberships' } },
];

const conversationOf = (idField: string) => ({
  from: CONVERSATIONS,
  localField: idField,
  foreignField: '_id',
  as: 'of',
});

/**
 * Stages that replace documents by the conversations whose ids they contain. A conversation that is not found leaves an entry with its
 * id, so that pages keep their length; `isListed` removes it at the end.
 */
const replacedByConversation = (idField: string, kept: Document = {}): Document[] => [
  { $lookup: conversationOf(idField) },
  { $replaceWith: { $mergeObjects: [{ _id: `$${idField}`, ...kept }, { $arrayElemAt: ['$of', 0] }] } },
];

/** The list of members is authoritative: a membership begins before, and ends after, its entry in the list. */
const isListed =
  (reader: string) =>
  ({ members }: Partial<Row>): boolean =>
    members?.includes(reader) ?? false;

/** Whether it is a group that the reader has left. */
export const isLeft = ({ kind, members, memberships: of }: Row): boolean =>
  kind === 'group' && members.length === 0 && of[0]?.kind === 'left';

/**
 * Whether it is a group in whose list the reader is not, although the membership has not ended: a removal was cut off between the two, or
 * a joining has just begun.
 */
export const isUnlisted = ({ kind, members, memberships: of }: Row): boolean =>
  kind === 'group' && members.length === 0 && of[0]?.kind === 'group';

/** Stages over the reader's group memberships. @param inner stages for the conversation of each */
const groupsOf = (reader: string, inner: Document[]): Document[] => [
  { $match: { username: reader, kind: 'group' } },
  { $limit: GROUPS_READ },
  { $lookup: { ...conversationOf('conversation'), pipeline: inner } },
  { $unwind: '$of' },
  { $replaceWith: '$of' },
];

/** End of a page. Several conversations can have the same time, so the id of the last one is part of it. */
export interface PageEnd {
  at: Date;
  id: string;
}

/** `only`: conversations that wait for the reader's answer. `without`: neither those nor ignored ones. By default all. */
export type RequestFilter = 'only' | 'without';

const FILTERS: Record<RequestFilter, (asked: string) => Document> = {
  only: (asked) => ({ 'request.to': asked, 'request.ignoredAt': { $exists: false } }),
  without: (asked) => ({ 'request.to': { $ne: asked } }),
};

interface RowQuery {
  after?: PageEnd | undefined;
  limit: number;
  requests?: RequestFilter | undefined;
  pinnedFirst: boolean;
}

/** Newest activity first. One command. @returns `pinned`, when asked for: all that the reader has pinned, which can be among `rows`, too */
export async function listRows(
  reader: string,
  { after, limit, requests, pinnedFirst }: RowQuery,
): Promise<{ rows: Row[]; pinned: Row[] }> {
  const filter = requests && FILTERS[requests](foldUsername(reader));
  const older = after && {
    activityAt: { $lte: after.at },
    $or: [{ activityAt: { $lt: after.at } }, { _id: { $gt: after.id } }],
  };
  const page = [{ $sort: { activityAt: -1, _id: 1 } }, { $limit: limit }];
  const groups = [
    ...groupsOf(reader, [{ $match: { members: reader, ...older } }, { $project: { activityAt: 1 } }]),
    ...page,
    ...replacedByConversation('_id'),
  ];
  const pinned = [
    { $match: pinnedOf(reader) },
    { $limit: PINNED_MAX },
    ...replacedByConversation('conversation'),
    { $match: { members: reader, ...filter } },
    { $sort: { activityAt: -1, _id: 1 } },
    { $set: { isOnTop: true } },
  ];
  const found = await conversations
    .aggregate<Row & { isOnTop?: true }>([
      { $match: { kind: 'direct', members: reader, ...older, ...filter } },
      ...page,
      ...(requests === 'only' ? [] : [{ $unionWith: { coll: MEMBERSHIPS, pipeline: groups } }, ...page]),
      ...(pinnedFirst ? [{ $unionWith: { coll: MEMBERSHIPS, pipeline: pinned } }] : []),
      ...toRows(reader),
    ])
    .toArray();
  const [first, rows] = [found.filter(({ isOnTop }) => isOnTop), found.filter(({ isOnTop }) => !isOnTop)];
  return { rows, pinned: first };
}

/** A page of rows. `end` is set when there may be more. */
export interface RowPage {
  rows: Row[];
  next: PageEnd | undefined;
}

/**
 * Rows with changes, oldest change first, also of groups that the reader has left or is not listed in: of the conversation, the reader's
 * membership, the peer's read mark, or a change that only the reader may see. A conversation with several changes can be on several pages.
 * One command.
 * @param since changes at or after this time; at exactly this time only conversations behind its id ('' takes all)
 */
export async function listChangedRows(reader: string, since: PageEnd, limit: number): Promise<RowPage> {
  const by = foldUsername(reader);
  const isLater = { at: { $gte: since.at }, $or: [{ at: { $gt: since.at } }, { _id: { $gt: since.id } }] };
  const first = [{ $match: isLater }, { $sort: { at: 1, _id: 1 } }, { $limit: limit + 1 }];
  /** In the order of an index. */
  const entries = (match: Document, field: string, id: string): Document[] => [
    { $match: { ...match, [field]: { $gte: since.at } } },
    { $sort: { [field]: 1, _id: 1 } },
    { $project: { _id: id, at: `$${field}` } },
    { $match: isLater },
    { $limit: limit + 1 },
  ];
  const ownChanges = [
    { $match: { ownChanges: { $elemMatch: { by, at: { $gte: since.at } } }, members: { $exists: true } } },
    { $unwind: '$ownChanges' },
    { $match: { 'ownChanges.by': by } },
    { $project: { at: '$ownChanges.at' } },
    ...first,
  ];
  const groups = [...groupsOf(reader, [{ $project: { at: '$changedAt' } }]), ...first];
  const found = await conversations
    .aggregate<Row & { at: Date }>([
      ...entries({ kind: 'direct', members: reader }, 'changedAt', '$_id'),
      { $unionWith: { coll: CONVERSATIONS, pipeline: ownChanges } },
      {
        $unionWith: {
          coll: MEMBERSHIPS,
          pipeline: entries({ username: reader }, 'changedAt', '$conversation'),
        },
      },
      { $unionWith: { coll: MEMBERSHIPS, pipeline: entries({ peer: reader }, 'readAt', '$conversation') } },
      { $unionWith: { coll: MEMBERSHIPS, pipeline: groups } },
      { $group: { _id: '$_id', at: { $min: '$at' } } },
      { $sort: { at: 1, _id: 1 } },
      { $limit: limit + 1 },
      ...replacedByConversation('_id', { at: '$at' }),
      ...toRows(reader),
    ])
    .toArray();
  const end = found[limit - 1];
  return {
    rows: found.slice(0, limit).filter((row) => isListed(reader)(row) || isLeft(row) || isUnlisted(row)),
    next: end && found.length > limit ? { at: end.at, id: end._id } : undefined,
  };
}

/** One conversation as a row. @returns null when there is none, or the reader is not in it */
export async function findRow(id: string, reader: string): Promise<Row | null> {
  const [row] = await conversations.aggregate<Row>([{ $match: { _id: id } }, ...toRows(reader)]).toArray();
  return row && isListed(reader)(row) ? row : null;
}

/**
 * In the order of their ids, which is stable.
 * @param from id to start with, inclusive
 * @returns also the first id of the next page, if there is one
 */
export async function listRowsFrom(
  reader: string,
  from: string,
  limit: number,
): Promise<{ rows: Row[]; next: string | undefined }> {
  const found = await memberships
    .aggregate<Row>([
      { $match: { ...allOf(reader), _id: { $gte: from } } },
      { $sort: { _id: 1 } },
      { $limit: limit + 1 },
      ...replacedByConversation('conversation'),
      ...toRows(reader),
    ])
    .toArray();
  return { rows: found.slice(0, limit).filter(isListed(reader)), next: found[limit]?._id };
}

/** The most recent peers of a person. @param which by the conversation with each */
export async function listPeers(
  username: string,
  limit: number,
  which: (circle: Circle) => boolean,
): Promise<string[]> {
  const found = await conversations
    .find({ kind: 'direct', members: username }, { projection: FOR_CIRCLE })
    .sort({ activityAt: -1, _id: 1 })
    .limit(limit)
    .toArray();
  return found
    .map(circleOf)
    .filter(which)
    .map((circle) => peerIn(circle, username))
    .filter((peer) => peer !== username);
}
