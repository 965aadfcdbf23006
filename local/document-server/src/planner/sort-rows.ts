/** The sort stage, for orders that no index gives. */
import type { StringOrder } from '../bson/compare.ts';
import { compareSortKeys, type SortKey, sortKeyOf } from '../query/sort.ts';
import type { Collection } from '../storage/collection.ts';
import { PAUSE, type Pause, sorted } from '../turns.ts';
import type { SortField } from './access.ts';
import { ScannedRow } from './rows.ts';

/** Beyond this the documents are let go and read again in their new order; their keys stay in memory. */
const HELD_BYTES = 32 * 1024 * 1024;

interface Held {
  key: SortKey;
  record: number;
  bytes: Uint8Array | undefined;
}

/** Sorts rows, keeping no more than the first `limit` if one is given. Rows with equal keys keep their order. */
export function* sortScannedRows(
  collection: Collection,
  rows: Iterable<ScannedRow | Pause>,
  fields: readonly SortField[],
  limit: number | undefined,
  order: StringOrder | undefined,
): Generator<ScannedRow | Pause> {
  const keyOf = sortKeyOf(fields, order);
  const compareKeys = compareSortKeys(fields, order);
  const compare = (a: Held, b: Held): number => compareKeys(a.key, b.key);
  let held: Held[] = [];
  let bytes = 0;
  let holding = true;
  for (const row of rows) {
    if (row === PAUSE) {
      yield PAUSE;
      continue;
    }
    held.push({ key: keyOf(row.doc), record: row.record, bytes: holding ? row.bytes : undefined });
    bytes += row.bytes.length;
    if (limit !== undefined && held.length >= limit * 2 + 1000) {
      held = held.sort(compare).slice(0, limit);
      bytes = held.reduce((sum, kept) => sum + (kept.bytes?.length ?? 0), 0);
    }
    if (holding && bytes > HELD_BYTES) {
      holding = false;
      for (const kept of held) kept.bytes = undefined;
    }
  }
  held = yield* sorted(held, compare);
  const count = limit === undefined ? held.length : Math.min(limit, held.length);
  for (let i = 0; i < count; i++) {
    const { record, bytes } = held[i] as Held;
    const content = bytes ?? collection.fetch(record);
    // It may have been deleted since.
    if (content) yield new ScannedRow(record, content);
  }
}
