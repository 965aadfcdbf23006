/** Roles of members. Only owners change them. */
import { ADMINS_MAX, type Role, roleOf } from '../conversations/group.ts';
import { type GroupDocument, without } from '../conversations/groups.ts';
import { ApiError } from '../http/errors.ts';
import type { GroupChange } from './change.ts';
import { memberNamed } from './joining.ts';
import { requireMember, requireOwner } from './permission.ts';

const listed = (list: 'owners' | 'admins', username: string, isIn: boolean) =>
  isIn ? { $concatArrays: [without(list, username), [{ $literal: username }]] } : without(list, username);

/** A condition: the group has another owner. */
export const hasOtherOwner = (username: string) => ({
  $or: [{ owners: { $ne: username } }, { 'owners.1': { $exists: true } }],
});

const hasRoom = { $expr: { $lt: [{ $add: [{ $size: '$owners' }, { $size: '$admins' }] }, ADMINS_MAX] } };

/**
 * @param name in any spelling
 * @throws ApiError conversation_not_found, not_group_owner, conversation_closed, user_not_found, last_owner, too_many_admins
 */
export const roleChangeOf =
  (actor: string, name: string, role: Role) =>
  (group: GroupDocument): GroupChange | undefined => {
    requireMember(group, actor);
    const username = memberNamed(group, name);
    // Removed meanwhile.
    if (username === undefined) throw new ApiError('user_not_found');
    const before = roleOf(group, username);
    if (before === role) return undefined;
    requireOwner(group, actor);
    const { owners, admins } = group;
    if (before === 'owner' && owners.length === 1) throw new ApiError('last_owner');
    const isNew = before === 'member';
    if (isNew && owners.length + admins.length >= ADMINS_MAX) throw new ApiError('too_many_admins');
    const isBefore =
      before === 'owner'
        ? { owners: username, ...hasOtherOwner(username) }
        : before === 'admin'
          ? { admins: username }
          : { $and: [{ owners: { $ne: username } }, { admins: { $ne: username } }, hasRoom] };
    return {
      where: { $and: [{ owners: actor }, { members: username }, isBefore] },
      change: [
        {
          $set: {
            owners: listed('owners', username, role === 'owner'),
            admins: listed('admins', username, role === 'admin'),
          },
        },
      ],
      system: { type: 'role', users: [username], role },
    };
  };
