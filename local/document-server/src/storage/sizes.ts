/** How much a collection holds. */
import type { Collection } from './collection.ts';
import type { CollectionIndex } from './collection-index.ts';

/** Bytes of all documents; a view has none. */
export function dataSize(collection: Collection): number {
  if (collection.options.has('viewOn')) return 0;
  return Number(collection.engine.get(`SELECT total(length(doc)) FROM ${collection.table}`)?.[0] ?? 0);
}

export function indexSize(collection: Collection, index: CollectionIndex): number {
  return Number(collection.engine.get(`SELECT total(length(key)) FROM ${index.table}`)?.[0] ?? 0);
}

export function entryCount(collection: Collection, index: CollectionIndex): number {
  return Number(collection.engine.get(`SELECT count(*) FROM ${index.table}`)?.[0] ?? 0);
}
