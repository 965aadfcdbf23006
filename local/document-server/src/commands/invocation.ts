/** One command in progress: its arguments in the types that the commands work with. */
import { randomUUID } from 'node:crypto';
import { type Numeric, toExactInteger, toNumber } from '../bson/number.ts';
import { Binary, type Document, document, isDocument, isNumeric, type Value } from '../bson/values.ts';
import { type Collation, parseCollation } from '../collation.ts';
import type { Connection } from '../connection.ts';
import { ServerError } from '../errors.ts';
import type { ExecutionContext } from '../planner/rows.ts';
import type { QueryContext } from '../query/filter.ts';
import { truthy } from '../query/truthy.ts';
import type { ServerContext } from '../server-context.ts';
import type { Collection } from '../storage/collection.ts';
import { TimeLimit } from '../turns.ts';
import { nextTimestamp } from '../update/field-operators.ts';
import type { CommandTraits } from './command-traits.ts';
import { checkApi } from './stable-api.ts';

export class Invocation {
  readonly server: ServerContext;
  readonly command: CommandTraits;
  readonly name: string;
  readonly body: Document;
  readonly connection: Connection;
  readonly database: string;
  readonly time: TimeLimit;
  readonly started = Date.now();
  /** Of a retried batch: what its first attempt has stored. */
  progress: Document | undefined;

  constructor(
    server: ServerContext,
    command: CommandTraits,
    name: string,
    body: Document,
    connection: Connection,
  ) {
    this.server = server;
    this.command = command;
    this.name = name;
    this.body = body;
    this.connection = connection;
    const database = body.get('$db');
    if (typeof database !== 'string' || !/^[^/\\. "$*<>:|?\0]{1,63}$/.test(database)) {
      throw new ServerError('InvalidNamespace', `Invalid database name: '${String(database)}'`);
    }
    this.database = database;
    this.#refuseTransactions();
    this.#checkReadConcern();
    const limit = this.integer('maxTimeMS');
    if (limit !== undefined && (limit < 0 || limit > 0x7fffffff)) {
      throw new ServerError('BadValue', `${limit} value for maxTimeMS is out of range [0, 2147483647]`);
    }
    this.time = new TimeLimit(limit);
    checkApi(command.name, body);
  }

  #refuseTransactions(): void {
    if (this.body.has('startTransaction') || this.body.has('autocommit')) {
      // Not IllegalOperation: drivers take that for a server without retryable writes, and say so instead.
      throw new ServerError(
        'CommandNotSupported',
        'multi-document transactions are not supported by this server',
      );
    }
  }

