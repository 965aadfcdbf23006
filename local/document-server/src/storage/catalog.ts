/** Which collections, views and indexes there are; kept in memory and in two SQLite tables. */
import { randomUUID } from 'node:crypto';
import { decodeDocument } from '../bson/decode.ts';
import { encodeDocument } from '../bson/encode.ts';
import { type Document, document } from '../bson/values.ts';
import { ServerError } from '../errors.ts';
import { atOnce, type Paused } from '../turns.ts';
import { Collection } from './collection.ts';
import { CollectionIndex, type MultikeyFlags } from './collection-index.ts';
import { DataDirectoryError, type Engine } from './engine.ts';
import { IndexBuild } from './index-build.ts';
import { checkNamespace } from './namespace.ts';
import { dropUnfinishedIndexes, rebuildCollatedIndexes } from './repair.ts';

/** Format 2 keeps multikey flags per part of a path, and other keys under collations than format 1. */
const FORMAT = 2;

export class Catalog {
  readonly engine: Engine;
  readonly #collections = new Map<string, Collection>();

  constructor(engine: Engine) {
    this.engine = engine;
    engine.onRollback = () => this.#reload();
    const format = Number(engine.get('PRAGMA user_version')?.[0]);
    if (format > FORMAT) {
      throw new DataDirectoryError(
        `the data was written by a newer version of this server (format ${format})`,
      );
    }
    engine.exec(`
      CREATE TABLE IF NOT EXISTS collections (
        id INTEGER PRIMARY KEY AUTOINCREMENT, database TEXT NOT NULL, name TEXT NOT NULL, uuid BLOB NOT NULL,
        options BLOB NOT NULL, UNIQUE (database, name));
      CREATE TABLE IF NOT EXISTS indexes (
        id INTEGER PRIMARY KEY AUTOINCREMENT, collection INTEGER NOT NULL, spec BLOB NOT NULL, multikey TEXT NOT NULL);`);
    this.#reload();
    dropUnfinishedIndexes(engine);
    if (format === 1) rebuildCollatedIndexes(engine, this.all());
    engine.exec(`PRAGMA user_version = ${FORMAT}`);
  }

