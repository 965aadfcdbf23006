/** What all files take together: one counter, because adding up all rows would take too long. */
import { now } from '../../platform/clock.ts';
import { collection, isDuplicateKey } from '../../platform/mongo.ts';
import { rows } from './attachments.ts';

interface Total {
  _id: 'all';
  bytes: number;
  /** how often it changed */
  changes: number;
  changedAt: Date;
}

const totals = collection<Total>('filetotals');

const changed = (bytes: number) => ({
  $inc: { bytes, changes: 1 },
  $max: { changedAt: now() },
});

/** @returns false, without a change, when that would be more than the maximum */
export async function addToTotal(bytes: number, maximum: number): Promise<boolean> {
  if (bytes > maximum) return false;
  const fits = { _id: 'all' as const, bytes: { $lte: maximum - bytes } };
  try {
    const { matchedCount, upsertedCount } = await totals.updateOne(fits, changed(bytes), { upsert: true });
    return matchedCount + upsertedCount === 1;
  } catch (error) {
    // It is there, and has no room; or another request inserted it first.
    if (!isDuplicateKey(error)) throw error;
    return (await totals.updateOne(fits, changed(bytes))).matchedCount === 1;
  }
}

export async function takeFromTotal(bytes: number): Promise<void> {
  if (bytes > 0) await totals.updateOne({ _id: 'all' }, changed(-bytes));
}

/** Longer than a request takes between counting a file and writing its row. */
const UNDER_WAY_MS = 60_000;

/**
 * Corrects the counter after requests that were cut off between counting and writing. While it changes, it stays as it is: the next run
 * tries again.
 * @returns the bytes by which it was wrong
 */
export async function recountTotal(): Promise<number> {
  const before = await totals.findOne({ _id: 'all' });
  const isQuiet = !before || now().getTime() - before.changedAt.getTime() > UNDER_WAY_MS;
  if (!isQuiet) return 0;
  const [sum] = await rows
    .aggregate<{ bytes: number }>([{ $group: { _id: null, bytes: { $sum: '$size' } } }])
    .toArray();
  const bytes = sum?.bytes ?? 0;
  if (bytes === (before?.bytes ?? 0)) return 0;
  const { modifiedCount } = before
    ? await totals.updateOne({ _id: 'all', changes: before.changes }, { $set: { bytes } })
    : await totals.updateOne(
        { _id: 'all' },
        { $setOnInsert: { bytes, changes: 1, changedAt: now() } },
        { upsert: true },
      );
  return modifiedCount ? bytes - (before?.bytes ?? 0) : 0;
}
