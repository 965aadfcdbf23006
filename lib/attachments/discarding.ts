/**
 * Deleting files. Rows are marked, and lose everything about a person, before that which names the file goes; then the bytes are deleted,
 * at once if the bucket answers, or else by the sweep. A row stays as long as an address takes its bytes again.
 */
import { deleteFiles, isConfigured } from '../platform/files.ts';
import { describeError, log } from '../platform/log.ts';
import { withinDeadline } from '../platform/within-deadline.ts';
import { keyOf } from './attachment.ts';
import { uncountInTotal } from './quota.ts';
import type { Discarded } from './store/attachments.ts';
import { deleteDiscarded, discardRows, discardRowsOf, findDiscarded } from './store/discarded.ts';

/** The bytes of discarded rows, and then those rows that can go. @throws FilesError */
export async function deleteBytes(list: readonly Discarded[], signal: AbortSignal): Promise<void> {
  if (list.length === 0) return;
  await deleteFiles(
    list.map(({ _id }) => keyOf(_id)),
    signal,
  );
  await uncountInTotal(await deleteDiscarded(list));
}

/** Within the time of a request. */
const AT_ONCE_MS = 1_000;

/** Never fails: the sweep deletes what is left. */
export async function deleteAtOnce(ids: readonly string[]): Promise<void> {
  if (ids.length === 0 || !isConfigured()) return;
  await withinDeadline(
    AT_ONCE_MS,
    async (signal) => deleteBytes(await findDiscarded(ids), signal),
    (error) => log.warn('files not deleted', { files: ids.length, error: describeError(error, 0) }),
  );
}

/** Call it before the message is erased. @param message id */
export const discardFiles = discardRows;

const ROWS_AT_ONCE = 500;

/** All files of an account. @param until by performance.now() @returns false when there is more to do */
export async function discardFilesOf(owner: string, until: number): Promise<boolean> {
  while (performance.now() < until) {
    const ids = await discardRowsOf(owner, ROWS_AT_ONCE);
    await deleteAtOnce(ids);
    if (ids.length < ROWS_AT_ONCE) return true;
  }
  return false;
}
