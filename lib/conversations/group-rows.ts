/** Groups in the inbox. */
import { ownStateOf } from './own-state.ts';
import type { ConversationResource } from './resources.ts';
import { circleOf } from './store/conversations.ts';
import type { Row } from './store/rows.ts';
import { roleIn } from './visibility.ts';

export function toInboxGroup(row: Row, username: string): ConversationResource['Group'] {
  if (row.kind !== 'group') return null;
  const { name = '', topic = '', avatar = null, memberCount = 0 } = row;
  const circle = circleOf(row);
  return {
    Name: name,
    Topic: topic,
    Avatar: avatar,
    Members: memberCount,
    Role: roleIn(circle, username) ?? 'member',
    Post: circle.group?.post ?? 'all',
    Closed: circle.group?.isClosed ?? false,
  };
}

/** A group of which this person learns nothing more. */
export const toLeft = ({ _id, memberships: [own] }: Row): ConversationResource => ({
  Conversation: _id,
  Kind: 'group',
  Group: null,
  Left: true,
  User: _id,
  Deleted: false,
  Blocked: false,
  Request: null,
  LastMessage: null,
  Unread: 0,
  UnreadMore: false,
  Mentions: 0,
  MentionSeq: null,
  ReadSeq: 0,
  PeerReadSeq: 0,
  ...ownStateOf(undefined, 0),
  Version: 0,
  ActiveAt: (own?.leftAt ?? new Date(0)).toISOString(),
});
