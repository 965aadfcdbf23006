/**
 * Retryable writes: the last write of each logical session and its answer. They are stored in the transaction of the
 * write itself, so a driver that repeats a write after a crash gets the answer again instead of a second write.
 */
import { decodeDocument } from './bson/decode.ts';
import { encodeDocument } from './bson/encode.ts';
import { Binary, type Document, document } from './bson/values.ts';
import { ServerError } from './errors.ts';
import type { Engine } from './storage/engine.ts';

export const SESSION_TIMEOUT_MINUTES = 30;

export class Sessions {
  readonly #engine: Engine;
  readonly #lastUse = new Map<string, Date>();

  constructor(engine: Engine) {
    this.#engine = engine;
    engine.exec(`CREATE TABLE IF NOT EXISTS retryable_writes (
      session TEXT PRIMARY KEY, number INTEGER NOT NULL, reply BLOB NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID`);
  }

  readonly #busy = new Map<string, Promise<void>>();

  /** Resolves once no retryable write of the session runs. */
  async free(sessionId: string): Promise<void> {
    for (let running = this.#busy.get(sessionId); running; running = this.#busy.get(sessionId)) await running;
  }

  /** Marks the session as running a write, until the result is called. */
  occupy(sessionId: string): () => void {
    let done = (): void => {};
    this.#busy.set(sessionId, new Promise((resolve) => (done = resolve)));
    return () => {
      this.#busy.delete(sessionId);
      done();
    };
  }

  /** The answer to this very write, if it was given before. */
  recall(sessionId: string, txnNumber: number): Document | undefined {
    const row = this.#engine.get('SELECT number, reply FROM retryable_writes WHERE session = ?', sessionId);
    if (!row) return undefined;
    const [number, reply] = row;
    if (txnNumber > Number(number)) return undefined;
    if (txnNumber < Number(number)) {
      throw new ServerError(
        'TransactionTooOld',
        `Retryable write with txnNumber ${txnNumber} is prohibited on session ${sessionId} because a newer retryable write with txnNumber ${number} has already started on this session.`,
      );
    }
    return decodeDocument(reply as Uint8Array);
  }

  remember(sessionId: string, txnNumber: number, reply: Document): void {
    this.#engine.beginWrite();
    this.#engine.run(
      'INSERT OR REPLACE INTO retryable_writes (session, number, reply, at) VALUES (?, ?, ?, ?)',
      sessionId,
      txnNumber,
      encodeDocument(reply),
      Date.now(),
    );
  }

  /** Sessions that have been used lately, as $listLocalSessions shows them. */
  touch(sessionId: string): void {
    this.#lastUse.set(sessionId, new Date());
  }

  list(): Document[] {
    return [...this.#lastUse].map(([id, lastUse]) =>
      document({ _id: document({ id: new Binary(Buffer.from(id, 'hex'), 4) }), lastUse }),
    );
  }

  forget(sessionId: string): void {
    this.#lastUse.delete(sessionId);
    if (!this.#engine.get('SELECT 1 FROM retryable_writes WHERE session = ?', sessionId)) return;
    this.#engine.beginWrite();
    this.#engine.run('DELETE FROM retryable_writes WHERE session = ?', sessionId);
  }

  forgetExpired(now = Date.now()): void {
    const limit = now - SESSION_TIMEOUT_MINUTES * 60_000;
    for (const [id, lastUse] of this.#lastUse) if (lastUse.getTime() < limit) this.#lastUse.delete(id);
    if (!this.#engine.get('SELECT 1 FROM retryable_writes WHERE at < ? LIMIT 1', limit)) return;
    this.#engine.beginWrite();
    this.#engine.run('DELETE FROM retryable_writes WHERE at < ?', limit);
  }
}
