import { findGroup } from '../conversations/groups.ts';
import { ApiError } from '../http/errors.ts';
import { isJoinable, toGroupResource } from './group.ts';
import type { GroupResource } from './resources.ts';

/** Others see it only while it is listed. @throws ApiError conversation_not_found */
export async function readGroup(reader: string, id: string): Promise<GroupResource> {
  const group = await findGroup(id);
  if (!group || !(group.members.includes(reader) || isJoinable(group)))
    throw new ApiError('conversation_not_found');
  return toGroupResource(group, reader);
}
