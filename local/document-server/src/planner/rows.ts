/** Rows as they are read: chunk by chunk, so that memory stays flat and a scan resumes by its last key. */
import { decodeDocument, decodeFields } from '../bson/decode.ts';
import type { Document } from '../bson/values.ts';
import type { Collection } from '../storage/collection.ts';
import type { SqlValue } from '../storage/engine.ts';

/** What explain reports, counted while it happens. */
export interface Counters {
  keysExamined: number;
  docsExamined: number;
}

/** Of one operation over all its batches. */
export interface ExecutionContext {
  counters: Counters;
}

export interface ScanContext {
  execution: ExecutionContext;
  /** At most so many rows will be asked for, if that is known. A filter may let only some of those read pass. */
  expected: number | undefined;
  /** Of those that are expected, how many are still to come; a chunk that is not the first reads no more. */
  remaining?: () => number;
}

/** A stored document, decoded on first access. */
export class ScannedRow {
  readonly record: number;
  readonly bytes: Uint8Array;
  #doc: Document | undefined;

  constructor(record: number, bytes: Uint8Array) {
    this.record = record;
    this.bytes = bytes;
  }

  get doc(): Document {
    this.#doc ??= decodeDocument(this.bytes);
    return this.#doc;
  }

  /** With these fields at least. */
  with(names: readonly Uint8Array[]): Document {
    return this.#doc ?? decodeFields(this.bytes, names);
  }
}

const FIRST_CHUNK = 16;
const LARGEST_CHUNK = 128;
/** A chunk of large documents stops growing here. */
const CHUNK_BYTES = 512 * 1024;

export interface Query {
  sql: string;
  parameters: SqlValue[];
}

/**
 * Rows in chunks that grow while they are small; a write in between makes it read on from the last row. Keys that are
 * read alone count as examined at once, because a merge reads ahead in all its ranges. Rows with documents count when
 * they are taken; at most one chunk of them is read ahead.
 */
export function* chunks(
  collection: Collection,
  bind: (last: SqlValue | undefined) => Query,
  context: ScanContext,
  reads: 'docs' | 'keys' | 'keys and docs',
): Generator<SqlValue[]> {
  const { engine } = collection;
  const { counters } = context.execution;
  let size = Math.min(context.expected ?? FIRST_CHUNK, LARGEST_CHUNK);
  let last: SqlValue | undefined;
  for (;;) {
    collection.requireUnchanged();
    const { sql, parameters } = bind(last);
    const rows = engine.all(sql, ...parameters, size);
    const { version } = engine;
    if (reads === 'keys') counters.keysExamined += rows.length;
    let bytes = 0;
    let stale = false;
    for (const row of rows) {
      last = row[0] as SqlValue;
      bytes += (row[2] as Uint8Array | null)?.length ?? 0;
      if (reads === 'keys and docs') counters.keysExamined++;
      if (reads !== 'keys') counters.docsExamined++;
      yield row;
      if (engine.version !== version) {
        stale = true;
        break;
      }
    }
    if (stale) continue;
    if (rows.length < size) return;
    if (bytes < CHUNK_BYTES) size = Math.min(size * 2, LARGEST_CHUNK);
    const remaining = context.remaining?.() ?? 0;
    if (remaining > 0) size = Math.min(size, remaining);
  }
}
