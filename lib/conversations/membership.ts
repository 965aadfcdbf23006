/** A member's state in a conversation: one document per person and conversation. */
import { foldUsername } from '../accounts/username.ts';
import type { ConversationKind } from './conversation.ts';

/** `left`: of a group that this person has left. */
export type MembershipKind = ConversationKind | 'left';

export interface Membership {
  /** see membershipId */
  _id: string;
  conversation: string;
  kind: MembershipKind;
  /** as its owner spells it */
  username: string;
  /** the other member of a direct conversation, oneself in notes to oneself; absent in a group */
  peer?: string;
  /** the conversation's last seq when this member joined */
  joinedSeq: number;
  /** the last seq that this member has read */
  readSeq: number;
  /** the last seq that the peer of a direct conversation sees as read; absent: readSeq */
  shownSeq?: number;
  /** end of the mute; absent when not muted */
  mutedUntil?: Date;
  /** the last seq that the member saw when archiving the conversation; absent when it is not archived */
  archivedSeq?: number;
  /** absent when it is not pinned */
  pinnedAt?: Date;
  /** which messages notify; absent: all */
  notify?: 'all' | 'mentions' | 'none';
  /** the member has marked the conversation as unread from this seq on, which readSeq does not show; absent when not */
  unreadFrom?: number;
  /** when this document last changed, for the sync of the member's other devices; absent before the first change */
  changedAt?: Date;
  /** when the mark that the peer of a direct conversation sees last moved, for the peer's sync; absent before the first time */
  readAt?: Date;
  /** of a group: when this member left it, and the seq of the message that says so */
  leftAt?: Date;
  leftSeq?: number;
}

export const membershipId = (conversation: string, username: string): string =>
  `${conversation}/${foldUsername(username)}`;

export const newMembership = (
  { conversation, kind }: { conversation: string; kind: ConversationKind },
  username: string,
  more: Partial<Pick<Membership, 'peer' | 'joinedSeq' | 'readSeq'>> = {},
): Membership => ({
  _id: membershipId(conversation, username),
  conversation,
  kind,
  username,
  joinedSeq: 0,
  readSeq: 0,
  ...more,
});

/** The memberships of a new direct conversation. @param people two, or one for notes to oneself */
export const directMemberships = (conversation: string, people: readonly string[]): Membership[] =>
  people.map((username) => {
    const peer = people.find((other) => other !== username) ?? username;
    return newMembership({ conversation, kind: 'direct' }, username, { peer });
  });
