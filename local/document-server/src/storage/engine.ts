/**
 * The SQLite database underneath: opening, prepared statements, group commit.
 *
 * Every write of one turn of the event loop shares one SQLite transaction, which commits at the end of the turn.
 * `synchronous=NORMAL` makes that commit survive the death of the process; a write that asks for more (j:true,
 * w:majority) also waits for an fsync of the write-ahead log, which runs outside the event loop and is shared by all
 * who wait.
 */
import { closeSync, existsSync, fsync, fsyncSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';

const DATA_FILE = 'data.sqlite';
/** "CChM": marks the SQLite file as ours. */
const APPLICATION_ID = 0x4343684d;

/** Checking takes about a second per 500 MB. */
const CHECKED_SIZE = 128 * 1024 * 1024;

export type SqlValue = null | number | bigint | string | Uint8Array;

/** Why a data directory cannot be used, in one sentence for the person who started the server. */
export class DataDirectoryError extends Error {}

interface Waiter {
  resolve(): void;
  reject(error: unknown): void;
}

export class Engine {
  readonly #db: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  readonly #walDescriptor: number | undefined;
  #groupOpen = false;
  #commitWaiters: Waiter[] = [];
  #syncWaiters: Waiter[] = [];
  /** of the fsync that runs now */
  #syncing: Waiter[] | undefined;
  #syncRunning: Promise<void> | undefined;
  #unsynced = false;
  /** Counts changes, so that a scan notices that what it read ahead may be stale. */
  version = 0;
  onRollback: () => void = () => {};

  constructor(dataDir: string | undefined) {
    if (dataDir === undefined) {
      this.#db = new DatabaseSync(':memory:');
      this.#db.exec('PRAGMA journal_mode=MEMORY; PRAGMA synchronous=OFF');
      return;
    }
    this.#db = openDataFile(dataDir);
    this.#walDescriptor = openSync(join(dataDir, `${DATA_FILE}-wal`), 'r+');
    const directory = openSync(dataDir, 'r');
    fsyncSync(directory);
    closeSync(directory);
  }

  exec(sql: string): void {
    this.#db.exec(sql);
  }

  /** A prepared statement, kept for the life of the engine. */
  statement(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (!statement) {
      statement = this.#db.prepare(sql);
      statement.setReturnArrays(true);
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  get isOpen(): boolean {
    return this.#db.isOpen;
  }

  dropTable(table: string): void {
    // Statements on it would keep it locked.
    for (const sql of this.#statements.keys()) if (sql.includes(table)) this.#statements.delete(sql);
    this.#db.exec(`DROP TABLE IF EXISTS ${table}`);
  }

  all(sql: string, ...parameters: SqlValue[]): SqlValue[][] {
    return this.statement(sql).all(...parameters) as unknown as SqlValue[][];
  }

  get(sql: string, ...parameters: SqlValue[]): SqlValue[] | undefined {
    return this.statement(sql).get(...parameters) as unknown as SqlValue[] | undefined;
  }

  run(sql: string, ...parameters: SqlValue[]): void {
    this.statement(sql).run(...parameters);
  }

  /** Must precede every change: opens the transaction that all writes of this turn share. */
  beginWrite(): void {
    this.version++;
    if (this.#groupOpen) return;
    this.#db.exec('BEGIN IMMEDIATE');
    this.#groupOpen = true;
    setImmediate(() => this.commitGroup());
  }

  /** Ends the group early or at the end of the turn; after a failure every member of the group fails. */
  commitGroup(): void {
    if (!this.#groupOpen) return;
    this.#groupOpen = false;
    const waiters = this.#commitWaiters;
    this.#commitWaiters = [];
    try {
      this.#db.exec('COMMIT');
      this.#unsynced = true;
      for (const waiter of waiters) waiter.resolve();
    } catch (error) {
      this.#abandon(waiters, error);
    }
  }

  /** Undoes everything of the open group, for a failure that may have left a document half written. */
  rollbackGroup(error: unknown): void {
    if (!this.#groupOpen) return;
    this.#groupOpen = false;
    const waiters = this.#commitWaiters;
    this.#commitWaiters = [];
    this.#abandon(waiters, error);
  }

  #abandon(waiters: Waiter[], error: unknown): void {
    this.version++;
    if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
    this.onRollback();
    for (const waiter of waiters) waiter.reject(error);
  }

  /** Resolves once everything written or read so far is committed; at once when nothing is open. */
  committed(): Promise<void> | undefined {
    if (!this.#groupOpen) return undefined;
    return new Promise((resolve, reject) => this.#commitWaiters.push({ resolve, reject }));
  }

  /** Resolves once everything committed so far is on the disk. */
  async synced(): Promise<void> {
    await this.committed();
    if (this.#walDescriptor === undefined) return;
    // What was committed before the fsync that runs now began is part of it.
    const waiters = this.#unsynced ? this.#syncWaiters : this.#syncing;
    if (waiters === undefined) return;
    await new Promise<void>((resolve, reject) => {
      waiters.push({ resolve, reject });
      this.#startSync();
    });
  }

  #startSync(): void {
    if (this.#syncRunning !== undefined || this.#syncWaiters.length === 0) return;
    const waiters = this.#syncWaiters;
    this.#syncWaiters = [];
    this.#syncing = waiters;
    this.#unsynced = false;
    this.#syncRunning = new Promise((resolve) => {
      fsync(this.#walDescriptor as number, (error) => {
        this.#syncRunning = undefined;
        this.#syncing = undefined;
        for (const waiter of waiters) {
          if (error) waiter.reject(error);
          else waiter.resolve();
        }
        this.#startSync();
        resolve();
      });
    });
  }

  async close(): Promise<void> {
    this.commitGroup();
    while (this.#syncRunning !== undefined) await this.#syncRunning;
    if (this.#walDescriptor !== undefined) closeSync(this.#walDescriptor);
    this.#statements.clear();
    this.#db.close();
  }
}

function openDataFile(dataDir: string): DatabaseSync {
  try {
    makeDirectory(dataDir);
  } catch (error) {
    throw new DataDirectoryError(`cannot create the data directory ${dataDir}: ${(error as Error).message}`);
  }
  const file = join(dataDir, DATA_FILE);
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(file);
    // The exclusive lock keeps a second server out, and the kernel releases it when this process dies.
    db.exec('PRAGMA locking_mode=EXCLUSIVE');
    const mark = (db.prepare('PRAGMA application_id').get() as { application_id: number }).application_id;
    const tables = (db.prepare('SELECT count(*) AS n FROM sqlite_schema').get() as { n: number }).n;
    if (mark !== APPLICATION_ID && tables > 0) {
      throw new DataDirectoryError(`${file} is an SQLite file of some other program; nothing was changed`);
    }
    checkPages(db, file);
    db.exec('PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA wal_autocheckpoint=4000');
    db.exec(`PRAGMA cache_size=-24576; PRAGMA application_id=${APPLICATION_ID}; BEGIN IMMEDIATE; COMMIT`);
    return db;
  } catch (error) {
    db?.close();
    if (error instanceof DataDirectoryError) throw error;
    throw new DataDirectoryError(explainOpenFailure(file, error as Error & { errcode?: number }));
  }
}

/** Checks the structure of a data file before anything is written to it; large ones are taken on trust. */
function checkPages(db: DatabaseSync, file: string): void {
  if (statSync(file).size > CHECKED_SIZE) return;
  const [result] = Object.values(db.prepare('PRAGMA quick_check(1)').get() as Record<string, string>);
  if (result !== 'ok') {
    throw new DataDirectoryError(`${file} is damaged (${result?.split('\n').at(-1)}); nothing was changed`);
  }
}

/** Unlike mkdir's own recursive mode, this ends where a parent cannot be created either. */
function makeDirectory(path: string): void {
  if (existsSync(path)) return;
  const parent = dirname(path);
  if (parent !== path && !existsSync(parent)) makeDirectory(parent);
  mkdirSync(path);
}

function explainOpenFailure(file: string, error: Error & { errcode?: number }): string {
  switch ((error.errcode ?? 0) & 0xff) {
    case 5:
    case 6:
      return `the data directory is in use by another server (${file} is locked)`;
    case 11:
    case 26:
      return `${file} is damaged or not an SQLite database (${error.message}); nothing was changed`;
    case 8:
    case 10:
    case 13:
    case 14:
      return `cannot open ${file}: ${error.message}`;
    default:
      return `cannot use ${file}: ${error.message}`;
  }
}
