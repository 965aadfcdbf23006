/** Groups as the API shows them. */
import type { GroupDocument } from '../conversations/groups.ts';
import { requireMember } from './permission.ts';
import type { GroupPreviewResource, GroupResource, ListedGroupResource } from './resources.ts';

export const toPreview = ({ _id, name, topic, avatar, members }: GroupDocument): GroupPreviewResource => ({
  Conversation: _id,
  Name: name,
  Topic: topic,
  Avatar: avatar,
  Members: members.length,
});

/** Whether others find it and may join. */
export const isJoinable = ({ listed, closedAt }: GroupDocument): boolean => listed && closedAt === undefined;

/** For those who are not in it, of a joinable group. */
export const toListedResource = (group: GroupDocument): ListedGroupResource => ({
  ...toPreview(group),
  Role: null,
  Listed: true,
});

/** @param reader as spelled in the list of members @throws ApiError conversation_not_found for others, also for who left meanwhile */
export const toGroupResource = (group: GroupDocument, reader: string): GroupResource => ({
  ...toPreview(group),
  Role: requireMember(group, reader),
  HistoryFrom: group.history,
  Post: group.post,
  Add: group.add,
  Listed: group.listed,
  Closed: group.closedAt !== undefined,
  CreatedAt: group.createdAt.toISOString(),
});
