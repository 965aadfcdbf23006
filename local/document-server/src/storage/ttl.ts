/** Deletes what TTL indexes have expired, once in a while. */
import { decodeDocument } from '../bson/decode.ts';
import type { ServerContext } from '../server-context.ts';
import { PAUSE, type Paused, sliceIsOver, TimeLimit } from '../turns.ts';
import type { Collection } from './collection.ts';
import type { CollectionIndex } from './collection-index.ts';
import { encodeKey } from './index-key.ts';

/** Read at once. */
const BATCH = 500;

export class TtlSweeper {
  readonly #server: ServerContext;
  readonly #interval: number;
  #timer: NodeJS.Timeout | undefined;
  #sweeping = false;

  constructor(server: ServerContext, intervalMs: number) {
    this.#server = server;
    this.#interval = intervalMs;
  }

  start(): void {
    this.#timer = setInterval(() => void this.sweep(), this.#interval).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** One pass over all TTL indexes, a slice per turn; also retires idle cursors and sessions. */
  async sweep(now = Date.now()): Promise<void> {
    if (this.#sweeping) return;
    this.#sweeping = true;
    const server = this.#server;
    try {
      server.cursors.killIdle(now);
      server.sessions.forgetExpired(now);
      await server.turns.finish(this.#expireAll(now), new TimeLimit(undefined), {
        committed: () => server.engine.committed(),
        interruption: () => (server.closing ? new Stopped() : undefined),
      });
    } catch (error) {
      if (!(error instanceof Stopped)) server.log(error);
    } finally {
      this.#sweeping = false;
    }
  }

  *#expireAll(now: number): Paused<void> {
    for (const collection of this.#server.catalog.all()) {
      for (const index of [...collection.indexes]) {
        if (index.expireAfterSeconds === undefined) continue;
        yield* expire(collection, index, now - index.expireAfterSeconds * 1000);
      }
    }
  }
}

class Stopped extends Error {}

/** Only dates expire; of an array of dates the earliest counts. */
function* expire(collection: Collection, index: CollectionIndex, before: number): Paused<void> {
  const [low, high] = [new Date(-8.64e15), new Date(before)].map(
    (date) => encodeKey([date], index.directions, undefined).bytes,
  ) as [Buffer, Buffer];
  const [from, to] = (index.directions[0] as number) > 0 ? [low, high] : [high, low];
  for (;;) {
    if (collection.isGone || index.dropped) return;
    const rows = collection.engine.all(
      `SELECT DISTINCT record FROM ${index.table} WHERE key > ? AND key < ? LIMIT ${BATCH}`,
      from,
      to,
    );
    if (rows.length === 0) return;
    for (const [record] of rows) {
      const bytes = collection.fetch(Number(record));
      if (bytes) collection.remove(Number(record), decodeDocument(bytes));
      // Documents may change during the pause: read again which have expired.
      if (sliceIsOver()) break;
    }
    if (sliceIsOver()) yield PAUSE;
  }
}