  /** Reads everything again. Collections and indexes that are still there stay the same objects. */
  #reload(): void {
    const before = new Map([...this.#collections.values()].map((known) => [known.id, known]));
    this.#collections.clear();
    const byId = new Map<number, Collection>();
    for (const [id, database, name, uuid, options] of this.engine.all(
      'SELECT id, database, name, uuid, options FROM collections ORDER BY id',
    )) {
      const definition = {
        id: Number(id),
        database: String(database),
        name: String(name),
        uuid: Buffer.from(uuid as Uint8Array),
        options: decodeDocument(options as Uint8Array),
      };
      const known = before.get(definition.id);
      before.delete(definition.id);
      if (known) this.#collections.set(`${definition.database}.${definition.name}`, known);
      const collection = known ?? this.#open(definition);
      collection.options = definition.options;
      collection.forgetCounts();
      collection.build?.abort(
        new ServerError('IndexBuildAborted', 'Index build aborted: its writes were undone'),
      );
      byId.set(collection.id, collection);
    }
    // Their creation was rolled back.
    for (const collection of before.values()) collection.retire(dropped(collection));
    const indexes = new Map(
      [...byId.values()].flatMap((owner) => owner.indexes).map((index) => [index.id, index]),
    );
    for (const { indexes } of byId.values()) indexes.length = 0;
    for (const [id, owner, spec, multikey] of this.engine.all(
      'SELECT id, collection, spec, multikey FROM indexes ORDER BY id',
    )) {
      const flags = JSON.parse(String(multikey)) as MultikeyFlags;
      const known = indexes.get(Number(id));
      const index = known ?? new CollectionIndex(Number(id), decodeDocument(spec as Uint8Array));
      index.setMultikey(flags);
      byId.get(Number(owner))?.indexes.push(index);
    }
  }

  #open(definition: {
    id: number;
    database: string;
    name: string;
    uuid: Buffer;
    options: Document;
  }): Collection {
    const collection = new Collection(this.engine, definition, (index) => {
      this.engine.beginWrite();
      this.engine.run(
        'UPDATE indexes SET multikey = ? WHERE id = ?',
        JSON.stringify(index.multikey),
        index.id,
      );
    });
    this.#collections.set(collection.namespace, collection);
    return collection;
  }

  /** A collection or a view. */
  get(database: string, name: string): Collection | undefined {
    return this.#collections.get(`${database}.${name}`);
  }

  databases(): string[] {
    return [...new Set([...this.#collections.values()].map((collection) => collection.database))].sort();
  }

  collections(database: string): Collection[] {
    return [...this.#collections.values()].filter((collection) => collection.database === database);
  }

  all(): Collection[] {
    return [...this.#collections.values()];
  }

  getOrCreate(database: string, name: string): Collection {
    return this.get(database, name) ?? this.create(database, name, new Map());
  }

  create(database: string, name: string, options: Document): Collection {
    checkNamespace(database, name);
    this.engine.beginWrite();
    const uuid = Buffer.from(randomUUID().replaceAll('-', ''), 'hex');
    this.engine.run(
      'INSERT INTO collections (database, name, uuid, options) VALUES (?, ?, ?, ?)',
      database,
      name,
      uuid,
      encodeDocument(options),
    );
    const id = Number(this.engine.get('SELECT last_insert_rowid()')?.[0]);
    const collection = this.#open({ id, database, name, uuid, options });
    if (options.has('viewOn')) return collection;
    this.engine.run(`CREATE TABLE ${collection.table} (record INTEGER PRIMARY KEY, doc BLOB NOT NULL)`);
    const collation = collection.collation?.spec;
    this.createIndex(collection, document({ v: 2, key: document({ _id: 1 }), name: '_id_', collation }));
    return collection;
  }

  /** For a collection that has no documents yet. */
  createIndex(collection: Collection, spec: Document): void {
    atOnce(this.createIndexes(collection, [spec]));
  }

  /** Builds the indexes, all or none. They are there once the last of them is complete. */
  *createIndexes(collection: Collection, specs: readonly Document[]): Paused<void> {
    this.engine.beginWrite();
    const indexes = specs.map((spec) => new CollectionIndex(this.#newIndexId(), spec));
    yield* new IndexBuild(collection, indexes).run();
    this.engine.beginWrite();
    for (const index of indexes) {
      this.engine.run(
        'INSERT INTO indexes (id, collection, spec, multikey) VALUES (?, ?, ?, ?)',
        index.id,
        collection.id,
        encodeDocument(index.spec),
        JSON.stringify(index.multikey),
      );
      collection.indexes.push(index);
    }
  }

  /** A number that names no other index, also none whose build was cut. */
  #newIndexId(): number {
    this.engine.run("INSERT INTO indexes (collection, spec, multikey) VALUES (0, x'', '')");
    const id = Number(this.engine.get('SELECT last_insert_rowid()')?.[0]);
    this.engine.run('DELETE FROM indexes WHERE id = ?', id);
    return id;
  }

  dropIndex(collection: Collection, index: CollectionIndex): void {
    this.engine.beginWrite();
    this.engine.run('DELETE FROM indexes WHERE id = ?', index.id);
    this.engine.dropTable(index.table);
    index.dropped = true;
    collection.indexes.splice(collection.indexes.indexOf(index), 1);
  }

  /** Changes options of an index that do not change its entries. */
  changeIndex(collection: Collection, index: CollectionIndex, spec: Document): void {
    this.engine.beginWrite();
    this.engine.run('UPDATE indexes SET spec = ? WHERE id = ?', encodeDocument(spec), index.id);
    const changed = new CollectionIndex(index.id, spec);
    changed.multikey = index.multikey;
    collection.indexes.splice(collection.indexes.indexOf(index), 1, changed);
  }

  drop(collection: Collection): void {
    this.engine.beginWrite();
    collection.build?.abort(new ServerError('IndexBuildAborted', 'Index build aborted: collection dropped'));
    for (const index of [...collection.indexes]) this.dropIndex(collection, index);
    if (!collection.options.has('viewOn')) this.engine.dropTable(collection.table);
    this.engine.run('DELETE FROM collections WHERE id = ?', collection.id);
    this.#collections.delete(collection.namespace);
    collection.retire(dropped(collection));
  }

  rename(collection: Collection, database: string, name: string): void {
    checkNamespace(database, name);
    this.engine.beginWrite();
    collection.retire(
      `collection renamed from '${collection.namespace}' to '${database}.${name}'. UUID ${collection.uuidText}`,
    );
    this.#collections.delete(collection.namespace);
    this.engine.run(
      'UPDATE collections SET database = ?, name = ? WHERE id = ?',
      database,
      name,
      collection.id,
    );
    this.#reload();
  }

  setOptions(collection: Collection, options: Document): void {
    this.engine.beginWrite();
    this.engine.run(
      'UPDATE collections SET options = ? WHERE id = ?',
      encodeDocument(options),
      collection.id,
    );
    collection.options = options;
  }
}

const dropped = (collection: Collection): string => `collection dropped. UUID ${collection.uuidText}`;
