/** Messages say what the virus scan of their files has found. */
import type { Scan } from '../attachments/scan.ts';
import { amendByServer } from './amending.ts';
import type { Amendment } from './amendment.ts';

/** A refusal is final, so that results can come in any order. @param file id of the attachment */
export const scanning = (file: string, scan: Exclude<Scan, 'pending'>): Amendment => ({
  change: (field) => ({
    attachments: {
      $map: {
        input: field('attachments'),
        as: 'file',
        in: {
          $cond: [
            { $and: [{ $eq: ['$$file.id', { $literal: file }] }, { $ne: ['$$file.scan', 'refused'] }] },
            { $mergeObjects: ['$$file', { scan }] },
            '$$file',
          ],
        },
      },
    },
  }),
  isMade: ({ attachments = [] }) => {
    const found = attachments.find(({ id }) => id === file);
    return !found || found.scan === 'refused' || (scan === 'clean' && found.scan !== 'pending');
  },
  problem: () => undefined,
});

/** Idempotent. Nothing happens to a message that was deleted. @param id of the message @param file id of the attachment */
export const showScan = (id: string, file: string, scan: Exclude<Scan, 'pending'>): Promise<void> =>
  amendByServer(id, scanning(file, scan));
