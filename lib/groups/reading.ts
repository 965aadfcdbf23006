/** Reading a group, and the list of groups. */
import { foldGroupName } from '../conversations/group.ts';
import { findGroup, type ListedGroup, listGroups } from '../conversations/groups.ts';
import { decodeCursor, encodeCursor } from '../http/cursor.ts';
import { ApiError } from '../http/errors.ts';
import { config } from '../platform/config.ts';
import { isJoinable, toGroupResource, toListedResource } from './group.ts';
import type { GroupPreviewResource, GroupResource, ListedGroupResource } from './resources.ts';

/** Others see it only while it is listed, and of it only what a list of groups shows. @throws ApiError conversation_not_found */
export async function readGroup(reader: string, id: string): Promise<GroupResource | ListedGroupResource> {
  const group = await findGroup(id);
  if (!group) throw new ApiError('conversation_not_found');
  const isOutside = !group.members.includes(reader) && isJoinable(group);
  return isOutside ? toListedResource(group) : toGroupResource(group, reader);
}

const toPreview = ({ _id, name, topic, avatar, memberCount }: ListedGroup): GroupPreviewResource => ({
  Conversation: _id,
  Name: name,
  Topic: topic,
  Avatar: avatar,
  Members: memberCount,
});

/**
 * Listed groups, in the order of their names; none where the server lists no people.
 * @returns `next`: the cursor of the next page, if there is one @throws ApiError invalid_cursor
 */
export async function readListedGroups({
  prefix = '',
  after,
  limit,
}: {
  prefix?: string | undefined;
  after?: string | undefined;
  limit: number;
}): Promise<{ groups: GroupPreviewResource[]; next: string | undefined }> {
  const position = after === undefined ? undefined : decodeCursor('groups', after);
  if (after !== undefined && position === undefined) throw new ApiError('invalid_cursor');
  if (config.directory === 'off') return { groups: [], next: undefined };
  const found = await listGroups(foldGroupName(prefix), position, limit + 1);
  const listed = found.slice(0, limit);
  const last = listed.at(-1);
  const end = last && { name: last.listedName, id: last._id };
  return {
    groups: listed.map(toPreview),
    next: end && found.length > limit ? encodeCursor('groups', end) : undefined,
  };
}
