import type { ConversationSnapshot, ConversationSummary } from '../types.ts';

/** What a snapshot says of a group. @param row undefined while the inbox does not have it */
export function groupOf(
  row: ConversationSummary | undefined,
  left: boolean,
): Pick<ConversationSnapshot, 'group' | 'left' | 'canPost' | 'canManage'> {
  // A server of an earlier release knows no groups.
  const found = row?.Group ?? null;
  if (!found) return { group: null, left, canPost: !left, canManage: false };
  const {
    Name: name,
    Topic: topic,
    Avatar: avatar,
    Members: members,
    Role: role,
    Post,
    Closed: closed,
  } = found;
  const isAdmin = role !== 'member';
  return {
    group: { name, topic, avatar, members, role, closed },
    left,
    canPost: !closed && (Post === 'all' || isAdmin),
    canManage: !closed && isAdmin,
  };
}
