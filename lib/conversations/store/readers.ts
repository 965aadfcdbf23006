/** A reader's view of a conversation, in one command. */
import { membershipId } from '../membership.ts';
import { type Circle, firstSeqFor, type Reader } from '../visibility.ts';
import { type Conversation, circleOf, conversations, FOR_CIRCLE } from './conversations.ts';
import { MEMBERSHIPS } from './memberships.ts';

type Found = Pick<Conversation, '_id' | keyof typeof FOR_CIRCLE> & { own: { joinedSeq?: number }[] };

/** @returns null when there is no such conversation, or the person is not in it */
export async function findReader(conversation: string, username: string): Promise<Reader | null> {
  const own = membershipId(conversation, username);
  const [found] = await conversations
    .aggregate<Found>([
      { $match: { _id: conversation, members: username } },
      {
        $project: {
          ...FOR_CIRCLE,
          // Only here it matters when the reader has joined.
          own: { $cond: [{ $eq: ['$history', 'join'] }, { $literal: own }, null] },
        },
      },
      { $lookup: { from: MEMBERSHIPS, localField: 'own', foreignField: '_id', as: 'own' } },
    ])
    .toArray();
  if (!found) return null;
  const circle: Circle = circleOf(found);
  return { circle, firstSeq: firstSeqFor(circle.group?.history, found.own[0]?.joinedSeq) };
}
