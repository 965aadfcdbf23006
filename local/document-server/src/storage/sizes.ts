/** How much a collection holds, read a part at a time. */
import { PAUSE, type Paused, sliceIsOver } from '../turns.ts';
import type { Collection } from './collection.ts';
import type { CollectionIndex } from './collection-index.ts';
import type { SqlValue } from './engine.ts';

export interface Size {
  count: number;
  bytes: number;
}

/** Of all documents; a view has none. */
export function dataSize(collection: Collection): Paused<Size> {
  return sizeOf(
    collection,
    'record',
    'doc',
    collection.options.has('viewOn') ? undefined : collection.table,
    0,
  );
}

/** Of all entries. */
export function indexSize(collection: Collection, index: CollectionIndex): Paused<Size> {
  return sizeOf(collection, 'key', 'key', index.table, new Uint8Array());
}

const PART = 2000;

function* sizeOf(
  collection: Collection,
  key: string,
  value: string,
  table: string | undefined,
  start: SqlValue,
): Paused<Size> {
  const size: Size = { count: 0, bytes: 0 };
  if (table === undefined) return size;
  let last = start;
  for (;;) {
    collection.requireUnchanged();
    const [count, bytes, greatest] = collection.engine.get(
      `SELECT count(*), total(length(${value})), max(${key}) FROM
        (SELECT ${key}, ${value} FROM ${table} WHERE ${key} > ? ORDER BY ${key} LIMIT ${PART})`,
      last,
    ) as [number, number, SqlValue];
    size.count += count;
    size.bytes += bytes;
    if (count < PART) return size;
    last = greatest;
    if (sliceIsOver()) yield PAUSE;
  }
}
