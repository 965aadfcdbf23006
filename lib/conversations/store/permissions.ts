/** Conditions of the atomic updates, as lib/conversations/visibility.ts decides. */
import { foldUsername } from '../../accounts/username.ts';

export const notBlockedBy = (username: string) => ({ 'blocks.by': { $ne: foldUsername(username) } });

export const isOpen = { closedAt: { $exists: false } };

/** The author is a member, does not block the other one, and is not deleted; the group is not closed. */
export const mayWrite = (author: string) => ({
  ...notBlockedBy(author),
  ...isOpen,
  members: author,
  deleted: { $ne: author },
});

/** mayPost of lib/conversations/visibility.ts. */
export const mayPost = (author: string) => ({
  ...mayWrite(author),
  $or: [{ post: { $ne: 'admins' as const } }, { owners: author }, { admins: author }],
});
