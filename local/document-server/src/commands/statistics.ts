/** collStats and dbStats. */
import { integer } from '../bson/number.ts';
import { type Document, Double } from '../bson/values.ts';
import type { Collection } from '../storage/collection.ts';
import { dataSize, indexSize } from '../storage/sizes.ts';
import type { Paused } from '../turns.ts';
import { type Command, ok } from './command.ts';

interface Sizes {
  count: number;
  size: number;
  indexSize: number;
  indexSizes: Document;
}

function* sizesOf(collection: Collection | undefined): Paused<Sizes> {
  const indexSizes: Document = new Map();
  const sizes: Sizes = { count: 0, size: 0, indexSize: 0, indexSizes };
  if (!collection || collection.options.has('viewOn')) return sizes;
  for (const index of [...collection.indexes]) {
    if (index.dropped) continue;
    const { bytes } = yield* indexSize(collection, index);
    indexSizes.set(index.name, integer(bytes));
    sizes.indexSize += bytes;
  }
  sizes.size = (yield* dataSize(collection)).bytes;
  sizes.count = collection.count();
  return sizes;
}

const collStats: Command = {
  name: 'collStats',
  aliases: ['collstats'],
  fields: { scale: 'int' },
  *run(invocation) {
    const collection = invocation.collection();
    const { count, size, indexSize: indexBytes, indexSizes } = yield* sizesOf(collection);
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
  *run(invocation) {
    const all = invocation.catalog.collections(invocation.database);
    const plain = all.filter((collection) => !collection.options.has('viewOn'));
    const total = { count: 0, size: 0, indexSize: 0 };
    for (const collection of plain) {
      if (collection.isGone) continue;
      const sizes = yield* sizesOf(collection);
      total.count += sizes.count;
      total.size += sizes.size;
      total.indexSize += sizes.indexSize;
    }
    return ok({
      db: invocation.database,
      collections: BigInt(plain.length),
      views: BigInt(all.length - plain.length),
      objects: BigInt(total.count),
      avgObjSize: new Double(total.count === 0 ? 0 : total.size / total.count),
      dataSize: new Double(total.size),
      storageSize: new Double(total.size),
      indexes: BigInt(plain.reduce((sum, collection) => sum + collection.indexes.length, 0)),
      indexSize: new Double(total.indexSize),
      totalSize: new Double(total.size + total.indexSize),
      scaleFactor: 1n,
    });
  },
};

export const statisticsCommands: Command[] = [collStats, dbStats];
