/** Runs access plans. */
import type { StringOrder } from '../bson/compare.ts';
import { type Filter, fieldsOf } from '../query/filter.ts';
import { compileFilter } from '../query/match.ts';
import type { Collection } from '../storage/collection.ts';
import type { SqlValue } from '../storage/engine.ts';
import { PAUSE, type Pause, sliceIsOver } from '../turns.ts';
import type { Access, CollectionScan } from './access.ts';
import { indexScan } from './index-scan.ts';
import { chunks, type Query, type ScanContext, ScannedRow } from './rows.ts';

export function* scan(
  collection: Collection,
  access: Access,
  { residual, order }: { residual?: Filter | undefined; order?: StringOrder | undefined },
  context: ScanContext,
): Generator<ScannedRow | Pause> {
  const matches = residual && matcherOf(residual, order);
  for (const row of rowsOf(collection, access, context)) {
    if (!matches || matches(row)) yield row;
    if (sliceIsOver()) yield PAUSE;
  }
}

/** Decodes only the fields that the filter looks at. */
function matcherOf(filter: Filter, order: StringOrder | undefined): (row: ScannedRow) => boolean {
  const matches = compileFilter(filter, order);
  const fields = fieldsOf(filter);
  if (!fields) return (row) => matches(row.doc);
  const names = [...fields].map((name) => Buffer.from(name));
  return (row) => matches(row.with(names));
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
