/** A reader's view of conversations, in one command. */
import { membershipId } from '../membership.ts';
import { type Circle, firstSeqFor, type Reader } from '../visibility.ts';
import { type Conversation, circleOf, conversations, FOR_CIRCLE } from './conversations.ts';
import { MEMBERSHIPS } from './memberships.ts';

type Found = Pick<Conversation, '_id' | keyof typeof FOR_CIRCLE> & { own: { joinedSeq?: number }[] };

/** @returns by conversation; without those that do not exist, and those that the person is not in */
export async function findReaders(
  ids: readonly string[],
  username: string,
): Promise<ReadonlyMap<string, Reader>> {
  if (ids.length === 0) return new Map();
  const own = membershipId('', username);
  const found = await conversations
    .aggregate<Found>([
      { $match: { _id: ids.length === 1 ? ids[0] : { $in: ids }, members: username } },
      {
        $project: {
          ...FOR_CIRCLE,
          // Only here it matters when the reader has joined.
          own: { $cond: [{ $eq: ['$history', 'join'] }, { $concat: ['$_id', { $literal: own }] }, null] },
        },
      },
      { $lookup: { from: MEMBERSHIPS, localField: 'own', foreignField: '_id', as: 'own' } },
    ])
    .toArray();
  return new Map(
    found.map((each) => {
      const circle: Circle = circleOf(each);
      return [each._id, { circle, firstSeq: firstSeqFor(circle.group?.history, each.own[0]?.joinedSeq) }];
    }),
  );
}

/** @returns null when there is no such conversation, or the person is not in it */
export const findReader = async (conversation: string, username: string): Promise<Reader | null> =>
  (await findReaders([conversation], username)).get(conversation) ?? null;
