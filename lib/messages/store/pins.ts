import { READ, toMessage } from '../document.ts';
import type { Message } from '../message.ts';
import { messages, visibleTo } from './messages.ts';

const pinned = { pinnedAt: { $exists: true } } as const;

export const countPinned = (conversation: string): Promise<number> =>
  messages.countDocuments({ conversation, ...pinned });

/** The pin that was made last comes first. */
export async function listPinned(conversation: string, reader: string, limit: number): Promise<Message[]> {
  const found = await messages
    .find({ ...visibleTo(conversation, reader), ...pinned }, { projection: READ })
    .sort({ pinnedAt: -1, _id: -1 })
    .limit(limit)
    .toArray();
  return found.map((message) => toMessage(message, reader));
}
