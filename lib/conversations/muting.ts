/** Muting: no notifications for one member, who alone learns of it. */
import { ApiError } from '../http/errors.ts';
import { now } from '../platform/clock.ts';
import { toConversationResources, toMutedUntil } from './inbox.ts';
import { placeOf, type Target } from './place.ts';
import type { ConversationResource } from './resources.ts';
import { setMutedUntil } from './store/memberships.ts';
import { findRow } from './store/rows.ts';

/** @param length `minutes` from now, or `until` a time; null ends it */
function endOf({ until, minutes }: { until?: string | null | undefined; minutes?: number | undefined }) {
  if (minutes !== undefined) return new Date(now().getTime() + minutes * 60_000);
  return until ? new Date(until) : null;
}

/** @returns the conversation as it is now @throws ApiError conversation_not_found, also for somebody who is no member */
export async function mute(
  username: string,
  target: Target,
  length: Parameters<typeof endOf>[0],
): Promise<ConversationResource> {
  const { id } = placeOf(username, target);
  const row = await findRow(id, username);
  // What can be muted is what can be seen.
  const [resource] = row ? await toConversationResources([row], username) : [];
  const until = endOf(length);
  if (!resource || !(await setMutedUntil(id, username, until))) throw new ApiError('conversation_not_found');
  return { ...resource, MutedUntil: toMutedUntil(until) };
}
