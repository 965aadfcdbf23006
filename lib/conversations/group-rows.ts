/** Groups in the inbox. */
import { now } from '../platform/clock.ts';
import type { Membership } from './membership.ts';
import { ownStateOf } from './own-state.ts';
import type { ConversationResource } from './resources.ts';
import { circleOf } from './store/conversations.ts';
import { endMembership } from './store/group-changes.ts';
import { isUnlisted, type Row } from './store/rows.ts';
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

/** Longer than a function runs. */
const UNDER_WAY_MS = 10_000;

/** Whether a joining may be between its first write and the list of members. */
const isBeginning = ({ joinedSeq, readSeq, changedAt }: Membership): boolean =>
  readSeq === joinedSeq && changedAt !== undefined && now().getTime() - changedAt.getTime() < UNDER_WAY_MS;

/**
 * Ends the memberships of those who were taken off the list by a request that was cut off before that. The list is the truth; nothing else
 * would tell their devices.
 * @returns the rows, without groups that the person is just joining
 */
export async function endUnlisted(rows: Row[], username: string): Promise<Row[]> {
  const finished = rows.map(async (row): Promise<Row[]> => {
    if (!isUnlisted(row)) return [row];
    const { _id, lastSeq, memberships } = row;
    if (memberships.some(isBeginning)) return [];
    const ended = await endMembership(_id, username, lastSeq);
    return ended ? [{ ...row, memberships: memberships.map((own) => ({ ...own, ...ended })) }] : [];
  });
  return (await Promise.all(finished)).flat();
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
