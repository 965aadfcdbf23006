/** For the deletion of accounts: their names in what others have forwarded. */
import { DELETED_ACCOUNT } from '../message.ts';
import { messages, toObjectId } from './messages.ts';

export interface Forward {
  id: string;
  conversation: string;
  version: number;
}

export async function listForwardsFrom(username: string, limit: number): Promise<Forward[]> {
  const found = await messages
    .find({ forwardedFrom: username }, { projection: { conversation: 1, version: 1 } })
    .limit(limit)
    .toArray();
  return found.map(({ _id, conversation, version }) => ({ id: _id.toHexString(), conversation, version }));
}

/** Skips messages that have changed since they were listed. @param firstVersion first of the allocated versions, one for each message */
export async function renameForwards(
  list: readonly Forward[],
  firstVersion: number,
  at: Date,
): Promise<void> {
  const updates = list.map(({ id, version }, index) => ({
    updateOne: {
      filter: { _id: toObjectId(id), version },
      update: {
        $set: {
          forwardedFrom: DELETED_ACCOUNT,
          version: Math.max(firstVersion + index, version),
          movedAt: at,
        },
      },
    },
  }));
  await messages.bulkWrite(updates, { ordered: false });
}
