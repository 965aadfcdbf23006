/** Queries that an index answers without looking at the documents: covered projections and counts. */
import { decodeDocument } from '../bson/decode.ts';
import type { Document, Value } from '../bson/values.ts';
import type { Collection } from '../storage/collection.ts';
import { decodeKey } from '../storage/decode-key.ts';
import type { IndexScan, Plan } from './access.ts';
import { keyScan } from './index-scan.ts';
import type { ScanContext } from './rows.ts';

/** The index scan of a plan that needs nothing but keys. One of arrays can have several keys of a document. */
export function keysOnlyScan(plan: Plan | undefined): IndexScan | undefined {
  if (plan?.access.stage !== 'IXSCAN' || plan.residual || !plan.sorted) return undefined;
  const { index, merge } = plan.access;
  return index.collation || merge ? undefined : plan.access;
}

/** Whether the index holds all the paths; arrays, and those of embedded documents, are left to the documents. */
export function isCovered({ index }: IndexScan, paths: readonly string[]): boolean {
  return paths.every((path) => {
    const position = path.includes('.') ? -1 : index.fields.indexOf(path);
    return position !== -1 && !index.isMultikeyField(position);
  });
}

/**
 * The projected documents, made from keys. A null in a key may stand for a missing field, and some numbers are only
 * exact in the document: then the document is read after all.
 */
export function* coveredResults(
  collection: Collection,
  scan: IndexScan,
  paths: readonly string[],
  project: (doc: Document) => Document,
  context: ScanContext,
): Generator<Document> {
  const { index } = scan;
  const width = index.keysAreUnique ? 0 : 6;
  const seen = index.isMultikey ? new Set<number>() : undefined;
  for (const [key, record, types] of keyScan(collection, scan, context)) {
    if (seen?.has(Number(record))) continue;
    seen?.add(Number(record));
    const bytes = key as Uint8Array;
    const values = decodeKey(
      bytes.subarray(0, bytes.length - width),
      types as Uint8Array | null,
      index.directions,
    );
    const doc: Document = new Map();
    for (const [i, field] of index.fields.entries())
      if (paths.includes(field)) doc.set(field, values?.[i] as Value);
    if (!values || [...doc.values()].includes(null)) {
      context.execution.counters.docsExamined++;
      yield project(decodeDocument(collection.fetch(Number(record)) as Uint8Array));
    } else {
      yield inOrder(doc);
    }
  }
}

/** _id first, as documents have it. */
function inOrder(doc: Document): Document {
  const id = doc.get('_id');
  return id === undefined ? doc : new Map([['_id', id], ...doc]);
}
