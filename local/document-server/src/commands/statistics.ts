/** collStats, dbStats and validate. */
import { decodeDocument } from '../bson/decode.ts';
import { integer } from '../bson/number.ts';
import { type Document, Double, document } from '../bson/values.ts';
import { ServerError } from '../errors.ts';
import type { Collection } from '../storage/collection.ts';
import { dataSize, entryCount, indexSize } from '../storage/sizes.ts';
import { type Command, ok } from './command.ts';

function sizeOf(collection: Collection): { count: number; size: number; indexSize: number } {
  if (collection.options.has('viewOn')) return { count: 0, size: 0, indexSize: 0 };
  const indexBytes = collection.indexes.reduce((sum, index) => sum + indexSize(collection, index), 0);
  return { count: collection.count(), size: dataSize(collection), indexSize: indexBytes };
}

const collStats: Command = {
  name: 'collStats',
  aliases: ['collstats'],
  fields: { scale: 'int' },
  run(invocation) {
    const collection = invocation.collection();
    const {
      count,
      size,
      indexSize: indexBytes,
    } = collection ? sizeOf(collection) : { count: 0, size: 0, indexSize: 0 };
    const indexSizes: Document = new Map();
    for (const index of collection?.indexes ?? []) {
      indexSizes.set(index.name, integer(indexSize(collection as Collection, index)));
    }
    return ok({
      ns: invocation.namespace,
      size: integer(size),
      count: integer(count),
      avgObjSize: count === 0 ? undefined : integer(Math.floor(size / count)),
      storageSize: integer(size),
      capped: false,
      nindexes: collection?.indexes.length ?? 0,
      totalIndexSize: integer(indexBytes),
      totalSize: integer(size + indexBytes),
      indexSizes,
      scaleFactor: 1,
    });
  },
};

const dbStats: Command = {
  name: 'dbStats',
  aliases: ['dbstats'],
  fields: { scale: 'int', freeStorage: 'int' },
  run(invocation) {
    const all = invocation.catalog.collections(invocation.database);
    const plain = all.filter((collection) => !collection.options.has('viewOn'));
    const totals = plain.map(sizeOf);
    const sum = (field: 'count' | 'size' | 'indexSize'): number =>
      totals.reduce((total, part) => total + part[field], 0);
    const objects = sum('count');
    return ok({
      db: invocation.database,
      collections: BigInt(plain.length),
      views: BigInt(all.length - plain.length),
      objects: BigInt(objects),
      avgObjSize: new Double(objects === 0 ? 0 : sum('size') / objects),
      dataSize: new Double(sum('size')),
      storageSize: new Double(sum('size')),
      indexes: BigInt(plain.reduce((total, collection) => total + collection.indexes.length, 0)),
      indexSize: new Double(sum('indexSize')),
      totalSize: new Double(sum('size') + sum('indexSize')),
      scaleFactor: 1n,
    });
  },
};

/** Reads every document and compares each index with what it should hold. */
const validate: Command = {
  name: 'validate',
  fields: {
    full: 'safeBool',
    repair: 'safeBool',
    metadata: 'safeBool',
    checkBSONConformance: 'safeBool',
    background: 'safeBool',
  },
  run(invocation) {
    const collection = invocation.collection();
    if (!collection)
      throw new ServerError(
        'NamespaceNotFound',
        `Collection '${invocation.namespace}' does not exist to validate.`,
      );
    invocation.refuseView(collection);
    if (invocation.flag('repair'))
      throw new ServerError('CommandNotSupported', 'validate cannot repair here');
    const { nrecords, expected, errors } = readAll(collection);
    const keysPerIndex: Document = new Map();
    const indexDetails: Document = new Map();
    for (const index of collection.indexes) {
      const found = entryCount(collection, index);
      const wanted = expected.get(index.name) ?? 0;
      keysPerIndex.set(index.name, integer(found));
      indexDetails.set(index.name, document({ valid: found === wanted }));
      if (found !== wanted) errors.push(`index ${index.name} has ${found} entries instead of ${wanted}`);
    }
    return ok({
      ns: invocation.namespace,
      nInvalidDocuments: 0,
      nrecords: integer(nrecords),
      nIndexes: collection.indexes.length,
      keysPerIndex,
      indexDetails,
      valid: errors.length === 0,
      repaired: false,
      warnings: [],
      errors,
      extraIndexEntries: [],
      missingIndexEntries: [],
    });
  },
};

/** Counts the entries that the documents call for, and looks each of them up. */
function readAll(collection: Collection): {
  nrecords: number;
  expected: Map<string, number>;
  errors: string[];
} {
  const expected = new Map<string, number>();
  const errors: string[] = [];
  let nrecords = 0;
  for (const { record, bytes } of collection.records()) {
    nrecords++;
    const doc = decodeDocument(bytes);
    for (const index of collection.indexes) {
      const { entries } = index.entries(doc, record);
      expected.set(index.name, (expected.get(index.name) ?? 0) + entries.length);
      for (const entry of entries) {
        if (collection.holderOf(index, entry) !== record)
          errors.push(`record ${record} is missing in index ${index.name}`);
      }
    }
  }
  return { nrecords, expected, errors };
}

export const statisticsCommands: Command[] = [collStats, dbStats, validate];
