/** System messages: a change of a group, in the order of its messages. They hold no display names, which can change. */
import type { Role } from '../conversations/group.ts';
import type { SystemResource } from './resources.ts';

export const SYSTEM_TYPES = [
  'created',
  'changed',
  'added',
  'joined',
  'left',
  'removed',
  'role',
  'closed',
  'pinned',
  'unpinned',
] as const;

export type SystemType = (typeof SYSTEM_TYPES)[number];

/** Fields of a group that `changed` names. */
export const CHANGED_FIELDS = ['Name', 'Topic', 'Avatar', 'HistoryFrom', 'Post', 'Add', 'Listed'] as const;

export interface System {
  type: SystemType;
  /** whom it is about; the actor is the message's author */
  users?: string[];
  role?: Role;
  changed?: (typeof CHANGED_FIELDS)[number][];
  /** the new ones */
  name?: string;
  topic?: string;
  /** id of the message that was pinned */
  message?: string;
}

export const toSystemResource = ({
  type,
  users,
  role,
  changed,
  name,
  topic,
  message,
}: System): SystemResource => ({
  Type: type,
  ...(users ? { Users: users } : {}),
  ...(role ? { Role: role } : {}),
  ...(changed ? { Changed: changed } : {}),
  ...(name === undefined ? {} : { Name: name }),
  ...(topic === undefined ? {} : { Topic: topic }),
  ...(message === undefined ? {} : { MessageId: message }),
});
