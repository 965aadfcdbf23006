/** How much people may keep, each and all together. */
import { setTimeout } from 'node:timers/promises';
import { ApiError } from '../http/errors.ts';
import { config } from '../platform/config.ts';
import { usageOf } from './store/attachments.ts';
import { addToTotal, takeFromTotal } from './store/total.ts';

/** Rows of concurrent requests that do not fit are gone by then. Leaves time for the answer. */
const WAIT_MS = 3_000;
const FIRST_PAUSE_MS = 20;
const LAST_PAUSE_MS = 300;

/**
 * Whether a row fits into its owner's quota. The row is there, so that each of two concurrent requests sees the other's: what is counted is
 * what is stored, and cannot drift. A row that fits with those before it waits for those behind it, which give way.
 * @param id of the row
 */
export async function fitsQuota(owner: string, id: string): Promise<boolean> {
  const { perPersonBytes, perPersonFiles } = config.fileLimits;
  const fits = (bytes: number, files: number) => bytes <= perPersonBytes && files <= perPersonFiles;
  const until = performance.now() + WAIT_MS;
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(2 * pause, LAST_PAUSE_MS)) {
    const { bytes, files, bytesUpTo, filesUpTo } = await usageOf(owner, id);
    if (fits(bytes, files)) return true;
    if (!fits(bytesUpTo, filesUpTo) || performance.now() > until) return false;
    await setTimeout(pause * (0.5 + Math.random()));
  }
}

/** Without a maximum nothing is counted. @throws ApiError storage_full */
export async function countInTotal(bytes: number): Promise<void> {
  const { totalBytes } = config.fileLimits;
  if (totalBytes > 0 && !(await addToTotal(bytes, totalBytes))) throw new ApiError('storage_full');
}

export async function uncountInTotal(bytes: number): Promise<void> {
  if (config.fileLimits.totalBytes > 0) await takeFromTotal(bytes);
}
