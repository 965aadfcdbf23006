/** Muting turns off one member's notifications. Other members do not see it; the member's other devices learn of it by sync. */
import { now } from '../platform/clock.ts';
import { changeOwn } from './changing-own-state.ts';
import { FOREVER } from './own-state.ts';
import type { Target } from './place.ts';
import type { ConversationResource } from './resources.ts';

interface Length {
  until?: string | null | undefined;
  minutes?: number | undefined;
  forever?: true | undefined;
}

/** @param length `minutes` from now, `until` a time, or `forever`; null ends it */
function endOf({ until, minutes, forever }: Length): Date | null {
  if (forever) return FOREVER;
  if (minutes !== undefined) return new Date(now().getTime() + minutes * 60_000);
  return until ? new Date(until) : null;
}

/** @returns the changed conversation @throws ApiError conversation_not_found, also when the user is not a member */
export const mute = (username: string, target: Target, length: Length): Promise<ConversationResource> =>
  changeOwn(username, target, () => ({ mutedUntil: endOf(length) }));
