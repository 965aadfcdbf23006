/** Changes of what a conversation is to one member alone. Other members do not see them; the member's other devices get them by sync. */
import { ApiError } from '../http/errors.ts';
import { now } from '../platform/clock.ts';
import { toConversationResources } from './inbox.ts';
import { type Notify, PINNED_MAX } from './own-state.ts';
import { placeOf, type Target } from './place.ts';
import type { ConversationResource } from './resources.ts';
import { changeOwnState, countPinned, type OwnChange } from './store/memberships.ts';
import { findRow } from './store/rows.ts';

/**
 * @param toChange by the conversation before it
 * @returns the changed conversation
 * @throws ApiError conversation_not_found, also when the user is not a member; what `toChange` throws
 */
export async function changeOwn(
  username: string,
  target: Target,
  toChange: (before: ConversationResource) => OwnChange | Promise<OwnChange>,
): Promise<ConversationResource> {
  const { id } = placeOf(username, target);
  const row = await findRow(id, username);
  // A conversation that is not in the member's inbox cannot be changed.
  const [before] = row ? await toConversationResources([row], username) : [];
  const own = before && (await changeOwnState(id, username, await toChange(before)));
  if (!row || !own) throw new ApiError('conversation_not_found');
  const memberships = row.memberships.map((each) => (each._id === own._id ? own : each));
  const [after] = await toConversationResources([{ ...row, memberships }], username);
  if (!after) throw new ApiError('conversation_not_found');
  return after;
}

export interface OwnState {
  Archived?: boolean | undefined;
  Pinned?: boolean | undefined;
  Notify?: Notify | undefined;
  /** null ends it */
  UnreadFrom?: number | null | undefined;
}

/** The field that belongs to a flag. @param value of the field when it is set */
function flagged<Value>(flag: boolean | undefined, value: Value): Value | null | undefined {
  return flag === undefined ? undefined : flag ? value : null;
}

/** What is pinned is not archived: the later of the two changes ends the earlier. */
function toOwnChange(before: ConversationResource, state: OwnState): OwnChange {
  const { Archived, Pinned, Notify: notify, UnreadFrom: unreadFrom } = state;
  const lastSeq = before.LastMessage?.Seq ?? 0;
  if (typeof unreadFrom === 'number' && unreadFrom > lastSeq) throw new ApiError('watermark_beyond_end');
  const isRepeated = Pinned === true && before.Pinned;
  return {
    archivedSeq: Pinned ? null : flagged(Archived, lastSeq),
    pinnedAt: Archived ? null : isRepeated ? undefined : flagged(Pinned, now()),
    notify,
    unreadFrom,
  };
}

/**
 * Idempotent. A pin beyond the limit is refused before it is written. Concurrent pins are counted again afterwards: those beyond the
 * limit are taken back, of two of them possibly both.
 * @returns the changed conversation
 * @throws ApiError conversation_not_found, also when the user is not a member; watermark_beyond_end, too_many_pins
 */
export async function changeOwnStateOf(
  username: string,
  target: Target,
  state: OwnState,
): Promise<ConversationResource> {
  let isNewPin = false;
  const changed = await changeOwn(username, target, async (before) => {
    isNewPin = state.Pinned === true && !before.Pinned;
    if (isNewPin && (await countPinned(username)) >= PINNED_MAX) throw new ApiError('too_many_pins');
    return toOwnChange(before, state);
  });
  if (!isNewPin || (await countPinned(username)) <= PINNED_MAX) return changed;
  await changeOwnState(changed.Conversation, username, { pinnedAt: null });
  throw new ApiError('too_many_pins');
}
