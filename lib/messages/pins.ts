/**
 * Pinned messages of a conversation. A pin is an amendment of the message, so a deletion removes it, and it is visible where the
 * message is.
 */
import { findReader } from '../conversations/circles.ts';
import { roleOf } from '../conversations/group.ts';
import { newSystemMessage, updateGroup } from '../conversations/groups.ts';
import { maySee } from '../conversations/visibility.ts';
import { ApiError } from '../http/errors.ts';
import { now } from '../platform/clock.ts';
import { waitForAll } from '../platform/wait-for-all.ts';
import { amendMessage } from './amending.ts';
import type { Amendment } from './amendment.ts';
import { writeSystemMessage } from './group-messages.ts';
import type { Message } from './message.ts';
import { findMessage } from './store/messages.ts';
import { claimPinNotice, countPinned } from './store/pins.ts';

/** In one conversation, as one member sees it. */
export const PINS_MAX = 50;

const isPinned = ({ pinnedAt }: Message): boolean => pinnedAt !== undefined;

const pinning = (at: Date): Amendment => ({
  change: (field) => ({ pinnedAt: { $ifNull: [field('pinnedAt'), at] } }),
  isMade: isPinned,
  problem: () => undefined,
});

const UNPINNING: Amendment = {
  change: () => ({ pinnedAt: '$$REMOVE' }),
  isMade: (message) => !isPinned(message),
  problem: () => undefined,
};

/** In a group only admins may. @throws ApiError message_not_found, system_message, not_group_admin */
async function requirePinner(username: string, message: Message): Promise<void> {
  const reader = await findReader(message.conversation, username);
  if (!maySee(username, message, reader)) throw new ApiError('message_not_found');
  if (message.system) throw new ApiError('system_message');
  const { group } = reader.circle;
  if (group && roleOf(group, username) === 'member') throw new ApiError('not_group_admin');
}

/** Nothing tells of it in a direct conversation, where clients of the original API would show an empty message. */
async function tellGroup(username: string, message: Message, type: 'pinned' | 'unpinned'): Promise<void> {
  if (message.to !== null || !(await claimPinNotice(message.id, type === 'pinned'))) return;
  const startedAt = now();
  const told = newSystemMessage(username, { type, message: message.id });
  const where = { $or: [{ owners: username }, { admins: username }] };
  const allocated = await updateGroup(message.conversation, { where, change: [] }, told);
  if (allocated) await writeSystemMessage(told, allocated, startedAt);
}

/**
 * Idempotent. A pin beyond the limit is taken back; of two concurrent ones both may be.
 * @param isWanted false: unpins
 * @param admission nothing changes when it rejects
 * @throws ApiError message_not_found, message_deleted, user_blocked, not_group_admin, system_message, conversation_closed,
 * too_many_pinned_messages
 */
export async function setPinned(
  username: string,
  id: string,
  isWanted: boolean,
  admission: Promise<unknown>,
): Promise<void> {
  const finding = findMessage(id, username);
  await waitForAll<unknown>([admission, finding]);
  const before = await finding;
  if (!before) throw new ApiError('message_not_found');
  await requirePinner(username, before);
  const isChange = !before.deletedAt && isPinned(before) !== isWanted;
  const isFull = async (most: number) =>
    isWanted && (await countPinned(before.conversation, username)) > most;
  if (isChange && (await isFull(PINS_MAX - 1))) throw new ApiError('too_many_pinned_messages');
  const after = await amendMessage(username, id, isWanted ? pinning(now()) : UNPINNING);
  // Of a member whom the other blocks nothing changes.
  if (!isChange || isPinned(after) !== isWanted) return;
  if (await isFull(PINS_MAX)) {
    await amendMessage(username, id, UNPINNING);
    throw new ApiError('too_many_pinned_messages');
  }
  await tellGroup(username, after, isWanted ? 'pinned' : 'unpinned');
}
