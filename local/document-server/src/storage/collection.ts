/** The records of one collection and the upkeep of its indexes. */
import { decodeDocument } from '../bson/decode.ts';
import { encodeDocument } from '../bson/encode.ts';
import type { Document } from '../bson/values.ts';
import { type Collation, parseCollation } from '../collation.ts';
import { duplicateKey, ServerError } from '../errors.ts';
import { collides } from './collation-conflicts.ts';
import type { CollectionIndex, Entry } from './collection-index.ts';
import type { Engine } from './engine.ts';
import { completed, entriesBeyond } from './record.ts';

/** 16 MiB */
export const MAX_DOCUMENT_SIZE = 16 * 1024 * 1024;

export interface Row {
  record: number;
  bytes: Uint8Array;
}

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
  readonly #onMultikey: (index: CollectionIndex) => void;
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
    this.#onMultikey = onMultikey;
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
    this.#count ??= Number(this.#engine.get(`SELECT count(*) FROM ${this.table}`)?.[0] ?? 0);
    return this.#count;
  }

  /** The record that an entry points to. */
  holderOf(index: CollectionIndex, entry: Entry): number | undefined {
    return this.#engine.get(`SELECT record FROM ${index.table} WHERE key = ?`, entry.bytes)?.[0] as
      | number
      | undefined;
  }

  /** Every record in the order of insertion. */
  *records(): Generator<Row> {
    let last = -1;
    for (;;) {
      const rows = this.#engine.all(
        `SELECT record, doc FROM ${this.table} WHERE record > ? ORDER BY record LIMIT 200`,
        last,
      );
      for (const [record, doc] of rows) yield { record: Number(record), bytes: doc as Uint8Array };
      if (rows.length === 0) return;
      last = Number(rows.at(-1)?.[0]);
    }
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
    this.#lastRecord ??= Number(this.#engine.get(`SELECT max(record) FROM ${this.table}`)?.[0] ?? 0);
    const record = this.#lastRecord + 1;
    const added = this.indexes.map((index) => this.#entriesFor(index, complete, record));
    for (const [i, index] of this.indexes.entries()) this.#checkUnique(index, added[i] as Entry[], record);
    this.#lastRecord = record;
    this.#guard(() => {
      this.#engine.run(`INSERT INTO ${this.table} (record, doc) VALUES (?, ?)`, record, bytes);
      for (const [i, index] of this.indexes.entries()) this.addEntries(index, added[i] as Entry[], record);
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
    const affected = this.indexes.filter((index) => index.isAffectedBy(before, after));
    const changes = affected.map((index) => {
      const oldEntries = this.#entriesFor(index, before, record);
      const newEntries = this.#entriesFor(index, after, record);
      const added = entriesBeyond(newEntries, oldEntries);
      const removed = entriesBeyond(oldEntries, newEntries);
      this.#checkUnique(index, added, record);
      return { index, added, removed };
    });
    this.#guard(() => {
      this.#engine.run(`UPDATE ${this.table} SET doc = ? WHERE record = ?`, bytes, record);
      for (const { index, added, removed } of changes) {
        this.#removeEntries(index, removed);
        this.addEntries(index, added, record);
      }
    });
  }

  remove(record: number, doc: Document): void {
    this.requireUnchanged();
    this.#engine.beginWrite();
    this.#guard(() => {
      this.#engine.run(`DELETE FROM ${this.table} WHERE record = ?`, record);
      for (const index of this.indexes) this.#removeEntries(index, this.#entriesFor(index, doc, record));
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
    });
    this.#count = 0;
    return count;
  }

  /** Fills a new index from the documents that are there. */
  buildIndex(index: CollectionIndex, { checkUnique = true } = {}): void {
    this.#engine.beginWrite();
    this.#engine.run(
      `CREATE TABLE ${index.table} (key BLOB PRIMARY KEY, record INTEGER NOT NULL, types BLOB) WITHOUT ROWID`,
    );
    for (const { record, bytes } of this.records()) {
      const entries = this.#entriesFor(index, decodeDocument(bytes), record);
      if (checkUnique) this.#checkUnique(index, entries, record);
      this.addEntries(index, entries, record);
    }
  }

  #entriesFor(index: CollectionIndex, doc: Document, record: number): Entry[] {
    const { entries, grown } = index.entries(doc, record);
    if (grown) this.#onMultikey(index);
    return entries;
  }

  #checkUnique(index: CollectionIndex, entries: Entry[], record: number): void {
    if (!index.unique) return;
    for (const entry of entries) {
      if (this.#conflicts(index, entry, record)) throw duplicateKey(this.namespace, index, entry.tuple);
    }
  }

  #conflicts(index: CollectionIndex, entry: Entry, record: number): boolean {
    if (index.keysAreUnique) {
      const holder = this.holderOf(index, entry);
      return holder !== undefined && holder !== record;
    }
    return collides(this, index, entry, record);
  }

  addEntries(index: CollectionIndex, entries: Entry[], record: number): void {
    for (const { bytes, types } of entries) {
      this.#engine.run(
        `INSERT INTO ${index.table} (key, record, types) VALUES (?, ?, ?)`,
        bytes,
        record,
        types,
      );
    }
  }

  #removeEntries(index: CollectionIndex, entries: Entry[]): void {
    for (const { bytes } of entries) this.#engine.run(`DELETE FROM ${index.table} WHERE key = ?`, bytes);
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
