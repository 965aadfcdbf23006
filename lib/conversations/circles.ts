/** Members of a conversation, blocks between them, and an unanswered request. */
import type { Message } from '../messages/message.ts';
import { membershipId } from './membership.ts';
import { listJoinedSeqs } from './store/memberships.ts';
import type { Circle } from './visibility.ts';

export { findBlocks, findCircle, findCirclesOf } from './store/conversations.ts';
export { listPeers } from './store/rows.ts';

/** Those of the members who see a message. Costs a query in groups that show new members nothing from before. */
export async function membersWhoSee(
  { group }: Circle,
  { conversation, seq }: Pick<Message, 'conversation' | 'seq'>,
  usernames: readonly string[],
): Promise<readonly string[]> {
  if (group?.history !== 'join' || usernames.length === 0) return usernames;
  const joined = await listJoinedSeqs(conversation, usernames);
  return usernames.filter((username) => {
    const joinedSeq = joined.get(membershipId(conversation, username));
    return joinedSeq !== undefined && seq > joinedSeq;
  });
}
