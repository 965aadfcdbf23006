/** Runs access plans: pulls rows chunk by chunk, so that memory stays flat and a scan resumes by its last key. */
import { decodeDocument } from '../bson/decode.ts';
import type { Document } from '../bson/values.ts';
import { ServerError } from '../errors.ts';
import type { Matcher } from '../query/match.ts';
import type { Collection } from '../storage/collection.ts';
import type { SqlValue } from '../storage/engine.ts';
import { checkTime, PAUSE, type Pause, sliceIsOver } from '../turns.ts';
import type { Access, CollectionScan, IndexScan, KeyRange } from './plan.ts';

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
  /** At most so many rows will be asked for, if that is known. */
  expected: number | undefined;
}

/** A stored document, decoded when somebody looks. */
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
}

const FIRST_CHUNK = 16;
const LARGEST_CHUNK = 128;
/** A chunk of large documents stops growing here. */
const CHUNK_BYTES = 512 * 1024;

export function* scan(
  collection: Collection,
  access: Access,
  matches: Matcher | undefined,
  context: ScanContext,
): Generator<ScannedRow | Pause> {
  for (const row of rowsOf(collection, access, context)) {
    if (!matches || matches(row.doc)) yield row;
    if (sliceIsOver()) yield PAUSE;
  }
}

function rowsOf(collection: Collection, access: Access, context: ScanContext): Generator<ScannedRow> {
  switch (access.stage) {
    case 'COLLSCAN':
      return collectionScan(collection, access, context);
    case 'IXSCAN':
      return indexScan(collection, access, context);
    default:
      return distinctRecords(
        (function* () {
          for (const part of access.scans) yield* indexScan(collection, part, context);
        })(),
      );
  }
}

function* collectionScan(
  collection: Collection,
  { direction }: CollectionScan,
  context: ScanContext,
): Generator<ScannedRow> {
  const forward = direction > 0;
  const sql = `SELECT record, record, doc FROM ${collection.table} WHERE record ${forward ? '>' : '<'} ?
    ORDER BY record ${forward ? '' : 'DESC'} LIMIT ?`;
  const start = forward ? -1 : Number.MAX_SAFE_INTEGER;
  const bind = (last: SqlValue | undefined): Query => ({ sql, parameters: [last ?? start] });
  for (const [, record, doc] of chunks(collection, bind, context)) {
    context.execution.counters.docsExamined++;
    yield new ScannedRow(Number(record), doc as Uint8Array);
  }
}

interface Query {
  sql: string;
  parameters: SqlValue[];
}

/** Rows in chunks that grow while they are small; a write in between makes it read on from the last row. */
function* chunks(
  collection: Collection,
  bind: (last: SqlValue | undefined) => Query,
  context: ScanContext,
): Generator<SqlValue[]> {
  const { engine } = collection;
  let size = Math.min(context.expected ?? FIRST_CHUNK, LARGEST_CHUNK);
  let last: SqlValue | undefined;
  for (;;) {
    collection.requireUnchanged();
    const { sql, parameters } = bind(last);
    const rows = engine.all(sql, ...parameters, size);
    const { version } = engine;
    let bytes = 0;
    let stale = false;
    for (const row of rows) {
      last = row[0] as SqlValue;
      bytes += (row[2] as Uint8Array | null)?.length ?? 0;
      yield row;
      if (engine.version !== version) {
        stale = true;
        break;
      }
    }
    if (stale) continue;
    if (rows.length < size) return;
    if (bytes < CHUNK_BYTES) size = Math.min(Math.max(size * 2, FIRST_CHUNK), LARGEST_CHUNK);
  }
}

/** The entries of an index scan alone, without the documents: key, record, types. */
export function* keyScan(
  collection: Collection,
  scanned: IndexScan,
  context: ScanContext,
): Generator<SqlValue[]> {
  scanned.index.accesses++;
  for (const range of scanned.ranges) {
    for (const entry of rangeRows(collection, scanned, range, context, true)) {
      context.execution.counters.keysExamined++;
      if (context.execution.counters.keysExamined % 256 === 0) checkTime();
      yield entry;
    }
  }
}

