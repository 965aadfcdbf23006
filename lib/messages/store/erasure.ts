/** For the deletion of accounts. */

import { ERASED, REMOVED_PARTS } from '../content.ts';
import type { MessageDocument } from '../document.ts';
import { DELETED_ACCOUNT } from '../message.ts';
import { messages } from './messages.ts';

/** The names in a message, without its text, so that long conversations can be processed. */
export type MessageNames = Pick<
  MessageDocument,
  '_id' | 'from' | 'to' | 'version' | 'deletedAt' | 'reactions' | 'mentions' | 'system'
>;

/** In the order of the last changes, including messages visible to one member only. @param members folded @param after only higher versions */
export const listNames = (
  conversation: string,
  members: string[],
  after: number,
  limit: number,
): Promise<MessageNames[]> =>
  messages
    .find(
      { conversation, onlyFor: { $in: [null, ...members] }, version: { $gt: after } },
      { projection: { from: 1, to: 1, version: 1, deletedAt: 1, reactions: 1, mentions: 1, system: 1 } },
    )
    .sort({ version: 1 })
    .limit(limit)
    .toArray();

/** Beside ERASED, in the messages of a deleted account. */
const OWN_ERASED = {
  clientId: '',
  textDigest: '',
  frozen: '',
  ...(Object.fromEntries(REMOVED_PARTS.map((name) => [name, ''])) as Record<
    (typeof REMOVED_PARTS)[number],
    ''
  >),
} as const;

/**
 * Removes a name from messages, and erases the texts of that person; system messages stay, without the name. Skips messages that have changed since they were listed.
 * @param firstVersion first of the allocated versions, one for each message
 */
export async function anonymizeMessages(
  seen: MessageNames[],
  username: string,
  firstVersion: number,
  at: Date,
): Promise<void> {
  const without = (users: string[]): string[] =>
    users.map((name) => (name === username ? DELETED_ACCOUNT : name));
  const updates = seen.map(({ _id, from, to, version, deletedAt, system }, index) => {
    const own = from === username;
    return {
      updateOne: {
        filter: { _id, version },
        update: {
          $set: {
            version: firstVersion + index,
            movedAt: at,
            ...(to === username ? { to: DELETED_ACCOUNT } : {}),
            ...(own ? { from: DELETED_ACCOUNT } : {}),
            ...(own && !system ? { ...ERASED, deletedAt: deletedAt ?? at } : {}),
            ...(system?.users ? { 'system.users': without(system.users) } : {}),
          },
          ...(own
            ? { $unset: OWN_ERASED }
            : { $pull: { reactions: { by: username }, mentions: { username } } }),
        },
      },
    };
  });
  await messages.bulkWrite(updates, { ordered: false });
}

/** @param onlyFor folded name of the only reader; absent: all of the conversation @returns how many, at most the limit */
export async function deleteMessages(
  conversation: string,
  onlyFor: string | undefined,
  limit: number,
): Promise<number> {
  const which = onlyFor === undefined ? { conversation } : { conversation, onlyFor };
  const found = await messages
    .find(which, { projection: { _id: 1 } })
    .limit(limit)
    .toArray();
  if (found.length > 0) await messages.deleteMany({ _id: { $in: found.map(({ _id }) => _id) } });
  return found.length;
}
