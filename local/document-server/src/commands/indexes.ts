/** createIndexes, listIndexes, dropIndexes. */
import { equalValues, identicalValues } from '../bson/compare.ts';
import { toNumber } from '../bson/number.ts';
import { type Document, isDocument, isNumeric, type Value } from '../bson/values.ts';
import { ServerError } from '../errors.ts';
import type { Collection } from '../storage/collection.ts';
import type { CollectionIndex } from '../storage/collection-index.ts';
import { PAUSE, sliceIsOver } from '../turns.ts';
import { batchSizeOf } from './collections.ts';
import { type Command, ok } from './command.ts';
import { cursorReply } from './cursor-reply.ts';
import { normalizeIndexSpec } from './index-spec.ts';

const createIndexes: Command = {
  name: 'createIndexes',
  fields: { 'indexes!': 'array', ignoreUnknownIndexOptions: 'safeBool', commitQuorum: 'any' },
  outlivesClient: true,
  *run(invocation) {
    const specs = invocation.documents('indexes');
    if (specs.length === 0) throw new ServerError('BadValue', 'Must specify at least one index to create');
    const existing = invocation.collection();
    invocation.refuseView(existing);
    const normalized = specs.map((spec) => normalizeIndexSpec(spec, existing?.collation?.spec));
    const collection = existing ?? invocation.writableCollection();
    while (collection.build) {
      sliceIsOver();
      yield PAUSE;
    }
    collection.requireUnchanged();
    const before = collection.indexes.length;
    const missing = missingIndexes(collection, normalized);
    if (missing.length > 0) yield* invocation.catalog.createIndexes(collection, missing);
    const after = collection.indexes.length;
    return ok({
      numIndexesBefore: before,
      numIndexesAfter: after,
      createdCollectionAutomatically: existing === undefined,
      note: after === before ? 'all indexes already exist' : undefined,
    });
  },
};

const IDENTITY = ['unique', 'sparse', 'expireAfterSeconds', 'partialFilterExpression', 'collation', 'hidden'];

/** What is still to be created; the indexes of one command must go together, too. */
function missingIndexes(collection: Collection, specs: Document[]): Document[] {
  const known = collection.indexes.map(({ spec }) => spec);
  const missing: Document[] = [];
  for (const spec of specs) {
    if (alreadyThere(known, spec)) continue;
    known.push(spec);
    missing.push(spec);
  }
  return missing;
}

/** True when the same index exists; an error when one of the same name or key differs. */
function alreadyThere(known: readonly Document[], spec: Document): boolean {
  const name = spec.get('name') as string;
  const key = spec.get('key') as Document;
  const sameName = known.find((other) => other.get('name') === name);
  const sameKey = known.find(
    (other) =>
      identicalKey(other.get('key') as Document, key) &&
      equalOption(other, spec, 'collation') &&
      equalOption(other, spec, 'partialFilterExpression'),
  );
  const same = sameKey && IDENTITY.every((option) => equalOption(sameKey, spec, option));
  if (same && sameKey === sameName) return true;
  if (sameName) {
    if (
      !identicalKey(sameName.get('key') as Document, key) ||
      sameName === sameKey ||
      sameKey === undefined
    ) {
      throw new ServerError(
        'IndexKeySpecsConflict',
        `An existing index has the same name as the requested index. When index names are not specified, they are auto generated and can cause conflicts. Please refer to our documentation. Requested index: ${name}, existing index: ${name}`,
      );
    }
  }
  if (sameKey) {
    const other = sameKey.get('name');
    if (same && other === '_id_') return true;
    throw new ServerError(
      'IndexOptionsConflict',
      same
        ? `Index already exists with a different name: ${other}`
        : `An equivalent index already exists with a different name and options. Requested index: ${name}, existing index: ${other}`,
    );
  }
  return false;
}

function identicalKey(a: Document, b: Document): boolean {
  return equalValues(a, b);
}

function equalOption(a: Document, b: Document, option: string): boolean {
  const [x, y] = [a.get(option), b.get(option)];
  if (typeof x === 'boolean' || typeof y === 'boolean') return (x ?? false) === (y ?? false);
  return x === undefined || y === undefined
    ? x === y
    : isNumeric(x) && isNumeric(y)
      ? toNumber(x) === toNumber(y)
      : identicalValues(x, y);
}

const listIndexes: Command = {
  name: 'listIndexes',
  fields: { cursor: 'object', includeBuildUUIDs: 'safeBool', includeIndexBuildInfo: 'safeBool' },
  run(invocation) {
    const collection = invocation.collection();
    if (!collection) throw new ServerError('NamespaceNotFound', `ns does not exist: ${invocation.namespace}`);
    invocation.refuseView(collection);
    const results = (function* () {
      for (const { spec } of [...collection.indexes, ...(collection.build?.indexes ?? [])]) yield spec;
    })();
    return cursorReply(invocation, results, { batchSize: batchSizeOf(invocation) });
  },
};

const dropIndexes: Command = {
  name: 'dropIndexes',
  aliases: ['deleteIndexes'],
  fields: { 'index!': 'any' },
  run(invocation) {
    const collection = invocation.collection();
    if (!collection) throw new ServerError('NamespaceNotFound', `ns not found ${invocation.namespace}`);
    invocation.refuseView(collection);
    const nIndexesWas = collection.indexes.length;
    for (const index of chooseIndexes(collection, invocation.body.get('index') as Value)) {
      if (collection.indexes.includes(index)) invocation.catalog.dropIndex(collection, index);
      else
        collection.build?.abort(
          new ServerError('IndexBuildAborted', 'Index build aborted: dropIndexes command'),
        );
    }
    return ok({ nIndexesWas });
  },
};

function chooseIndexes(collection: Collection, wanted: Value): CollectionIndex[] {
  const all = [...collection.indexes, ...(collection.build?.indexes ?? [])];
  if (wanted === '*') return all.filter((index) => !index.isId);
  if (Array.isArray(wanted)) return wanted.flatMap((name) => chooseIndexes(collection, name));
  if (typeof wanted === 'string') {
    const index = all.find(({ name }) => name === wanted);
    if (!index) throw new ServerError('IndexNotFound', `index not found with name [${wanted}]`);
    return [notId(index)];
  }
  if (isDocument(wanted)) {
    const index = all.find(({ pattern }) => identicalKey(pattern, wanted));
    if (!index)
      throw new ServerError(
        'IndexNotFound',
        `can't find index with key: ${JSON.stringify([...wanted.keys()])}`,
      );
    return [notId(index)];
  }
  throw new ServerError('TypeMismatch', 'index must be a name, a list of names or a key pattern');
}

function notId(index: CollectionIndex): CollectionIndex {
  if (index.isId) throw new ServerError('InvalidOptions', 'cannot drop _id index');
  return index;
}

export const indexCommands: Command[] = [createIndexes, listIndexes, dropIndexes];
