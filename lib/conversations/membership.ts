/** A member's state in a conversation: one document per person and conversation. */
import { foldUsername } from '../accounts/username.ts';
import type { ConversationKind } from './conversation.ts';

/** In direct conversations both have the role `member`. */
export type Role = 'owner' | 'admin' | 'member';

export interface Membership {
  /** see membershipId */
  _id: string;
  conversation: string;
  kind: ConversationKind;
  /** as its owner spells it */
  username: string;
  /** the other member of a direct conversation, oneself in notes to oneself; absent in a group */
  peer?: string;
  role: Role;
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
}

export const membershipId = (conversation: string, username: string): string =>
  `${conversation}/${foldUsername(username)}`;

export const newMembership = (
  { conversation, kind }: Pick<Membership, 'conversation' | 'kind'>,
  username: string,
  more: Partial<Pick<Membership, 'peer' | 'role' | 'joinedSeq' | 'readSeq'>> = {},
): Membership => ({
  _id: membershipId(conversation, username),
  conversation,
  kind,
  username,
  role: 'member',
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
