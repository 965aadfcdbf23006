/** Which picture a person or group has, and who sees it: who sees the profile, or the group. */
import type { Avatar } from '../accounts/avatar.ts';
import { readPublicProfiles } from '../accounts/public-profiles.ts';
import { isConversationId } from '../conversations/conversation.ts';
import { findGroup } from '../conversations/groups.ts';
import { isJoinable } from '../groups/group.ts';

const isPicture = (avatar: Avatar | null | undefined, id: string): boolean =>
  avatar !== null && avatar !== undefined && 'picture' in avatar && avatar.picture === id;

/** @param whom username, or id of a group @param reader any, when absent */
export async function isShownPicture(whom: string, id: string, reader?: string): Promise<boolean> {
  if (!isConversationId(whom)) {
    const [profile] = await readPublicProfiles([whom]);
    return isPicture(profile?.avatar, id);
  }
  const group = await findGroup(whom);
  const isSeen = group && (reader === undefined || group.members.includes(reader) || isJoinable(group));
  return isSeen ? isPicture(group.avatar, id) : false;
}
