/** Reads the ranges of an index: keys alone or with their documents, one range after the other or merged. */
import { ServerError } from '../errors.ts';
import type { Collection } from '../storage/collection.ts';
import type { CollectionIndex } from '../storage/collection-index.ts';
import type { SqlValue } from '../storage/engine.ts';
import { checkTime } from '../turns.ts';
import type { IndexScan } from './access.ts';
import type { KeyRange } from './key-ranges.ts';
import { chunks, type Query, type ScanContext, ScannedRow } from './rows.ts';

/** The entries of an index scan alone, without the documents: key, record, types. */
export function* keyScan(
  collection: Collection,
  scanned: IndexScan,
  context: ScanContext,
): Generator<SqlValue[]> {
  scanned.index.accesses++;
  let n = 0;
  for (const entry of allRanges(collection, scanned, context, true)) {
    if (++n % 256 === 0) checkTime();
    yield entry;
  }
}

/** The rows of all ranges, one range after the other. */
function* allRanges(
  collection: Collection,
  scanned: IndexScan,
  context: ScanContext,
  keysOnly: boolean,
): Generator<SqlValue[]> {
  for (const { range, holds } of likelyRanges(collection, scanned, context)) {
    for (const row of rangeRows(collection, scanned, range, context, keysOnly)) {
      holds();
      yield row;
    }
  }
}

interface LikelyRange {
  range: KeyRange;
  /** To be called when the range turns out to hold a key. */
  holds(): void;
}

/** All ranges in the direction of the scan. After two in a row that held nothing, the scan jumps to the next one that holds a key. */
function* likelyRanges(
  collection: Collection,
  scanned: IndexScan,
  context: ScanContext,
): Generator<LikelyRange> {
  const { ranges, direction } = scanned;
  const forward = direction > 0;
  let range = forward ? ranges.first() : ranges.last();
  let emptyRanges = 0;
  const holds = (): void => {
    emptyRanges = 0;
  };
  while (range) {
    emptyRanges++;
    yield { range, holds };
    range = forward ? ranges.after(range.high) : ranges.before(range.low);
    if (emptyRanges >= 2) range = nextFilled(collection, scanned, range, context);
  }
}

/** The first range from this one on that holds anything. */
function nextFilled(
  collection: Collection,
  { index, ranges, direction }: IndexScan,
  from: KeyRange | undefined,
  context: ScanContext,
): KeyRange | undefined {
  requireIndex(index);
  const forward = direction > 0;
  const [comparison, order] = forward ? ['>=', 'ASC'] : ['<', 'DESC'];
  // The first key at or beyond the start of a range: no range before that key holds anything.
  const nextKey = collection.engine.statement(
    `SELECT key FROM ${index.table} WHERE key ${comparison} ? ORDER BY key ${order} LIMIT 1`,
  );
  let range = from;
  while (range) {
    checkTime();
    const row = nextKey.get(forward ? range.low : range.high) as unknown as SqlValue[] | undefined;
    if (!row) return undefined;
    context.execution.counters.keysExamined++;
    const key = row[0] as Uint8Array;
    range = forward ? ranges.after(key) : ranges.before(Buffer.concat([key, Buffer.of(0)]));
    if (range && Buffer.compare(range.low, key) <= 0 && Buffer.compare(key, range.high) < 0) return range;
  }
  return undefined;
}

function requireIndex(index: CollectionIndex): void {
  if (!index.dropped) return;
  throw new ServerError('QueryPlanKilled', `query plan killed :: index '${index.name}' dropped`);
}

/** Keys and records of one range, in order, each with its document or only with the types of its key. */
function rangeRows(
  collection: Collection,
  scanned: IndexScan,
  range: KeyRange,
  context: ScanContext,
  keysOnly: boolean,
): Generator<SqlValue[]> {
  if (!keysOnly && scanned.index.keysAreUnique && scanned.ranges.areWhole)
    return pointRow(collection, scanned.index, range.low, context);
  const forward = scanned.direction > 0;
  const select = keysOnly
    ? `SELECT i.key, i.record, i.types FROM ${scanned.index.table} AS i WHERE`
    : `SELECT i.key, i.record, r.doc FROM ${scanned.index.table} AS i CROSS JOIN ${collection.table} AS r
       WHERE r.record = i.record AND`;
  const order = `ORDER BY i.key ${forward ? '' : 'DESC'} LIMIT ?`;
  const whole = `${select} i.key >= ? AND i.key < ? ${order}`;
  const rest = `${select} ${forward ? 'i.key > ? AND i.key < ?' : 'i.key >= ? AND i.key < ?'} ${order}`;
  const bind = (last: SqlValue | undefined): Query => {
    requireIndex(scanned.index);
    if (last === undefined) return { sql: whole, parameters: [range.low, range.high] };
    return { sql: rest, parameters: forward ? [last, range.high] : [range.low, last] };
  };
  return chunks(collection, bind, context, keysOnly ? 'keys' : 'keys and docs');
}

