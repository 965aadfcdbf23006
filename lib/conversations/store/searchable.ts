/** The conversations in which a person searches. */
import { foldUsername } from '../../accounts/username.ts';
import type { Document } from '../../platform/mongo.ts';
import { firstSeqFor } from '../visibility.ts';
import { CONVERSATIONS, type Conversation, conversations } from './conversations.ts';
import { GROUPS_READ, memberships } from './memberships.ts';
import type { PageEnd } from './rows.ts';

export interface Searchable {
  /** of the conversation */
  id: string;
  /** the first seq that the person sees */
  firstSeq: number;
  activityAt: Date;
}

/** Of a page: newest activity first. */
interface Page {
  reader: string;
  /** end of the page before */
  after: PageEnd | undefined;
  limit: number;
}

const ORDER = { activityAt: -1, _id: 1 } as const;

const olderThan = ({ after }: Page): Document =>
  after === undefined
    ? {}
    : {
        activityAt: { $lte: after.at },
        $or: [{ activityAt: { $lt: after.at } }, { _id: { $gt: after.id } }],
      };

async function listDirect(page: Page): Promise<Searchable[]> {
  const { reader, limit } = page;
  const ignored = { 'request.to': foldUsername(reader), 'request.ignoredAt': { $exists: true } };
  const found = await conversations
    .find<Pick<Conversation, '_id' | 'activityAt'>>(
      { kind: 'direct', members: reader, ...olderThan(page), $nor: [ignored] },
      { projection: { activityAt: 1 } },
    )
    .sort(ORDER)
    .limit(limit)
    // In one batch: a full one leaves the question whether there is another.
    .batchSize(limit + 1)
    .toArray();
  return found.map(({ _id, activityAt }) => ({ id: _id, firstSeq: 0, activityAt }));
}

async function listGroups(page: Page): Promise<Searchable[]> {
  const { reader, limit } = page;
  const found = await memberships
    .aggregate<Pick<Conversation, '_id' | 'activityAt' | 'history'> & { joinedSeq?: number }>(
      [
        { $match: { username: reader, kind: 'group' } },
        { $limit: GROUPS_READ },
        {
          $lookup: {
            from: CONVERSATIONS,
            localField: 'conversation',
            foreignField: '_id',
            as: 'of',
            // The list of members is authoritative.
            pipeline: [
              { $match: { members: reader, ...olderThan(page) } },
              { $project: { activityAt: 1, history: 1 } },
            ],
          },
        },
        { $unwind: '$of' },
        { $replaceWith: { $mergeObjects: ['$of', { joinedSeq: '$joinedSeq' }] } },
        { $sort: ORDER },
        { $limit: limit },
      ],
      { batchSize: limit + 1 },
    )
    .toArray();
  return found.map(({ _id, activityAt, history = 'join', joinedSeq }) => ({
    id: _id,
    firstSeq: firstSeqFor(history, joinedSeq),
    activityAt,
  }));
}

const byActivity = (one: Searchable, other: Searchable): number =>
  other.activityAt.getTime() - one.activityAt.getTime() || (one.id < other.id ? -1 : 1);

/**
 * Newest activity first, without requests that the person ignores. Two commands at once.
 * @param after end of the page before
 */
export async function listSearchable(
  reader: string,
  after: PageEnd | undefined,
  limit: number,
): Promise<Searchable[]> {
  const page = { reader, after, limit };
  const both = await Promise.all([listDirect(page), listGroups(page)]);
  return both.flat().sort(byActivity).slice(0, limit);
}
