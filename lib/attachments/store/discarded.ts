/** Rows of files that are to be deleted, and those that expire. */
import { now } from '../../platform/clock.ts';
import { againWhenCut, type Document } from '../../platform/mongo.ts';
import { type AttachmentDocument, type Discarded, discarded, rows } from './attachments.ts';

/** Everything about its owner and the file. */
const PERSONAL = [
  'owner',
  'name',
  'type',
  'sha256',
  'width',
  'height',
  'preview',
  'clientId',
  'createdAt',
  'expiresAt',
  'claim',
  'message',
  'scan',
] as const satisfies readonly (keyof AttachmentDocument)[];

const discarding = (): Document => ({
  $set: { discardedAt: now() },
  $unset: Object.fromEntries(PERSONAL.map((field) => [field, ''])),
});

/** What a message has. @param message rows that another one has are left */
export async function discardRows(ids: readonly string[], message: string): Promise<void> {
  await againWhenCut(() =>
    rows.updateMany(
      {
        _id: { $in: [...ids] },
        owner: { $exists: true },
        $or: [{ message: { $exists: false } }, { message }],
      },
      discarding(),
    ),
  );
}

/** Of a send that was refused. Leaves those that a send has claimed. */
export async function discardUnclaimed(owner: string, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await againWhenCut(() =>
    rows.updateMany({ _id: { $in: [...ids] }, owner, claim: { $exists: false } }, discarding()),
  );
}

/** @returns ids, at most the limit */
export async function discardRowsOf(owner: string, limit: number): Promise<string[]> {
  const found = await rows
    .find({ owner }, { projection: { _id: 1 } })
    .limit(limit)
    .toArray();
  const ids = found.map(({ _id }) => _id);
  if (ids.length > 0) await againWhenCut(() => rows.updateMany({ _id: { $in: ids }, owner }, discarding()));
  return ids;
}

/** Oldest first. */
export const listExpired = (limit: number): Promise<AttachmentDocument[]> =>
  rows
    .find({ expiresAt: { $lte: now() } })
    .sort({ expiresAt: 1 })
    .limit(limit)
    .toArray();

/** Leaves a row that was claimed or prolonged since it was read. */
export async function discardExpired({ _id, expiresAt }: AttachmentDocument): Promise<void> {
  if (expiresAt) await rows.updateOne({ _id, expiresAt }, discarding());
}

/** Discarded first comes first. @param after end of the page before */
export const listDiscarded = (
  after: Pick<Discarded, '_id' | 'discardedAt'> | undefined,
  limit: number,
): Promise<Discarded[]> =>
  discarded
    .find(
      after
        ? {
            $or: [
              { discardedAt: { $gt: after.discardedAt } },
              { discardedAt: after.discardedAt, _id: { $gt: after._id } },
            ],
          }
        : { discardedAt: { $exists: true } },
    )
    .sort({ discardedAt: 1, _id: 1 })
    .limit(limit)
    .toArray();

export const findDiscarded = (ids: readonly string[]): Promise<Discarded[]> =>
  discarded.find({ _id: { $in: [...ids] }, discardedAt: { $exists: true } }).toArray();

/** Those whose bytes are deleted and cannot be uploaded again. @returns the bytes that were counted for them */
export async function deleteDiscarded(list: readonly Discarded[]): Promise<number> {
  let bytes = 0;
  for (const { _id, size, uploadUntil } of list) {
    if (uploadUntil > now()) continue;
    const { deletedCount } = await discarded.deleteOne({ _id, discardedAt: { $exists: true } });
    bytes += deletedCount * size;
  }
  return bytes;
}
