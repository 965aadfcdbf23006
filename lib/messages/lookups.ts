/**
 * Stages that look up messages for documents with `conversation`, `peer` and `readSeq`; each reads one small range of an index.
 * $expr compares with variables and can use the index. Comparisons with null stay outside: in $expr, null does not match absent fields.
 * https://www.mongodb.com/docs/manual/reference/operator/aggregation/lookup/
 */
import { foldUsername } from '../accounts/username.ts';
import type { Document } from '../platform/mongo.ts';
import { MESSAGES } from './document.ts';

const lookup = (as: string, variables: string[], pipeline: Document[]): Document => ({
  $lookup: {
    from: MESSAGES,
    let: Object.fromEntries(variables.map((name) => [name, `$${name}`])),
    pipeline,
    as,
  },
});

const inConversation = { $eq: ['$conversation', '$$conversation'] };
const isUnread = { $gt: ['$seq', '$$readSeq'] };

/** A count, and the highest counted seq. */
export interface UnreadCount {
  count: number;
  newest: number;
}

const counted = [{ $group: { _id: null, count: { $sum: 1 }, newest: { $max: '$seq' } } }];

/** Adds `unread`: [UnreadCount] of the peer's messages, or [] for none. Stops counting at the limit. */
export const lookUpUnread = (limit: number): Document =>
  lookup(
    'unread',
    ['conversation', 'peer', 'readSeq'],
    [
      {
        $match: {
          onlyFor: null,
          deletedAt: null,
          $expr: { $and: [inConversation, { $eq: ['$from', '$$peer'] }, isUnread] },
        },
      },
      { $sort: { seq: 1 } },
      { $limit: limit },
      ...counted,
    ],
  );

/** Messages of a group that a count examines, including the reader's own, which it skips. */
const LOOKED_AT = 1_000;

/** Like lookUpUnread, for all messages except the reader's. */
export const lookUpUnreadOfGroup = (reader: string, limit: number): Document =>
  lookup(
    'unread',
    ['conversation', 'readSeq'],
    [
      { $match: { onlyFor: null, $expr: { $and: [inConversation, isUnread] } } },
      { $sort: { seq: -1 } },
      { $limit: LOOKED_AT },
      { $match: { from: { $ne: reader }, deletedAt: null } },
      { $limit: limit },
      ...counted,
    ],
  );

/** Adds `newest`: [the newest message that the reader sees], or []. */
export const lookUpNewest = (reader: string): Document =>
  lookup(
    'newest',
    ['conversation'],
    [
      { $match: { onlyFor: { $in: [null, foldUsername(reader)] }, $expr: inConversation } },
      { $sort: { seq: -1 } },
      { $limit: 1 },
    ],
  );
