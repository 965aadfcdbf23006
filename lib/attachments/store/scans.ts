/** Rows of files that wait for the result of a virus scan, or for their message to say it. */
import { type AttachmentDocument, rows } from './attachments.ts';

export async function markClean(id: string): Promise<void> {
  await rows.updateOne({ _id: id, scan: 'pending' }, { $set: { scan: 'clean' } });
}

/** Its message says that it is clean. */
export async function forgetScan(id: string): Promise<void> {
  await rows.updateOne({ _id: id, scan: 'clean' }, { $unset: { scan: '' } });
}

/** Of messages; a file without one goes after a day. Oldest first. @param before when it was announced */
export const listPending = (before: Date, limit: number): Promise<AttachmentDocument[]> =>
  rows
    .find({ scan: 'pending', createdAt: { $lte: before }, message: { $exists: true } })
    .sort({ createdAt: 1 })
    .limit(limit)
    .toArray();

/** Clean ones whose message was stored and may not say so, because a send was cut off. */
export const listShownLate = (limit: number): Promise<AttachmentDocument[]> =>
  rows
    .find({ scan: 'clean', message: { $exists: true } })
    .sort({ createdAt: 1 })
    .limit(limit)
    .toArray();
