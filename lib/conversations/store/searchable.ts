/** The conversations in which a person searches. */
import { foldUsername } from '../../accounts/username.ts';
import type { ConversationKind } from '../conversation.ts';
import { firstSeqFor } from '../visibility.ts';
import { CONVERSATIONS, type Conversation, conversations } from './conversations.ts';
import { GROUPS_READ, MEMBERSHIPS } from './memberships.ts';
import type { PageEnd } from './rows.ts';

export interface Searchable {
  /** of the conversation */
  id: string;
  /** the first seq that the person sees */
  firstSeq: number;
  activityAt: Date;
}

type Found = Pick<Conversation, '_id' | 'activityAt' | 'history'> & {
  kind: ConversationKind;
  joinedSeq?: number;
};

/**
 * Newest activity first, without requests that the person ignores. One command.
 * @param after end of the page before
 */
export async function listSearchable(
  reader: string,
  after: PageEnd | undefined,
  limit: number,
): Promise<Searchable[]> {
  const older = after && {
    activityAt: { $lte: after.at },
    $or: [{ activityAt: { $lt: after.at } }, { _id: { $gt: after.id } }],
  };
  const ignored = { 'request.to': foldUsername(reader), 'request.ignoredAt': { $exists: true } };
  const page = [{ $sort: { activityAt: -1, _id: 1 } }, { $limit: limit }];
  const groups = [
    { $match: { username: reader, kind: 'group' } },
    { $limit: GROUPS_READ },
    {
      $lookup: {
        from: CONVERSATIONS,
        localField: 'conversation',
        foreignField: '_id',
        as: 'of',
        // The list of members is authoritative.
        pipeline: [{ $match: { members: reader, ...older } }, { $project: { activityAt: 1, history: 1 } }],
      },
    },
    { $unwind: '$of' },
    { $replaceWith: { $mergeObjects: ['$of', { kind: '$kind', joinedSeq: '$joinedSeq' }] } },
    ...page,
  ];
  const found = await conversations
    .aggregate<Found>(
      [
        { $match: { kind: 'direct', members: reader, ...older, $nor: [ignored] } },
        ...page,
        { $project: { activityAt: 1, kind: 1 } },
        { $unionWith: { coll: MEMBERSHIPS, pipeline: groups } },
        ...page,
      ],
      // In one batch: a full one leaves the question whether there is another.
      { batchSize: limit + 1 },
    )
    .toArray();
  return found.map(({ _id, kind, activityAt, history = 'join', joinedSeq }) => ({
    id: _id,
    firstSeq: kind === 'group' ? firstSeqFor(history, joinedSeq) : 0,
    activityAt,
  }));
}
