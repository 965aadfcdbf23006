import { equalValues } from '../bson/compare.ts';
import { decodeDocument } from '../bson/decode.ts';
import type { CollectionIndex, Entry } from './collection-index.ts';
import type { Engine } from './engine.ts';
import { successor } from './index-key.ts';

interface Records {
  engine: Engine;
  fetch(record: number): Uint8Array | undefined;
}

/** Under a collation the key only narrows the candidates: compares what the documents hold. */
export function collides(records: Records, index: CollectionIndex, entry: Entry, record: number): boolean {
  const rows = records.engine.all(
    `SELECT record FROM ${index.table} WHERE key >= ? AND key < ?`,
    entry.prefix,
    successor(entry.prefix),
  );
  return rows.some(([holder]) => {
    if (holder === record) return false;
    const bytes = records.fetch(Number(holder));
    if (!bytes) return false;
    const others = index.entries(decodeDocument(bytes), Number(holder)).entries;
    return others.some((other) => equalValues(other.tuple, entry.tuple, index.collation?.compare));
  });
}
