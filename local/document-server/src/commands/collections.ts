/** Databases and collections: create, drop, rename, list. */

import { identicalValues } from '../bson/compare.ts';
import { Binary, type Document, Double, document, isDocument, type Value } from '../bson/values.ts';
import { parseCollation } from '../collation.ts';
import { ServerError } from '../errors.ts';
import { compileFilter } from '../query/match.ts';
import { parseFilter } from '../query/parse.ts';
import type { Collection } from '../storage/collection.ts';
import { dataSize } from '../storage/sizes.ts';
import type { Paused } from '../turns.ts';
import { changeIndex } from './change-index.ts';
import { checkCollectionOptions, createFields } from './collection-options.ts';
import { type Command, ok } from './command.ts';
import { cursorReply } from './cursor-reply.ts';
import type { Invocation } from './invocation.ts';

const create: Command = {
  name: 'create',
  fields: createFields,
  run(invocation) {
    const options = checkCollectionOptions(invocation);
    const existing = invocation.collection();
    if (existing) {
      if (identicalValues(existing.options, options)) return ok();
      throw new ServerError(
        'NamespaceExists',
        `namespace ${invocation.namespace} already exists, but with different options`,
      );
    }
    invocation.catalog.create(invocation.database, invocation.target, options);
    return ok();
  },
};

const drop: Command = {
  name: 'drop',
  fields: {},
  run(invocation) {
    const collection = invocation.collection();
    if (!collection) return ok();
    const nIndexesWas = collection.indexes.length;
    invocation.catalog.drop(collection);
    return ok({ nIndexesWas, ns: invocation.namespace });
  },
};

const dropDatabase: Command = {
  name: 'dropDatabase',
  fields: {},
  run(invocation) {
    const collections = invocation.catalog.collections(invocation.database);
    for (const collection of collections) invocation.catalog.drop(collection);
    return ok({ dropped: collections.length > 0 ? invocation.database : undefined });
  },
};

const renameCollection: Command = {
  name: 'renameCollection',
  fields: { 'to!': 'string', dropTarget: 'safeBool' },
  adminOnly: true,
  run(invocation) {
    const [from, to] = [invocation.string('renameCollection') ?? '', invocation.string('to') ?? ''];
    const [fromDb, fromName] = splitNamespace(from);
    const [toDb, toName] = splitNamespace(to);
    const source = invocation.catalog.get(fromDb, fromName);
    if (!source) throw new ServerError('NamespaceNotFound', `Source collection ${from} does not exist`);
    if (from === to) throw new ServerError('IllegalOperation', "Can't rename a collection to itself");
    const target = invocation.catalog.get(toDb, toName);
    for (const collection of [source, target]) if (collection?.build) throw busyBuilding(collection);
    if (target) {
      if (!invocation.flag('dropTarget')) throw new ServerError('NamespaceExists', 'target namespace exists');
      invocation.catalog.drop(target);
    }
    invocation.catalog.rename(source, toDb, toName);
    return ok();
  },
};

const busyBuilding = (collection: Collection): ServerError =>
  new ServerError(
    'BackgroundOperationInProgressForNamespace',
    `cannot perform operation: an index build is currently running for collection with UUID: ${collection.uuidText}`,
  );

export function splitNamespace(namespace: string): [string, string] {
  const dot = namespace.indexOf('.');
  if (dot < 1 || dot === namespace.length - 1) {
    throw new ServerError('InvalidNamespace', `Invalid namespace specified '${namespace}'`);
  }
  return [namespace.slice(0, dot), namespace.slice(dot + 1)];
}

function* filtered(docs: Iterable<Document>, filter: Document | undefined): Generator<Document> {
  const matches = compileFilter(
    parseFilter(filter ?? new Map(), { collation: undefined, variables: new Map() }),
  );
  for (const doc of docs) if (matches(doc)) yield doc;
}

const listCollections: Command = {
  name: 'listCollections',
  fields: { filter: 'object', cursor: 'object', nameOnly: 'safeBool', authorizedCollections: 'safeBool' },
  run(invocation) {
    const nameOnly = invocation.flag('nameOnly');
    const all = invocation.catalog
      .collections(invocation.database)
      .map((collection) => describe(collection, false));
    const results = (function* () {
      for (const doc of filtered(all, invocation.document('filter'))) {
        yield nameOnly ? document({ name: doc.get('name'), type: doc.get('type') }) : doc;
      }
    })();
    return cursorReply(invocation, results, {
      batchSize: batchSizeOf(invocation),
      namespace: `${invocation.database}.$cmd.listCollections`,
    });
  },
};

export function batchSizeOf(invocation: Invocation): number | undefined {
  const size = invocation.document('cursor')?.get('batchSize');
  return typeof size === 'number' ? size : undefined;
}

function describe(collection: Collection, nameOnly: boolean): Document {
  const view = collection.options.has('viewOn');
  const type = view ? 'view' : 'collection';
  if (nameOnly) return document({ name: collection.name, type });
  const idIndex = collection.indexes[0];
  return document({
    name: collection.name,
    type,
    options: collection.options,
    info: document({ readOnly: view, uuid: view ? undefined : new Binary(collection.uuid, 4) }),
    idIndex: view ? undefined : idIndex?.spec,
  });
}

function* databaseSize(collections: readonly Collection[]): Paused<number> {
  let size = 0;
  for (const collection of collections) {
    if (!collection.isGone) size += (yield* dataSize(collection)).bytes;
  }
  return size;
}

const listDatabases: Command = {
  name: 'listDatabases',
  fields: { filter: 'object', nameOnly: 'safeBool', authorizedDatabases: 'safeBool' },
  adminOnly: true,
  *run(invocation) {
    const { catalog } = invocation;
    const nameOnly = invocation.flag('nameOnly');
    const all: Document[] = [];
    for (const name of catalog.databases()) {
      const size = nameOnly ? 0 : yield* databaseSize(catalog.collections(name));
      all.push(
        nameOnly ? document({ name }) : document({ name, sizeOnDisk: new Double(size), empty: false }),
      );
    }
    const databases = [...filtered(all, invocation.document('filter'))];
    if (nameOnly) return ok({ databases });
    const total = databases.reduce((sum, doc) => sum + (doc.get('sizeOnDisk') as Double).value, 0);
    return ok({
      databases,
      totalSize: new Double(total),
      totalSizeMb: new Double(Math.floor(total / 2 ** 20)),
    });
  },
};

const collMod: Command = {
  name: 'collMod',
  fields: {
    validator: 'object',
    validationLevel: 'string',
    validationAction: 'string',
    index: 'object',
    viewOn: 'string',
    pipeline: 'array',
  },
  run(invocation) {
    const collection = invocation.collection();
    if (!collection) throw new ServerError('NamespaceNotFound', `ns does not exist`);
    const options = new Map<string, Value>(collection.options);
    for (const name of ['validator', 'validationLevel', 'validationAction', 'viewOn', 'pipeline']) {
      const value = invocation.body.get(name);
      if (value === undefined) continue;
      if (name === 'validator' && isDocument(value) && value.size === 0) options.delete(name);
      else options.set(name, value);
    }
    if (isDocument(options.get('validator'))) {
      parseFilter(options.get('validator') as Document, {
        collation: parseCollation(options.get('collation')),
        variables: new Map(),
      });
    }
    const change = invocation.document('index');
    const reply = change ? changeIndex(invocation, collection, change) : ok();
    invocation.catalog.setOptions(collection, options);
    return reply;
  },
};

export const collectionCommands: Command[] = [
  create,
  drop,
  dropDatabase,
  renameCollection,
  listCollections,
  listDatabases,
  collMod,
];
