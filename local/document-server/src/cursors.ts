/** Open cursors: results that are still being pulled, batch by batch. */
import { randomBytes } from 'node:crypto';
import { encodeDocument } from './bson/encode.ts';
import { type Document, Raw, type Value } from './bson/values.ts';
import { ServerError } from './errors.ts';
import { PAUSE, type Pause, type Paused, remainingTime } from './turns.ts';

/** A batch ends here, as long as it holds one document: MongoDB goes on to 16 MiB, at a higher cost in memory. */
const MAX_BATCH_BYTES = 1024 * 1024;
const DEFAULT_FIRST_BATCH = 101;
const IDLE_TIMEOUT_MS = 10 * 60 * 1000;

/** One result: encoded already, or about to be. */
export type Result = Document | Uint8Array;

export interface Cursor {
  id: bigint;
  namespace: string;
  results: Iterator<Result | Pause>;
  session: string | undefined;
  noTimeout: boolean;
  lastUsed: number;
  /** A result that did not fit the last batch. */
  pending: Uint8Array | undefined;
  /** Set while a batch is made: a second getMore is refused. */
  inUse: boolean;
  killed: boolean;
  /** What is left of maxTimeMS for its further batches, in milliseconds. */
  remaining: number;
}

export interface Batch {
  documents: Value[];
  exhausted: boolean;
}

export class Cursors {
  readonly #open = new Map<bigint, Cursor>();

  get size(): number {
    return this.#open.size;
  }

  create(namespace: string, results: Iterator<Result | Pause>, session?: string, noTimeout = false): Cursor {
    const id = randomBytes(8).readBigInt64LE() & 0x7fffffffffffffffn;
    return {
      id,
      namespace,
      results,
      session,
      noTimeout,
      lastUsed: Date.now(),
      pending: undefined,
      inUse: false,
      killed: false,
      remaining: Number.POSITIVE_INFINITY,
    };
  }

  /**
   * Takes the next batch; the cursor stays open until it is exhausted.
   * @param operation of the first batch: how an error names what it happened in
   */
  *fill(cursor: Cursor, batchSize: number | undefined, operation?: string): Paused<Batch> {
    if (cursor.inUse) throw new ServerError('CursorInUse', `cursor id ${cursor.id} is already in use`);
    cursor.inUse = true;
    try {
      return yield* this.#take(cursor, batchSize, operation !== undefined);
    } catch (error) {
      if (error instanceof ServerError) throw error.during(operation ?? 'Executor error during getMore');
      throw error;
    } finally {
      cursor.inUse = false;
      cursor.remaining = remainingTime();
      cursor.lastUsed = Date.now();
    }
  }

  *#take(cursor: Cursor, batchSize: number | undefined, first: boolean): Paused<Batch> {
    const limit = batchSize ?? (first ? DEFAULT_FIRST_BATCH : Number.POSITIVE_INFINITY);
    const documents: Value[] = [];
    let bytes = 0;
    while (documents.length < limit) {
      let next = cursor.pending;
      cursor.pending = undefined;
      if (!next) {
        const result = cursor.results.next();
        if (result.done) {
          this.#open.delete(cursor.id);
          return { documents, exhausted: true };
        }
        if (result.value === PAUSE) {
          yield PAUSE;
          if (cursor.killed) throw new ServerError('CursorKilled', 'cursor was killed');
          continue;
        }
        next = result.value instanceof Map ? encodeDocument(result.value) : result.value;
      }
      if (documents.length > 0 && bytes + next.length > MAX_BATCH_BYTES) {
        cursor.pending = next;
        break;
      }
      bytes += next.length;
      documents.push(new Raw(next));
    }
    this.#open.set(cursor.id, cursor);
    return { documents, exhausted: false };
  }

  get(id: bigint, namespace: string): Cursor {
    const cursor = this.#open.get(id);
    if (!cursor) throw new ServerError('CursorNotFound', `cursor id ${id} not found`);
    if (cursor.namespace !== namespace) {
      throw new ServerError(
        'Unauthorized',
        `Requested getMore on namespace '${namespace}', but cursor belongs to a different namespace ${cursor.namespace}`,
      );
    }
    return cursor;
  }

  kill(id: bigint): boolean {
    const cursor = this.#open.get(id);
    if (!cursor) return false;
    this.#open.delete(id);
    cursor.killed = true;
    cursor.results.return?.();
    return true;
  }

  killSession(session: string): void {
    for (const cursor of this.#open.values()) if (cursor.session === session) this.kill(cursor.id);
  }

  killIdle(now = Date.now()): void {
    for (const cursor of this.#open.values()) {
      if (!cursor.noTimeout && !cursor.inUse && now - cursor.lastUsed > IDLE_TIMEOUT_MS) this.kill(cursor.id);
    }
  }
}
