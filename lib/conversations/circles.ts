/** Members of a conversation, blocks between them, an unanswered request, and who gets events. */
import type { Message } from '../messages/message.ts';
import { membershipId } from './membership.ts';
import { findCirclesOf } from './store/conversations.ts';
import { listJoinedSeqs } from './store/memberships.ts';
import {
  type Audience,
  audienceOf,
  type Circle,
  type ConversationEvent,
  isBlocked,
  isSharedBy,
} from './visibility.ts';

export { findBlocks, findCircle, findCirclesOf, findSmallCircle } from './store/conversations.ts';
export { findLastRead, findMemberships } from './store/memberships.ts';
export { findReader, findReaders } from './store/readers.ts';
export { listPeers } from './store/rows.ts';

/**
 * Those of the members who see a message. In groups that show new members nothing from before it costs a query, for messages from before
 * the latest joining.
 */
export async function membersWhoSee(
  circle: Circle,
  { conversation, seq }: Pick<Message, 'conversation' | 'seq'>,
  usernames: readonly string[],
): Promise<readonly string[]> {
  if (isSharedBy(circle, { seq }) || usernames.length === 0) return usernames;
  const joined = await listJoinedSeqs(conversation, usernames);
  return usernames.filter((username) => {
    const joinedSeq = joined.get(membershipId(conversation, username));
    return joinedSeq !== undefined && seq > joinedSeq;
  });
}

/**
 * The audience of typing or a read mark, without those between whom and the member there is a block. In a group it costs a query, bounded by
 * the size of the groups that show these events.
 */
export async function findAudience(
  event: Extract<ConversationEvent, { by: string }>,
  circle: Circle,
): Promise<Audience> {
  const audience = audienceOf(event, circle);
  const others = audience.usernames.filter((username) => username !== event.by);
  if (circle.kind === 'direct' || others.length === 0) return audience;
  const between = await findCirclesOf(event.by, others);
  const usernames = audience.usernames.filter((username) => {
    const direct = between.get(username);
    return !direct || !isBlocked(direct);
  });
  return { ...audience, usernames };
}
