/** Renaming a group, changing its settings, closing it. */
import { isDeepStrictEqual } from 'node:util';
import { changeLook } from '../attachments/pictures.ts';
import { type GroupLook, type GroupSettings, listedName } from '../conversations/group.ts';
import { findGroup, type GroupDocument } from '../conversations/groups.ts';
import { ApiError } from '../http/errors.ts';
import type { System } from '../messages/system.ts';
import { now } from '../platform/clock.ts';
import { changeGroup, type GroupChange } from './change.ts';
import type { GroupForm } from './creation.ts';
import { toGroupResource } from './group.ts';
import { isAdmin, requireAdmin, requireMember } from './permission.ts';
import type { GroupResource } from './resources.ts';

/** Absent fields stay. */
export type GroupChanges = {
  [Name in keyof Omit<GroupForm, 'Members'>]?: GroupForm[Name] | undefined;
};

const FIELDS = {
  Name: 'name',
  Topic: 'topic',
  Avatar: 'avatar',
  HistoryFrom: 'history',
  Post: 'post',
  Add: 'add',
  Listed: 'listed',
} as const satisfies Record<keyof GroupChanges, keyof (GroupLook & GroupSettings)>;

const NAMES = Object.keys(FIELDS) as (keyof typeof FIELDS)[];

function changeOf(group: GroupDocument, actor: string, changes: GroupChanges): GroupChange | undefined {
  requireAdmin(group, actor);
  const changed = NAMES.filter(
    (name) => changes[name] !== undefined && !isDeepStrictEqual(changes[name], group[FIELDS[name]]),
  );
  if (changed.length === 0) return undefined;
  const { Name: name = group.name, Topic: topic, Listed: listed = group.listed } = changes;
  const system: System = {
    type: 'changed',
    changed,
    ...(changed.includes('Name') ? { name } : {}),
    ...(changed.includes('Topic') && topic !== undefined ? { topic } : {}),
  };
  const set = Object.fromEntries(changed.map((each) => [FIELDS[each], { $literal: changes[each] }]));
  const nameInList = listedName({ name, listed });
  return {
    // The name in the list of groups depends on both.
    where: {
      $and: [
        isAdmin(actor),
        { name: group.name, listed: group.listed },
        // The picture of before is deleted.
        changed.includes('Avatar') ? { avatar: group.avatar } : {},
      ],
    },
    change: [
      { $set: { ...set, listedName: nameInList === undefined ? '$$REMOVE' : { $literal: nameInList } } },
    ],
    system,
  };
}

/**
 * For admins. What is already so takes no message.
 * @throws ApiError conversation_not_found, not_group_admin, conversation_closed; as changeLook with a picture
 */
export async function updateGroup(actor: string, id: string, changes: GroupChanges): Promise<GroupResource> {
  const store = async (Avatar: GroupChanges['Avatar']) => {
    const made = Avatar === undefined ? changes : { ...changes, Avatar };
    const { avatar: before } = await changeGroup(id, actor, (group) => changeOf(group, actor, made));
    return { before };
  };
  const { Avatar: look } = changes;
  if (look === undefined) await store(undefined);
  else {
    // Others learn nothing of a group by their files.
    const group = await findGroup(id);
    if (!group) throw new ApiError('conversation_not_found');
    requireAdmin(group, actor);
    await changeLook({ owner: actor, whom: id, look }, store);
  }
  const group = await findGroup(id);
  if (!group) throw new ApiError('conversation_not_found');
  return toGroupResource(group, actor);
}

/** For owners. Idempotent; it cannot be opened again. @throws ApiError conversation_not_found, not_group_owner */
export async function closeGroup(actor: string, id: string): Promise<void> {
  await changeGroup(id, actor, (group) => {
    if (requireMember(group, actor) !== 'owner') throw new ApiError('not_group_owner');
    if (group.closedAt) return undefined;
    return {
      where: { owners: actor },
      change: [{ $set: { closedAt: now(), listedName: '$$REMOVE', invites: '$$REMOVE' } }],
      system: { type: 'closed' },
    };
  });
}
