/**
 * validate: reads every document and compares each index with what it should hold. Others may write in between, so that
 * counts may differ: only then each entry is compared with its document, too.
 */
import { decodeDocument } from '../bson/decode.ts';
import { integer } from '../bson/number.ts';
import { document } from '../bson/values.ts';
import { ServerError } from '../errors.ts';
import { scan } from '../planner/execute.ts';
import type { Collection } from '../storage/collection.ts';
import type { CollectionIndex } from '../storage/collection-index.ts';
import type { SqlValue } from '../storage/engine.ts';
import { indexSize } from '../storage/sizes.ts';
import { PAUSE, type Paused, sliceIsOver } from '../turns.ts';
import { type Command, ok } from './command.ts';
import type { Invocation } from './invocation.ts';

export const validate: Command = {
  name: 'validate',
  fields: {
    full: 'safeBool',
    repair: 'safeBool',
    metadata: 'safeBool',
    checkBSONConformance: 'safeBool',
    background: 'safeBool',
  },
  *run(invocation) {
    const collection = invocation.collection();
    if (!collection)
      throw new ServerError(
        'NamespaceNotFound',
        `Collection '${invocation.namespace}' does not exist to validate.`,
      );
    invocation.refuseView(collection);
    if (invocation.flag('repair'))
      throw new ServerError('CommandNotSupported', 'validate cannot repair here');
    const checks = collection.indexes.map(
      (index): IndexCheck => ({ index, expected: 0, found: 0, errors: [] }),
    );
    const nrecords = yield* readDocuments(invocation, collection, checks);
    for (const check of checks) {
      if (check.index.dropped) continue;
      check.found = (yield* indexSize(collection, check.index)).count;
      if (check.found !== check.expected) yield* findForeignEntries(collection, check);
    }
    const errors = checks.flatMap((check) => check.errors);
    const details = checks.map(
      ({ index, errors }) => [index.name, document({ valid: errors.length === 0 })] as const,
    );
    return ok({
      ns: invocation.namespace,
      nInvalidDocuments: 0,
      nrecords: integer(nrecords),
      nIndexes: checks.length,
      keysPerIndex: new Map(checks.map(({ index, found }) => [index.name, integer(found)])),
      indexDetails: new Map(details),
      valid: errors.length === 0,
      repaired: false,
      warnings: [],
      errors,
      extraIndexEntries: [],
      missingIndexEntries: [],
    });
  },
};

interface IndexCheck {
  index: CollectionIndex;
  /** Entries that the documents call for. */
  expected: number;
  found: number;
  errors: string[];
}

/** Looks up each entry that a document calls for; answers how many documents there are. */
function* readDocuments(
  invocation: Invocation,
  collection: Collection,
  checks: readonly IndexCheck[],
): Paused<number> {
  const context = { execution: invocation.execution(), expected: undefined };
  let count = 0;
  for (const row of scan(collection, { stage: 'COLLSCAN', direction: 1 }, {}, context)) {
    if (row === PAUSE) {
      yield PAUSE;
      continue;
    }
    count++;
    for (const check of checks) {
      if (check.index.dropped) continue;
      const { entries } = check.index.entries(row.doc, row.record);
      check.expected += entries.length;
      for (const entry of entries) {
        if (collection.entries.holderOf(check.index, entry) !== row.record)
          check.errors.push(`record ${row.record} is missing in index ${check.index.name}`);
      }
    }
  }
  return count;
}

/** Looks up the document of each entry. */
function* findForeignEntries(collection: Collection, { index, errors }: IndexCheck): Paused<void> {
  let last: SqlValue = new Uint8Array();
  for (;;) {
    collection.requireUnchanged();
    if (index.dropped) return;
    const sql = `SELECT key, record FROM ${index.table} WHERE key > ? ORDER BY key LIMIT 100`;
    const rows = collection.engine.all(sql, last) as [Uint8Array, number][];
    if (rows.length === 0) return;
    for (const [key, record] of rows) {
      const bytes = collection.fetch(record);
      const { entries } = bytes ? index.entries(decodeDocument(bytes), record) : { entries: [] };
      if (!entries.some((entry) => entry.bytes.equals(key)))
        errors.push(`index ${index.name} has an entry that record ${record} does not call for`);
      last = key;
      if (sliceIsOver()) break;
    }
    if (sliceIsOver()) yield PAUSE;
  }
}
