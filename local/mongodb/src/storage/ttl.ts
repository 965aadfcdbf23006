/** Deletes what TTL indexes have expired, once in a while. */
import { decodeDocument } from '../bson/decode.ts';

import type { Server } from '../server.ts';
import type { Collection } from './collection.ts';
import type { CollectionIndex } from './collection-index.ts';
import { encodeKey } from './index-key.ts';

/** Deleted per turn of the event loop, so that a large sweep does not hold up clients. */
const BATCH = 500;

export class TtlSweeper {
  readonly #server: Server;
  readonly #interval: number;
  #timer: NodeJS.Timeout | undefined;

  constructor(server: Server, intervalMs: number) {
    this.#server = server;
    this.#interval = intervalMs;
  }

  start(): void {
    this.#timer = setInterval(() => this.sweep(), this.#interval).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** One pass over all TTL indexes; also retires idle cursors and sessions. */
  sweep(now = Date.now()): void {
    try {
      this.#server.cursors.killIdle(now);
      this.#server.sessions.forgetExpired(now);
      for (const collection of this.#server.catalog.all()) {
        for (const index of collection.indexes) {
          if (index.expireAfterSeconds !== undefined)
            expire(collection, index, now - index.expireAfterSeconds * 1000);
        }
      }
    } catch (error) {
      this.#server.log(error);
    }
  }
}

/** Only dates expire; of an array of dates the earliest counts. */
function expire(collection: Collection, index: CollectionIndex, before: number): void {
  const [low, high] = [new Date(-8.64e15), new Date(before)].map(
    (date) => encodeKey([date], index.directions, undefined).bytes,
  ) as [Buffer, Buffer];
  const [from, to] = (index.directions[0] as number) > 0 ? [low, high] : [high, low];
  for (;;) {
    const rows = collection.engine.all(
      `SELECT DISTINCT record FROM ${index.table} WHERE key > ? AND key < ? LIMIT ${BATCH}`,
      from,
      to,
    );
    for (const [record] of rows) {
      const bytes = collection.fetch(Number(record));
      if (bytes) collection.remove(Number(record), decodeDocument(bytes));
    }
    if (rows.length < BATCH) return;
  }
}