/** Keys and records of one range, in order, each with its document or only with the types of its key. */
function rangeRows(
  collection: Collection,
  scanned: IndexScan,
  range: KeyRange,
  context: ScanContext,
  keysOnly = false,
): Generator<SqlValue[]> {
  const forward = scanned.direction > 0;
  const select = keysOnly
    ? `SELECT i.key, i.record, i.types FROM ${scanned.index.table} AS i WHERE`
    : `SELECT i.key, i.record, r.doc FROM ${scanned.index.table} AS i CROSS JOIN ${collection.table} AS r
       WHERE r.record = i.record AND`;
  const order = `ORDER BY i.key ${forward ? '' : 'DESC'} LIMIT ?`;
  const whole = `${select} i.key >= ? AND i.key < ? ${order}`;
  const rest = `${select} ${forward ? 'i.key > ? AND i.key < ?' : 'i.key >= ? AND i.key < ?'} ${order}`;
  const bind = (last: SqlValue | undefined): Query => {
    if (scanned.index.dropped) {
      throw new ServerError('QueryPlanKilled', `query plan killed :: index '${scanned.index.name}' dropped`);
    }
    if (last === undefined) return { sql: whole, parameters: [range.low, range.high] };
    return { sql: rest, parameters: forward ? [last, range.high] : [range.low, last] };
  };
  return chunks(collection, bind, context);
}

function* countedRows(
  collection: Collection,
  scanned: IndexScan,
  range: KeyRange,
  context: ScanContext,
): Generator<SqlValue[]> {
  for (const row of rangeRows(collection, scanned, range, context)) {
    context.execution.counters.keysExamined++;
    yield row;
  }
}

function* indexScan(collection: Collection, scanned: IndexScan, context: ScanContext): Generator<ScannedRow> {
  scanned.index.accesses++;
  const rows = scanned.mergeAfter
    ? mergedRows(collection, scanned, scanned.mergeAfter, context)
    : (function* () {
        for (const range of scanned.ranges) yield* countedRows(collection, scanned, range, context);
      })();
  const seen = scanned.index.isMultikey ? new Set<number>() : undefined;
  for (const [, record, doc] of rows) {
    if (seen) {
      if (seen.has(Number(record))) continue;
      seen.add(Number(record));
    }
    context.execution.counters.docsExamined++;
    yield new ScannedRow(Number(record), doc as Uint8Array);
  }
}

/** Merges ranges that each are in order behind their fixed prefix. */
function* mergedRows(
  collection: Collection,
  scanned: IndexScan,
  mergeAfter: number[],
  context: ScanContext,
): Generator<SqlValue[]> {
  const heads = scanned.ranges.map((range, i) => {
    const rows = countedRows(collection, scanned, range, context);
    return { rows, next: rows.next(), skip: mergeAfter[i] as number };
  });
  for (;;) {
    let best: (typeof heads)[0] | undefined;
    for (const head of heads) {
      if (head.next.done) continue;
      if (!best || compareTails(head, best) * scanned.direction < 0) best = head;
    }
    if (!best) return;
    yield best.next.value as SqlValue[];
    best.next = best.rows.next();
  }
}

type Head = { next: IteratorResult<SqlValue[]>; skip: number };

function compareTails(a: Head, b: Head): number {
  const x = ((a.next.value as SqlValue[])[0] as Uint8Array).subarray(a.skip);
  const y = ((b.next.value as SqlValue[])[0] as Uint8Array).subarray(b.skip);
  return Buffer.compare(x, y);
}

function* distinctRecords(rows: Iterable<ScannedRow>): Generator<ScannedRow> {
  const seen = new Set<number>();
  for (const row of rows) {
    if (seen.has(row.record)) continue;
    seen.add(row.record);
    yield row;
  }
}
