/** The messages that a person has saved, as the person may see them now. */
import { findReaders } from '../conversations/circles.ts';
import { maySee } from '../conversations/visibility.ts';
import { decodeCursor, encodeCursor } from '../http/cursor.ts';
import { ApiError } from '../http/errors.ts';
import { type Message, toResource } from './message.ts';
import type { SavedMessageResource } from './resources.ts';
import { listMessagesById } from './store/messages.ts';
import { deleteAllSaved, listSaved, type Saved } from './store/saved.ts';

export { deleteAllSaved, listSaved };

const toCursor = ({ message, savedAt }: Saved): string =>
  encodeCursor('saved', { savedAt: savedAt.getTime(), message });

/** Without deleted ones and those that the person may not see any more. */
export async function shownOf(messages: readonly Message[], username: string): Promise<Message[]> {
  const readers = await findReaders([...new Set(messages.map(({ conversation }) => conversation))], username);
  return messages.filter(
    (message) => !message.deletedAt && maySee(username, message, readers.get(message.conversation) ?? null),
  );
}

/**
 * The one that was saved last first, without deleted messages and those that the person may not see any more: a page can be shorter.
 * @throws ApiError invalid_cursor
 */
export async function readSaved(
  username: string,
  { after, limit }: { after?: string | undefined; limit: number },
): Promise<{ items: SavedMessageResource[]; next: string | undefined }> {
  const position = after === undefined ? undefined : decodeCursor('saved', after);
  if (after !== undefined && position === undefined) throw new ApiError('invalid_cursor');
  const end = position && { message: position.message, savedAt: new Date(position.savedAt) };
  const found = await listSaved(username, limit + 1, end);
  const page = found.slice(0, limit);
  const messages = await listMessagesById(
    page.map(({ message }) => message),
    username,
  );
  const shown = new Map((await shownOf(messages, username)).map((message) => [message.id, message]));
  const items = page.flatMap(({ message: id, savedAt }) => {
    const message = shown.get(id);
    return message ? [{ SavedAt: savedAt.toISOString(), Message: toResource(message) }] : [];
  });
  const last = page.at(-1);
  return { items, next: last && found.length > limit ? toCursor(last) : undefined };
}
