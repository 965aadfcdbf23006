/** Muting turns off one member's notifications. Other members do not see it; the member's other devices learn of it by sync. */
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

/** @returns the changed conversation @throws ApiError conversation_not_found, also when the user is not a member */
export async function mute(
  username: string,
  target: Target,
  length: Parameters<typeof endOf>[0],
): Promise<ConversationResource> {
  const { id } = placeOf(username, target);
  const row = await findRow(id, username);
  // A conversation that is not in the member's inbox cannot be muted.
  const [resource] = row ? await toConversationResources([row], username) : [];
  const until = endOf(length);
  if (!resource || !(await setMutedUntil(id, username, until))) throw new ApiError('conversation_not_found');
  return { ...resource, MutedUntil: toMutedUntil(until) };
}