  #checkReadConcern(): void {
    const level = this.document('readConcern')?.get('level');
    if (level === undefined || level === null) return;
    if (!['local', 'available', 'majority', 'linearizable', 'snapshot'].includes(level as string)) {
      throw new ServerError(
        'BadValue',
        `Enumeration value '${String(level)}' for field 'readConcern.level' is not a valid value.`,
      );
    }
    if (level === 'snapshot') {
      throw new ServerError('CommandNotSupported', 'readConcern level snapshot is not supported');
    }
  }

  get catalog() {
    return this.server.catalog;
  }

  /** The collection name, which is the value of the command's own field. */
  get target(): string {
    const name = this.body.get(this.name);
    if (typeof name !== 'string') {
      throw new ServerError(
        'InvalidNamespace',
        `collection name has invalid type ${isNumeric(name) ? 'int' : 'object'}`,
      );
    }
    if (name === '' || name.includes('\0') || name.startsWith('.')) {
      throw new ServerError('InvalidNamespace', `Invalid namespace specified '${this.database}.${name}'`);
    }
    return name;
  }

  get namespace(): string {
    return `${this.database}.${this.target}`;
  }

  /** The namespace to show of any command, also of one that names no collection. */
  get loggedNamespace(): string {
    const name = this.body.get(this.name);
    return `${this.database}.${typeof name === 'string' ? name : '$cmd'}`;
  }

  /** The collection that the command names, if it exists. */
  collection(): Collection | undefined {
    return this.catalog.get(this.database, this.target);
  }

  /** The collection to write to, created if needed; views cannot be written. */
  writableCollection(): Collection {
    const collection = this.catalog.getOrCreate(this.database, this.target);
    this.refuseView(collection);
    return collection;
  }

  refuseView(collection: Collection | undefined): void {
    if (collection?.options.has('viewOn')) {
      throw new ServerError(
        'CommandNotSupportedOnView',
        `Namespace ${collection.namespace} is a view, not a collection`,
      );
    }
  }

  document(name: string): Document | undefined {
    const value = this.body.get(name);
    return isDocument(value) ? value : undefined;
  }

  documents(name: string): Document[] {
    const value = this.body.get(name);
    const list = Array.isArray(value) ? value : [];
    for (const [i, entry] of list.entries()) {
      if (!isDocument(entry)) {
        throw new ServerError(
          'TypeMismatch',
          `BSON field '${this.name}.${name}.${i}' is the wrong type, expected type 'object'`,
        );
      }
    }
    return list as Document[];
  }

  string(name: string): string | undefined {
    const value = this.body.get(name);
    return typeof value === 'string' ? value : undefined;
  }

  flag(name: string, fallback = false): boolean {
    const value = this.body.get(name);
    return value === undefined || value === null ? fallback : truthy(value);
  }

  integer(name: string): number | undefined {
    const value = this.body.get(name);
    if (value === undefined || value === null) return undefined;
    if (!isNumeric(value)) throw new ServerError('TypeMismatch', `Field '${name}' must be a number`);
    const whole = toExactInteger(value as Numeric);
    return whole === undefined ? Math.trunc(toNumber(value as Numeric)) : Number(whole);
  }

  /** The answer is kept for a driver that repeats the write. */
  get isRetryable(): boolean {
    return this.command.retryable === true && this.txnNumber !== undefined;
  }

  /** Stores the answer, or how far the write is, in the transaction of the write itself. */
  remember(reply: Document): void {
    const { sessionId, txnNumber } = this;
    if (sessionId !== undefined && txnNumber !== undefined)
      this.server.sessions.remember(sessionId, txnNumber, reply);
  }

  get txnNumber(): number | undefined {
    return this.integer('txnNumber');
  }

  /** The logical session, as hexadecimal text. */
  get sessionId(): string | undefined {
    const lsid = this.document('lsid');
    const id = lsid?.get('id');
    return id instanceof Binary ? Buffer.from(id.bytes).toString('hex') : undefined;
  }

  /** The sessions that endSessions and its kin list. */
  sessionIds(): string[] {
    const list = this.body.get(this.name);
    if (!Array.isArray(list))
      throw new ServerError('TypeMismatch', `${this.name} needs an array of sessions`);
    return list.flatMap((entry) => {
      const id = isDocument(entry) ? entry.get('id') : undefined;
      return id instanceof Binary ? [Buffer.from(id.bytes).toString('hex')] : [];
    });
  }

  newSession(): Document {
    return document({ id: new Binary(Buffer.from(randomUUID().replaceAll('-', ''), 'hex'), 4) });
  }

  collationFor(
    collection: Collection | undefined,
    spec: Value | undefined = this.body.get('collation'),
  ): Collation | undefined {
    return isDocument(spec) && spec.size > 0 ? parseCollation(spec) : collection?.collation;
  }

  queryContext(collation: Collation | undefined): QueryContext {
    return { collation, variables: this.variables() };
  }

  variables(): Map<string, Value> {
    const variables = new Map<string, Value>([
      ['NOW', new Date(this.started)],
      ['CLUSTER_TIME', nextTimestamp()],
      ['USER_ROLES', []],
    ]);
    return variables;
  }

  execution(): ExecutionContext {
    return { counters: { keysExamined: 0, docsExamined: 0 } };
  }

  /** j:true, w:"majority" and majority or linearizable reads answer only what is on the disk. */
  wantsSync(): boolean {
    const concern = this.document('writeConcern');
    if (concern && (concern.get('j') === true || concern.get('w') === 'majority')) return true;
    const level = this.document('readConcern')?.get('level');
    return level === 'majority' || level === 'linearizable';
  }
}
