/** The records of one collection and the upkeep of its indexes. */
import { encodeDocument } from '../bson/encode.ts';
import type { Document } from '../bson/values.ts';
import { type Collation, parseCollation } from '../collation.ts';
import { ServerError } from '../errors.ts';
import type { CollectionIndex } from './collection-index.ts';
import type { Engine } from './engine.ts';
import { type BuildInProgress, type Change, IndexEntries } from './index-entries.ts';
import { completed } from './record.ts';

/** 16 MiB */
export const MAX_DOCUMENT_SIZE = 16 * 1024 * 1024;

export class Collection {
  readonly id: number;
  readonly database: string;
  name: string;
  readonly uuid: Buffer;
  options: Document;
  readonly indexes: CollectionIndex[] = [];
  readonly table: string;
  readonly collation: Collation | undefined;
  readonly #engine: Engine;
  readonly entries: IndexEntries;
  /** There is one at a time. */
  build: BuildInProgress | undefined;
  #count: number | undefined;
  #lastRecord: number | undefined;

  constructor(
    engine: Engine,
    definition: { id: number; database: string; name: string; uuid: Buffer; options: Document },
    onMultikey: (index: CollectionIndex) => void,
  ) {
    this.#engine = engine;
    this.id = definition.id;
    this.database = definition.database;
    this.name = definition.name;
    this.uuid = definition.uuid;
    this.options = definition.options;
    this.table = `collection_${definition.id}`;
    this.collation = parseCollation(definition.options.get('collation'));
    this.entries = new IndexEntries(this, onMultikey);
  }

  #gone: ServerError | undefined;

  /** Ends every operation that still works on the collection, because it was dropped or renamed. */
  retire(reason: string): void {
    this.#gone = new ServerError('QueryPlanKilled', reason);
  }

  /** @throws QueryPlanKilled when the collection is no longer what the operation has started on */
  requireUnchanged(): void {
    if (this.#gone) throw this.#gone;
  }

  get isGone(): boolean {
    return this.#gone !== undefined;
  }

  get namespace(): string {
    return `${this.database}.${this.name}`;
  }

  get uuidText(): string {
    return this.uuid.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
  }

  get engine(): Engine {
    return this.#engine;
  }

  get idIndex(): CollectionIndex {
    return this.indexes[0] as CollectionIndex;
  }

  index(name: string): CollectionIndex | undefined {
    return this.indexes.find((index) => index.name === name);
  }

  count(): number {
    // The entries of _id take the fewest pages.
    this.#count ??= Number(this.#engine.get(`SELECT count(*) FROM ${this.idIndex.table}`)?.[0] ?? 0);
    return this.#count;
  }

  /** Forgets what a rolled back transaction may have made wrong. */
  forgetCounts(): void {
    this.#count = undefined;
    this.#lastRecord = undefined;
  }

  fetch(record: number): Uint8Array | undefined {
    return this.#engine.get(`SELECT doc FROM ${this.table} WHERE record = ?`, record)?.[0] as
      | Uint8Array
      | undefined;
  }

  /** Stores a new document, giving it an _id and moving the _id to the front if needed. */
  insert(doc: Document, encoded?: Uint8Array): Document {
    this.requireUnchanged();
    const complete = completed(doc);
    const bytes = complete === doc && encoded ? encoded : encodeDocument(complete);
    if (bytes.length > MAX_DOCUMENT_SIZE) {
      throw new ServerError(
        'BadValue',
        `object to insert too large. size in bytes: ${bytes.length}, max size: ${MAX_DOCUMENT_SIZE}`,
      );
    }
    this.#engine.beginWrite();
    const record = this.lastRecord() + 1;
    const changes = this.#changes(record, undefined, complete);
    this.#lastRecord = record;
    this.#guard(() => {
      this.#engine.run(`INSERT INTO ${this.table} (record, doc) VALUES (?, ?)`, record, bytes);
      this.entries.apply(changes, record);
    });
    if (this.#count !== undefined) this.#count++;
    return complete;
  }

  replace(record: number, before: Document, after: Document): void {
    this.requireUnchanged();
    const bytes = encodeDocument(after);
    if (bytes.length > MAX_DOCUMENT_SIZE) {
      throw new ServerError(17419, `Resulting document after update is larger than ${MAX_DOCUMENT_SIZE}`);
    }
    this.#engine.beginWrite();
    const changes = this.#changes(record, before, after);
    this.#guard(() => {
      this.#engine.run(`UPDATE ${this.table} SET doc = ? WHERE record = ?`, bytes, record);
      this.entries.apply(changes, record);
    });
  }

  remove(record: number, doc: Document): void {
    this.requireUnchanged();
    this.#engine.beginWrite();
    const changes = this.#changes(record, doc, undefined);
    this.#guard(() => {
      this.#engine.run(`DELETE FROM ${this.table} WHERE record = ?`, record);
      this.entries.apply(changes, record);
    });
    if (this.#count !== undefined) this.#count--;
  }

  /** Removes everything at once and answers how many documents that were. */
  clear(): number {
    const count = this.count();
    this.#engine.beginWrite();
    this.#guard(() => {
      this.#engine.run(`DELETE FROM ${this.table}`);
      for (const index of this.indexes) this.#engine.run(`DELETE FROM ${index.table}`);
      this.build?.clear();
    });
    this.#count = 0;
    return count;
  }

  /** The highest number of a record so far. */
  lastRecord(): number {
    this.#lastRecord ??= Number(this.#engine.get(`SELECT max(record) FROM ${this.table}`)?.[0] ?? 0);
    return this.#lastRecord;
  }

  #changes(record: number, before: Document | undefined, after: Document | undefined): Change[] {
    return this.entries.changes(this.indexes, this.build, record, before, after);
  }

  /** A failure between two statements of one document must not leave half of it behind. */
  #guard(change: () => void): void {
    try {
      change();
    } catch (error) {
      this.#engine.rollbackGroup(error);
      throw error;
    }
  }
}
