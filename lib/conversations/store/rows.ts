/**
 * The rows of the inbox. Direct conversations are found through their index; groups
 * through one's memberships, because a send in a group of 1,000 must not move 1,000 index keys.
 */
import { foldUsername } from '../../accounts/username.ts';
import type { Document } from '../../platform/mongo.ts';
import { mayInteract, peerIn } from '../visibility.ts';
import { CONVERSATIONS, type Conversation, circleOf, conversations } from './conversations.ts';
import { allOf, GROUPS_MAX, MEMBERSHIPS, memberships } from './memberships.ts';

/** A conversation as the inbox shows it. In a group `members` has the reader only, or nobody when the reader is not in its list. */
export type Row = Omit<Conversation, 'suspended'>;

/** A stage after which conversations are rows of this reader. */
function toRows(reader: string): Document {
  const own = { $setIntersection: ['$members', [{ $literal: reader }]] };
  const fields = {
    kind: 1,
    version: 1,
    lastSeq: 1,
    blocks: 1,
    ownChanges: 1,
    deleted: 1,
    createdAt: 1,
    activityAt: 1,
    changedAt: 1,
    lastMessages: 1,
    at: 1,
  };
  return { $project: { ...fields, members: { $cond: [{ $eq: ['$kind', 'direct'] }, '$members', own] } } };
}

const conversationOf = (idField: string) => ({
  from: CONVERSATIONS,
  localField: idField,
  foreignField: '_id',
  as: 'of',
});

/**
 * Stages that replace documents by the conversations whose ids they have. What is not found leaves its id alone, so that pages keep
 * their length; `isListed` drops it at last.
 */
const replacedByConversation = (idField: string, kept: Document = {}): Document[] => [
  { $lookup: conversationOf(idField) },
  { $replaceWith: { $mergeObjects: [{ _id: `$${idField}`, ...kept }, { $arrayElemAt: ['$of', 0] }] } },
];

/** The list of members is the truth: a membership is written before it, and outlives it. */
const isListed =
  (reader: string) =>
  ({ members }: Partial<Row>): boolean =>
    members?.includes(reader) ?? false;

/** Stages over one's group memberships. @param inner stages for the conversation of each */
const groupsOf = (reader: string, inner: Document[]): Document[] => [
  { $match: { username: reader, kind: 'group' } },
  { $limit: GROUPS_MAX },
  { $lookup: { ...conversationOf('conversation'), pipeline: [{ $match: { members: reader } }, ...inner] } },
  { $unwind: '$of' },
  { $replaceWith: '$of' },
];

/** Where a page ends. Several conversations can share an instant, hence the id of the last one. */
export interface PageEnd {
  at: Date;
  id: string;
}

/** Newest activity first. One command. */
export function listRows(
  reader: string,
  { after, limit }: { after?: PageEnd | undefined; limit: number },
): Promise<Row[]> {
  const older = after && {
    activityAt: { $lte: after.at },
    $or: [{ activityAt: { $lt: after.at } }, { _id: { $gt: after.id } }],
  };
  const page = [{ $sort: { activityAt: -1, _id: 1 } }, { $limit: limit }];
  const groups = [
    ...groupsOf(reader, [{ $match: { ...older } }, { $project: { activityAt: 1 } }]),
    ...page,
    ...replacedByConversation('_id'),
  ];
  return conversations
    .aggregate<Row>([
      { $match: { kind: 'direct', members: reader, ...older } },
      ...page,
      { $unionWith: { coll: MEMBERSHIPS, pipeline: groups } },
      ...page,
      toRows(reader),
    ])
    .toArray();
}

/** A page of rows, and where it ends when there may be more. */
export interface RowPage {
  rows: Row[];
  next: PageEnd | undefined;
}

/**
 * Oldest change first: of a conversation, of one's own membership, of the peer's read mark, or of something that one alone may learn. A
 * conversation that changed in several ways can be on several pages. One command.
 * @param since inclusive but for conversations up to its id; '' takes all of that instant
 */
export async function listChangedRows(reader: string, since: PageEnd, limit: number): Promise<RowPage> {
  const by = foldUsername(reader);
  const isLater = { at: { $gte: since.at }, $or: [{ at: { $gt: since.at } }, { _id: { $gt: since.id } }] };
  const first = [{ $match: isLater }, { $sort: { at: 1, _id: 1 } }, { $limit: limit + 1 }];
  /** In the order of an index; of the instant itself as many as there are. */
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
      toRows(reader),
    ])
    .toArray();
  const end = found[limit - 1];
  return {
    rows: found.slice(0, limit).filter(isListed(reader)),
    next: end && found.length > limit ? { at: end.at, id: end._id } : undefined,
  };
}

/** One conversation as a row. @returns null when there is none, or the reader is not in it */
export async function findRow(id: string, reader: string): Promise<Row | null> {
  const [row] = await conversations.aggregate<Row>([{ $match: { _id: id } }, toRows(reader)]).toArray();
  return row && isListed(reader)(row) ? row : null;
}

/**
 * In the order of their ids, which never changes.
 * @param from id to begin with, inclusively
 * @returns with the id that the next page begins with, when there is one
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
      toRows(reader),
    ])
    .toArray();
  return { rows: found.slice(0, limit).filter(isListed(reader)), next: found[limit]?._id };
}

/** With whom somebody talked most recently; nobody with whom there is a block, whichever of the two it is. */
export async function listPeers(username: string, limit: number): Promise<string[]> {
  const found = await conversations
    .find(
      { kind: 'direct', members: username },
      { projection: { kind: 1, members: 1, deleted: 1, blocks: 1 } },
    )
    .sort({ activityAt: -1, _id: 1 })
    .limit(limit)
    .toArray();
  return found
    .map(circleOf)
    .filter(mayInteract)
    .map((circle) => peerIn(circle, username))
    .filter((peer) => peer !== username);
}
