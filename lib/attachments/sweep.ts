/** Finishes what requests leave: files without a message, sends that were cut off, files without a scan, bytes that were not deleted. */
import { config } from '../platform/config.ts';
import { isConfigured } from '../platform/files.ts';
import { log } from '../platform/log.ts';
import { deleteBytes } from './discarding.ts';
import { sweepScans } from './scanning.ts';
import { isShownPicture } from './shown-pictures.ts';
import { type AttachmentDocument, confirmRows, type Discarded } from './store/attachments.ts';
import { discardExpired, listDiscarded, listExpired } from './store/discarded.ts';
import { keepPicture, pictureOf } from './store/pictures.ts';
import { recountTotal } from './store/total.ts';
import { findWritten } from './written.ts';

const AT_ONCE = 200;
const DELETE_MS = 5_000;

async function settle(row: AttachmentDocument): Promise<void> {
  const whom = pictureOf(row);
  if (whom !== undefined) {
    if (await isShownPicture(whom, row._id)) await keepPicture(row._id, whom);
    else await discardExpired(row);
    return;
  }
  const message = await findWritten(row);
  if (message && row.claim) await confirmRows(row.owner, [row._id], row.claim, message);
  else await discardExpired(row);
}

/** @param until by performance.now() */
async function settleExpired(until: number): Promise<void> {
  while (performance.now() < until) {
    const expired = await listExpired(AT_ONCE);
    for (const row of expired) await settle(row);
    if (expired.length < AT_ONCE) return;
  }
}

/** @param until by performance.now() */
async function deleteAll(until: number): Promise<void> {
  let after: Discarded | undefined;
  while (performance.now() < until) {
    const found = await listDiscarded(after, AT_ONCE);
    await deleteBytes(found, AbortSignal.timeout(DELETE_MS));
    after = found.at(-1);
    if (found.length < AT_ONCE) return;
  }
}

/** Run by a schedule. @param until by performance.now() */
export async function sweepAttachments(until: number): Promise<void> {
  if (!isConfigured()) return;
  await settleExpired(until);
  await sweepScans(until);
  await deleteAll(until);
  if (config.fileLimits.totalBytes === 0) return;
  const wrong = await recountTotal();
  if (wrong !== 0) log.warn('the total of files was counted again', { bytes: wrong });
}
