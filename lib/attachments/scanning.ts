/**
 * What becomes of a file once its virus scan has a result: its message says so, and the file of a refused one is discarded. A result can come
 * while the message is being sent. So a result looks for the message after it has changed the row, and a send looks at the rows after it
 * has stored the message: whichever is later sees the other.
 */
import { showScan } from '../messages/scanned.ts';
import { now } from '../platform/clock.ts';
import { config } from '../platform/config.ts';
import { log } from '../platform/log.ts';
import { countMetric } from '../platform/request-scope.ts';
import type { Attachment } from './attachment.ts';
import { deleteAtOnce } from './discarding.ts';
import { type AttachmentDocument, findRow, findRows } from './store/attachments.ts';
import { discardRows } from './store/discarded.ts';
import { forgetScan, listPending, listShownLate, markClean } from './store/scans.ts';
import { findWritten } from './written.ts';

/** Longer than a weekend, within which operators can mend a scanner. */
export const LONGEST_SCAN_MS = 72 * 60 * 60 * 1000;
/** A scan takes minutes at most. */
const LATE_MS = 60 * 60 * 1000;
const AT_ONCE = 200;

/** A row without a message stays `clean` until a send shows it. */
async function showClean(row: AttachmentDocument): Promise<void> {
  const message = row.message ?? (await findWritten(row));
  if (message === undefined) return;
  await showScan(message, row._id, 'clean');
  await forgetScan(row._id);
}

/** Idempotent. A file that is not pending stays as it is. */
export async function passFile(id: string): Promise<void> {
  await markClean(id);
  const row = await findRow(id);
  if (row?.scan === 'clean') await showClean(row);
}

/** Also one that was clean: a later scan can know more. Idempotent. */
export async function refuseFile(id: string): Promise<void> {
  let isRefused = false;
  // A send can store its message in between, whose row is left then.
  for (let row = await findRow(id); row; row = await findRow(id)) {
    const message = row.message ?? (await findWritten(row));
    if (message !== undefined) await showScan(message, id, 'refused');
    await discardRows([id], message ?? '');
    isRefused = true;
  }
  if (!isRefused) return;
  countMetric('FilesRefused');
  await deleteAtOnce([id]);
}

/**
 * For a message that was just stored.
 * @param files those of its files that were scanned, as the message has them
 */
export async function settleScans(
  owner: string,
  message: string,
  files: readonly Attachment[],
): Promise<void> {
  const ids = files.filter(({ scan }) => scan !== 'refused').map(({ id }) => id);
  const found = new Map((await findRows(owner, ids)).map((row) => [row._id, row]));
  for (const id of ids) {
    const row = found.get(id);
    if (!row) await showScan(message, id, 'refused');
    else if (row.scan === 'clean') await showClean(row);
  }
}

/** @param until by performance.now() */
async function forEach(
  until: number,
  list: () => Promise<AttachmentDocument[]>,
  settle: (row: AttachmentDocument) => Promise<void>,
): Promise<void> {
  while (performance.now() < until) {
    const rows = await list();
    for (const row of rows) await settle(row);
    if (rows.length < AT_ONCE) return;
  }
}

/**
 * Run by a schedule. Files without a result are refused after LONGEST_SCAN_MS. Where files are scanned no more, those that wait pass.
 * @param until by performance.now()
 */
export async function sweepScans(until: number): Promise<void> {
  const at = now().getTime();
  await forEach(until, () => listShownLate(AT_ONCE), showClean);
  const limit = new Date(config.scansFiles ? at - LONGEST_SCAN_MS : at);
  await forEach(
    until,
    () => listPending(limit, AT_ONCE),
    ({ _id }) => (config.scansFiles ? refuseFile(_id) : passFile(_id)),
  );
  const late = config.scansFiles ? (await listPending(new Date(at - LATE_MS), AT_ONCE)).length : 0;
  if (late === 0) return;
  countMetric('FilesUnchecked', late);
  log.error('files wait for a virus scan', { files: late });
}
