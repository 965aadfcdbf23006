/** Which collections, views and indexes there are; kept in memory and in two SQLite tables. */
import { randomUUID } from 'node:crypto';
import { decodeDocument } from '../bson/decode.ts';
import { encodeDocument } from '../bson/encode.ts';
import { type Document, document } from '../bson/values.ts';
import { ServerError } from '../errors.ts';
import { Collection } from './collection.ts';
import { CollectionIndex, type MultikeyFlags } from './collection-index.ts';
import { DataDirectoryError, type Engine } from './engine.ts';

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
    if (format === 1) this.#rebuildCollated();
    engine.exec(`PRAGMA user_version = ${FORMAT}`);
  }

  #rebuildCollated(): void {
    for (const collection of this.all()) {
      for (const index of collection.indexes) {
        if (!index.collation) continue;
        this.#dropTable(index.table);
        collection.buildIndex(index, { checkUnique: false });
      }
    }
    this.engine.commitGroup();
  }

  /** Reads everything anew. Collections and indexes that are still there stay the same objects. */
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

  createIndex(collection: Collection, spec: Document): CollectionIndex {
    this.engine.beginWrite();
    this.engine.run(
      'INSERT INTO indexes (collection, spec, multikey) VALUES (?, ?, ?)',
      collection.id,
      encodeDocument(spec),
      '[]',
    );
    const index = new CollectionIndex(Number(this.engine.get('SELECT last_insert_rowid()')?.[0]), spec);
    this.engine.run('UPDATE indexes SET multikey = ? WHERE id = ?', JSON.stringify(index.multikey), index.id);
    try {
      collection.buildIndex(index);
    } catch (error) {
      this.engine.run('DELETE FROM indexes WHERE id = ?', index.id);
      this.#dropTable(index.table);
      throw error;
    }
    collection.indexes.push(index);
    return index;
  }

  dropIndex(collection: Collection, index: CollectionIndex): void {
    this.engine.beginWrite();
    this.engine.run('DELETE FROM indexes WHERE id = ?', index.id);
    this.#dropTable(index.table);
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
    for (const index of [...collection.indexes]) this.dropIndex(collection, index);
    if (!collection.options.has('viewOn')) this.#dropTable(collection.table);
    this.engine.run('DELETE FROM collections WHERE id = ?', collection.id);
    this.#collections.delete(collection.namespace);
    collection.retire(dropped(collection));
  }

  rename(collection: Collection, database: string, name: string): void {
    checkNamespace(database, name);
    this.engine.beginWrite();
    collection.retire(
      `collection renamed from '${collection.namespace}' to '${database}.${name}'. UUID ${uuidText(collection)}`,
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

  #dropTable(table: string): void {
    this.engine.forgetStatements(table);
    this.engine.exec(`DROP TABLE IF EXISTS ${table}`);
  }
}

const uuidText = ({ uuid }: Collection): string =>
  uuid.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');

const dropped = (collection: Collection): string => `collection dropped. UUID ${uuidText(collection)}`;

function checkNamespace(database: string, name: string): void {
  if (
    name === '' ||
    name.includes('\0') ||
    name.includes('$') ||
    name.startsWith('.') ||
    name.endsWith('.')
  ) {
    throw new ServerError('InvalidNamespace', `Invalid collection name: ${database}.${name}`);
  }
  if (Buffer.byteLength(`${database}.${name}`) > 255) {
    throw new ServerError('InvalidNamespace', `Fully qualified namespace is too long: ${database}.${name}`);
  }
}
