import { READ, toMessage } from '../document.ts';
import type { Message } from '../message.ts';
import { messages, toObjectId, visibleTo } from './messages.ts';

const pinned = { pinnedAt: { $exists: true } } as const;

/** What this reader sees: messages that only others see must not show by taking its places. */
export const countPinned = (conversation: string, reader: string): Promise<number> =>
  messages.countDocuments({ ...visibleTo(conversation, reader), ...pinned });

/**
 * Among concurrent or repeated requests exactly one announces the change. It marks the message, so that the next change is announced, too.
 * @returns whether this one does
 */
export async function claimPinNotice(id: string, isPinned: boolean): Promise<boolean> {
  const { modifiedCount } = await messages.updateOne(
    { _id: toObjectId(id), pinTold: isPinned ? { $exists: false } : true },
    isPinned ? { $set: { pinTold: true } } : { $unset: { pinTold: '' } },
  );
  return modifiedCount === 1;
}

/** The pin that was made last comes first. */
export async function listPinned(conversation: string, reader: string, limit: number): Promise<Message[]> {
  const found = await messages
    .find({ ...visibleTo(conversation, reader), ...pinned }, { projection: READ })
    .sort({ pinnedAt: -1, _id: -1 })
    .limit(limit)
    .toArray();
  return found.map((message) => toMessage(message, reader));
}
