/** Keeps the entries of the indexes of a collection. */
import type { Document } from '../bson/values.ts';
import { duplicateKey, type ServerError, toServerError } from '../errors.ts';
import { collides } from './collation-conflicts.ts';
import type { CollectionIndex, Entry } from './collection-index.ts';
import type { Engine } from './engine.ts';
import { entriesBeyond } from './record.ts';

/** What the change of one document changes in one index. */
export interface Change {
  index: CollectionIndex;
  added: Entry[];
  removed: Entry[];
  /** Of an index in the making, some of the added entries may be there already. */
  building: boolean;
}

/** Indexes that are not complete yet. */
export interface BuildInProgress {
  readonly indexes: readonly CollectionIndex[];
  /** Whether a write has to keep the entries of the record. */
  holds(record: number): boolean;
  /** What it has read of the record is stale. */
  rewrites(record: number): void;
  /** All documents are deleted. */
  clear(): void;
  abort(reason: ServerError): void;
}

interface Owner {
  engine: Engine;
  namespace: string;
  fetch(record: number): Uint8Array | undefined;
}

const NONE: Entry[] = [];

export class IndexEntries {
  readonly #owner: Owner;
  readonly #onMultikey: (index: CollectionIndex) => void;

  constructor(owner: Owner, onMultikey: (index: CollectionIndex) => void) {
    this.#owner = owner;
    this.#onMultikey = onMultikey;
  }

  /** What a change of a document changes in the indexes. Where a build does not allow it, the build fails. */
  changes(
    indexes: readonly CollectionIndex[],
    build: BuildInProgress | undefined,
    record: number,
    before: Document | undefined,
    after: Document | undefined,
  ): Change[] {
    const changes: Change[] = [];
    for (const index of indexes) this.#addChange(changes, index, record, before, after, false);
    if (!build?.holds(record)) return changes;
    const affected = changes.length;
    try {
      for (const index of build.indexes) this.#addChange(changes, index, record, before, after, true);
      if (changes.length > affected) build.rewrites(record);
    } catch (error) {
      changes.length = affected;
      build.abort(toServerError(error));
    }
    return changes;
  }

  #addChange(
    changes: Change[],
    index: CollectionIndex,
    record: number,
    before: Document | undefined,
    after: Document | undefined,
    building: boolean,
  ): void {
    if (before && after && !index.isAffectedBy(before, after)) return;
    const old = before ? this.of(index, before, record) : NONE;
    const now = after ? this.of(index, after, record) : NONE;
    const added = before && !building ? entriesBeyond(now, old) : now;
    this.checkUnique(index, added, record);
    changes.push({ index, added, removed: after && before ? entriesBeyond(old, now) : old, building });
  }

  apply(changes: readonly Change[], record: number): void {
    const { engine } = this.#owner;
    for (const { index, added, removed, building } of changes) {
      for (const { bytes } of removed) {
        // The key of an index in the making may be another record's by now.
        engine.run(`DELETE FROM ${index.table} WHERE key = ? AND record = ?`, bytes, record);
      }
      this.insert(index, added, record, building);
    }
  }

  /** The record that an entry points to. */
  holderOf(index: CollectionIndex, entry: Entry): number | undefined {
    return this.#owner.engine.get(`SELECT record FROM ${index.table} WHERE key = ?`, entry.bytes)?.[0] as
      | number
      | undefined;
  }

  of(index: CollectionIndex, doc: Document, record: number): Entry[] {
    const { entries, grown } = index.entries(doc, record);
    if (grown) this.#onMultikey(index);
    return entries;
  }

  checkUnique(index: CollectionIndex, entries: Entry[], record: number): void {
    if (!index.unique) return;
    for (const entry of entries) {
      if (this.#conflicts(index, entry, record)) {
        throw duplicateKey(this.#owner.namespace, index, entry.tuple);
      }
    }
  }

  #conflicts(index: CollectionIndex, entry: Entry, record: number): boolean {
    if (!index.keysAreUnique) return collides(this.#owner, index, entry, record);
    const holder = this.holderOf(index, entry);
    return holder !== undefined && holder !== record;
  }

  insert(index: CollectionIndex, entries: readonly Entry[], record: number, replace = false): void {
    const sql = `INSERT ${replace ? 'OR REPLACE ' : ''}INTO ${index.table} (key, record, types) VALUES (?, ?, ?)`;
    for (const { bytes, types } of entries) this.#owner.engine.run(sql, bytes, record, types);
  }
}