/** The row of a range that holds one key at most. Two look-ups cost half of what the join of a range costs. */
function* pointRow(
  collection: Collection,
  index: CollectionIndex,
  key: Buffer,
  { execution: { counters } }: ScanContext,
): Generator<SqlValue[]> {
  collection.requireUnchanged();
  requireIndex(index);
  const record = collection.engine.get(`SELECT record FROM ${index.table} WHERE key = ?`, key)?.[0];
  if (record === undefined) return;
  counters.keysExamined++;
  counters.docsExamined++;
  yield [key, record, collection.fetch(Number(record)) ?? null];
}

export function* indexScan(
  collection: Collection,
  scanned: IndexScan,
  context: ScanContext,
): Generator<ScannedRow> {
  scanned.index.accesses++;
  const rows = scanned.merge
    ? merged(collection, scanned, context)
    : allRanges(collection, scanned, context, false);
  const seen = scanned.index.isMultikey ? new Set<number>() : undefined;
  for (const [key, record, joined] of rows) {
    if (seen) {
      if (seen.has(Number(record))) continue;
      seen.add(Number(record));
    }
    const doc = joined ?? documentOf(collection, scanned, key as Uint8Array, context);
    if (doc) yield new ScannedRow(Number(record), doc as Uint8Array);
  }
}

/** The document of a key that was read ahead: a write may have removed the key since. */
function documentOf(
  collection: Collection,
  { index }: IndexScan,
  key: Uint8Array,
  context: ScanContext,
): SqlValue | undefined {
  requireIndex(index);
  const row = collection.engine.get(
    `SELECT r.doc FROM ${index.table} AS i CROSS JOIN ${collection.table} AS r WHERE r.record = i.record AND i.key = ?`,
    key,
  );
  if (row) context.execution.counters.docsExamined++;
  return row?.[0];
}

interface Head {
  range: KeyRange;
  rows: Generator<SqlValue[]>;
  row: SqlValue[];
  /** Of its key, without the fields that are fixed in its range. */
  order: Uint8Array;
}

/**
 * Merges ranges that each are in order behind their fixed prefix. Yields keys and records alone, because most of the keys that
 * are read ahead are not taken; the only range that holds any is read with its documents.
 */
function* merged(collection: Collection, scanned: IndexScan, context: ScanContext): Generator<SqlValue[]> {
  // Most ranges give few of the first rows: each reads one key, then two, then four.
  let taken = 0;
  const one = { ...context, expected: 1, remaining: () => (context.expected ?? 0) - taken };
  const compare = (a: Head, b: Head): number => Buffer.compare(a.order, b.order) * scanned.direction;
  const open: Head[] = [];
  for (const { range, holds } of likelyRanges(collection, scanned, context)) {
    const found = advanced(rangeRows(collection, scanned, range, one, true), range);
    if (found.length > 0) holds();
    open.push(...found);
  }
  const [only] = open;
  if (only && open.length === 1) {
    yield withoutTypes(only.row);
    yield* rangeRows(collection, scanned, restOf(only, scanned.direction), context, false);
    return;
  }
  // The next one is the last of the list.
  const heads = open.sort((a, b) => compare(b, a));
  for (let head = heads.pop(); head; head = heads.pop()) {
    const { row, rows, range } = head;
    taken++;
    yield withoutTypes(row);
    const [next] = advanced(rows, range);
    if (next) heads.splice(placeFor(next, heads, compare), 0, next);
  }
}

function advanced(rows: Generator<SqlValue[]>, range: KeyRange): Head[] {
  const { value: row, done } = rows.next();
  return done ? [] : [{ range, rows, row, order: (row[0] as Uint8Array).subarray(range.prefix) }];
}

const withoutTypes = ([key, record]: SqlValue[]): SqlValue[] => [key as SqlValue, record as SqlValue];

/** The part of its range behind the row. */
function restOf({ range, row: [key] }: Head, direction: number): KeyRange {
  const at = key as Buffer;
  return direction > 0 ? { ...range, low: Buffer.concat([at, Buffer.of(0)]) } : { ...range, high: at };
}

/** In a list that descends. */
function placeFor(head: Head, heads: Head[], compare: (a: Head, b: Head) => number): number {
  let low = 0;
  let high = heads.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compare(heads[middle] as Head, head) > 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
