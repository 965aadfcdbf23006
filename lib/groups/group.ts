/** Groups as the API shows them. */
import { roleOf } from '../conversations/group.ts';
import type { GroupDocument } from '../conversations/groups.ts';
import type { GroupPreviewResource, GroupResource } from './resources.ts';

export const toPreview = ({ _id, name, topic, avatar, members }: GroupDocument): GroupPreviewResource => ({
  Conversation: _id,
  Name: name,
  Topic: topic,
  Avatar: avatar,
  Members: members.length,
});

/** Whether others find it and may join. */
export const isJoinable = ({ listed, closedAt }: GroupDocument): boolean => listed && closedAt === undefined;

/** @param reader as spelled in the list of members, if they are one */
export const toGroupResource = (group: GroupDocument, reader: string): GroupResource => ({
  ...toPreview(group),
  Role: group.members.includes(reader) ? roleOf(group, reader) : null,
  HistoryFrom: group.history,
  Post: group.post,
  Add: group.add,
  Listed: group.listed,
  Closed: group.closedAt !== undefined,
  CreatedAt: group.createdAt.toISOString(),
});
