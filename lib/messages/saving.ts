/** Saving messages for oneself. Others do not see it. */
import { findReader } from '../conversations/circles.ts';
import { maySee } from '../conversations/visibility.ts';
import { ApiError } from '../http/errors.ts';
import { waitForAll } from '../platform/wait-for-all.ts';
import { shownOf } from './saved.ts';
import { findMessage, findMessages } from './store/messages.ts';
import { countSaved, deleteSaved, insertSaved, listSaved } from './store/saved.ts';

/** Of one person. */
export const SAVED_MAX = 1_000;

/** What is deleted, or not visible to the person any more, is in no list, so the person cannot remove it. */
async function removeUnseen(username: string): Promise<void> {
  const all = (await listSaved(username, SAVED_MAX + 1)).map(({ message }) => message);
  const found = await findMessages(all);
  const kept = new Set((await shownOf(found, username)).map(({ id }) => id));
  await deleteSaved(
    username,
    all.filter((id) => !kept.has(id)),
  );
}

/**
 * Idempotent. One beyond the limit is taken back; of two concurrent ones both may be.
 * @param admission nothing changes when it rejects
 * @throws ApiError message_not_found, message_deleted, system_message, too_many_saved_messages
 */
export async function saveMessage(username: string, id: string, admission: Promise<unknown>): Promise<void> {
  const finding = findMessage(id, username);
  await waitForAll<unknown>([admission, finding]);
  const message = await finding;
  if (!message || !maySee(username, message, await findReader(message.conversation, username)))
    throw new ApiError('message_not_found');
  if (message.deletedAt) throw new ApiError('message_deleted');
  if (message.system) throw new ApiError('system_message');
  if (!(await insertSaved(username, id)) || (await countSaved(username)) <= SAVED_MAX) return;
  await removeUnseen(username);
  if ((await countSaved(username)) <= SAVED_MAX) return;
  await deleteSaved(username, [id]);
  throw new ApiError('too_many_saved_messages');
}

/** Idempotent, also for messages that the person cannot see any more. */
export const unsaveMessage = (username: string, id: string): Promise<void> => deleteSaved(username, [id]);
