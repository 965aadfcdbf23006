/** Many conversations of one person, page by page. */
import { mayInteract, peerIn } from '../visibility.ts';
import { type Conversation, circleOf, conversations } from './conversations.ts';

/** With whom somebody talked most recently; nobody with whom there is a block, whoever of the two it is. */
export async function listPeers(username: string, limit: number): Promise<string[]> {
  const found = await conversations
    .find({ 'members.username': username }, { projection: { kind: 1, members: 1, blocks: 1 } })
    .sort({ activityAt: -1, _id: 1 })
    .limit(limit)
    .toArray();
  return found
    .map(circleOf)
    .filter(mayInteract)
    .map((circle) => peerIn(circle, username))
    .filter((peer) => peer !== username);
}

/** Where a page ends. Several conversations can share an instant, hence the id of the last one. */
export interface PageEnd {
  at: Date;
  id: string;
}

/** Newest activity first. */
export const listConversations = (
  username: string,
  { after, limit }: { after?: PageEnd | undefined; limit: number },
): Promise<Conversation[]> =>
  conversations
    .find({
      'members.username': username,
      ...(after && {
        activityAt: { $lte: after.at },
        $or: [{ activityAt: { $lt: after.at } }, { _id: { $gt: after.id } }],
      }),
    })
    .sort({ activityAt: -1, _id: 1 })
    .limit(limit)
    .toArray();

/** Oldest change first. @param since inclusive but for conversations up to its id; '' takes all of that instant */
export const listChangedConversations = (
  username: string,
  since: PageEnd,
  limit: number,
): Promise<Conversation[]> =>
  conversations
    .find({
      'members.username': username,
      changedAt: { $gte: since.at },
      $or: [{ changedAt: { $gt: since.at } }, { _id: { $gt: since.id } }],
    })
    .sort({ changedAt: 1, _id: 1 })
    .limit(limit)
    .toArray();

/** In an order that never changes. @param from id to begin with, inclusively */
export const listConversationsFrom = (
  username: string,
  from: string,
  limit: number,
): Promise<Conversation[]> =>
  conversations
    .find({ 'members.username': username, _id: { $gte: from } })
    .sort({ _id: 1 })
    .limit(limit)
    .toArray();
