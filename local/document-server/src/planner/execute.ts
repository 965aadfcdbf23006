/** Runs access plans. */
import type { Matcher } from '../query/match.ts';
import type { Collection } from '../storage/collection.ts';
import type { SqlValue } from '../storage/engine.ts';
import { PAUSE, type Pause, sliceIsOver } from '../turns.ts';
import type { Access, CollectionScan } from './access.ts';
import { indexScan } from './index-scan.ts';
import { chunks, type Query, type ScanContext, ScannedRow } from './rows.ts';

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
  for (const [, record, doc] of chunks(collection, bind, context, 'docs')) {
    yield new ScannedRow(Number(record), doc as Uint8Array);
  }
}

function* distinctRecords(rows: Iterable<ScannedRow>): Generator<ScannedRow> {
  const seen = new Set<number>();
  for (const row of rows) {
    if (seen.has(row.record)) continue;
    seen.add(row.record);
    yield row;
  }
}
