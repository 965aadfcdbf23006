/**
 * Builds indexes beside other commands: reads the documents in the order of their records, sorts the keys of many of them
 * and adds them to the tables. Writes keep the entries of the records that it has read, and of those that are younger
 * than the build. The catalog learns of the indexes when they are complete, so a build that is cut leaves nothing but
 * tables, which are dropped.
 */
import { decodeDocument } from '../bson/decode.ts';
import { type ServerError, toServerError } from '../errors.ts';
import { PAUSE, type Paused, sliceIsOver, sorted } from '../turns.ts';
import type { Collection } from './collection.ts';
import type { CollectionIndex, Entry } from './collection-index.ts';
import type { BuildInProgress } from './index-entries.ts';

/** Documents read at once, fewer if they are large. */
const BATCH = 128;
const BATCH_BYTES = 512 * 1024;
/** Keys sorted at once: in order they go to neighbouring pages, each of which is written once in a while. */
const RUN = 50_000;

interface Pending {
  entry: Entry;
  record: number;
}

export class IndexBuild implements BuildInProgress {
  readonly indexes: readonly CollectionIndex[];
  readonly #collection: Collection;
  readonly #checkUnique: boolean;
  /** Writes add the entries of later records. */
  readonly #end: number;
  #read = -1;
  /** Records whose pending keys a write has made stale; it has added what they have now. */
  readonly #rewritten = new Set<number>();
  #cleared = false;
  #failure: ServerError | undefined;

  constructor(collection: Collection, indexes: readonly CollectionIndex[], { checkUnique = true } = {}) {
    this.#collection = collection;
    this.#checkUnique = checkUnique;
    this.indexes = indexes;
    this.#end = collection.lastRecord();
  }

  holds(record: number): boolean {
    return record <= this.#read || record > this.#end;
  }

  rewrites(record: number): void {
    this.#rewritten.add(record);
  }

  clear(): void {
    this.#read = this.#end;
    this.#cleared = true;
    const { engine } = this.#collection;
    for (const { table } of this.indexes) engine.run(`DELETE FROM ${table}`);
  }

  /** The command that builds fails in its next turn. */
  abort(reason: ServerError): void {
    this.#failure ??= reason;
    this.#collection.build = undefined;
  }

  /** Fills the indexes. On return they are complete, and no write has come in between. */
  *run(): Paused<void> {
    this.#collection.build = this;
    try {
      this.#createTables();
      while (this.#read < this.#end) {
        const pending = yield* this.#readRun();
        for (const [i, index] of this.indexes.entries()) yield* this.#add(index, pending[i] as Pending[]);
        this.#rewritten.clear();
      }
      this.#collection.build = undefined;
    } catch (error) {
      this.abort(toServerError(error));
      // The next start drops what the end of the server has left.
      if (this.#collection.engine.isOpen) this.#dropTables();
      throw error;
    }
  }

  /** The keys of the next documents, per index. */
  *#readRun(): Paused<Pending[][]> {
    const { engine, entries, table } = this.#collection;
    const pending = this.indexes.map((): Pending[] => []);
    let size = BATCH;
    for (let count = 0; count < RUN && this.#read < this.#end; ) {
      const rows = engine.all(
        `SELECT record, doc FROM ${table} WHERE record > ? AND record <= ? ORDER BY record LIMIT ?`,
        this.#read,
        this.#end,
        size,
      );
      let bytes = 0;
      let taken = 0;
      for (const row of rows) {
        const [record, stored] = row as [number, Uint8Array];
        const doc = decodeDocument(stored);
        for (const [i, index] of this.indexes.entries()) {
          for (const entry of entries.of(index, doc, record)) {
            pending[i]?.push({ entry, record });
            count++;
          }
        }
        this.#read = record;
        bytes += stored.length;
        taken++;
        // Others may write during a pause: what is left of the batch is read again.
        if (sliceIsOver()) break;
      }
      if (taken === rows.length && rows.length < size) this.#read = this.#end;
      size = Math.max(1, Math.min(BATCH, Math.floor((BATCH_BYTES * taken) / (bytes + 1))));
      yield* this.#pause();
    }
    return pending;
  }

  *#add(index: CollectionIndex, pending: Pending[]): Paused<void> {
    const { engine, entries } = this.#collection;
    engine.beginWrite();
    for (const { entry, record } of yield* sorted(pending, byKey)) {
      if (this.#cleared || this.#rewritten.has(record)) continue;
      if (this.#checkUnique) entries.checkUnique(index, [entry], record);
      entries.insert(index, [entry], record);
      if (!sliceIsOver()) continue;
      yield* this.#pause();
      engine.beginWrite();
    }
  }

  *#pause(): Paused<void> {
    if (sliceIsOver()) yield PAUSE;
    if (this.#failure) throw this.#failure;
  }

  #createTables(): void {
    const { engine } = this.#collection;
    engine.beginWrite();
    for (const { table } of this.indexes) {
      engine.exec(
        `CREATE TABLE ${table} (key BLOB PRIMARY KEY, record INTEGER NOT NULL, types BLOB) WITHOUT ROWID`,
      );
    }
  }

  #dropTables(): void {
    const { engine } = this.#collection;
    engine.beginWrite();
    for (const { table } of this.indexes) engine.dropTable(table);
  }
}

const byKey = (a: Pending, b: Pending): number => Buffer.compare(a.entry.bytes, b.entry.bytes);
