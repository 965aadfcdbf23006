/** The only importer of the MongoDB driver. One client per execution environment serves all its requests. */
import {
  type Collection,
  type Db,
  type Document,
  type Filter,
  type IndexDescription,
  MongoClient,
  type MongoClientOptions,
  MongoNetworkError,
  ObjectId,
  type OptionalUnlessRequiredId,
} from 'mongodb';
import { Connection } from 'mongodb/lib/cmap/connection.js';
import * as v from 'valibot';
import { config } from './config.ts';
import { countRoundTrip, examineQueriesWith, noteQuery } from './request-scope.ts';
import { mongodbUri } from './secret-values.ts';
import { beforeRequests, Secret } from './secrets.ts';

export type { Collection, Document, IndexDescription };
export { ObjectId };

/**
 * Small pools and short idle times, because every warm Lambda environment has its own pool; short time-outs, because a 503 within
 * seconds is better than a hanging request.
 * https://www.mongodb.com/docs/atlas/manage-connections-aws-lambda/
 */
const OPTIONS: MongoClientOptions = {
  maxPoolSize: config.mongodb.poolSize,
  minPoolSize: 0,
  maxIdleTimeMS: 30_000,
  // After a lost connection the driver checks the server before the next command, by default at most every 500 ms.
  minHeartbeatFrequencyMS: 50,
  serverSelectionTimeoutMS: 2_500,
  connectTimeoutMS: 2_000,
  waitQueueTimeoutMS: 2_500,
  // Leaves time for a second attempt: a dead connection is replaced within the request.
  socketTimeoutMS: 2_000,
  retryReads: true,
  retryWrites: true,
  writeConcern: { w: 'majority' },
  readConcern: { level: 'majority' },
  // Only where queries are explained, because the driver then decodes each response twice.
  monitorCommands: config.logSampleRate > 0,
};

const { writeCommand } = Connection.prototype;

/**
 * Works around a fault of mongodb 7.9.0: a write waits until the socket has drained, and a destroyed socket never drains. A command
 * sent between the end of a connection and its 'close' event, including the driver's own server check, would hang forever.
 */
Connection.prototype.writeCommand = async function (this: Connection, command, options) {
  if (this.socket.destroyed) {
    const error = new MongoNetworkError(`connection ${this.id} was closed`);
    this.onError(error);
    throw error;
  }
  await writeCommand.call(this, command, options);
};

/** Commands that must use an index, and that can be explained afterwards. */
const EXPLAINED = new Set(['find', 'aggregate']);

function clientOf(address: string): MongoClient {
  const made = new MongoClient(address, OPTIONS);
  // Each command checks a connection out of the pool, synchronously in the request's async context.
  made.on('connectionCheckOutStarted', () => countRoundTrip('mongodb'));
  // A failed first connection leaves a closed topology, which the driver would keep using.
  made.on('topologyClosed', () => {
    delete (made as { topology?: unknown }).topology;
  });
  made.on('commandStarted', ({ commandName, command }) => {
    if (EXPLAINED.has(commandName)) noteQuery(command);
  });
  return made;
}

/** A client per text of the secret. Replaces the driver's error message, which could quote a part of it. */
const clientByUri = v.pipe(
  mongodbUri,
  v.rawTransform<string, MongoClient>(({ dataset, addIssue, NEVER }) => {
    try {
      return clientOf(dataset.value);
    } catch {
      addIssue({ message: 'is no connection string' });
      return NEVER;
    }
  }),
);

const given = config.mongodb.uri ? clientOf(config.mongodb.uri) : undefined;
const newest = new Secret('mongodb', 'MONGODB_URI', clientByUri, given);
// Never connects; loads the code that parses a URI and makes a client before the real URI is known.
newest.need(() => clientOf('mongodb://localhost'));

let client = given;

/** Replaces the client after the secret's URI has changed, and closes the previous one. */
beforeRequests(async () => {
  if (client === newest.value) return;
  const before = client;
  client = newest.value;
  await before?.close();
});

const database = (): Db => (client ?? newest.value).db(config.mongodb.database);

/** Fields of a command that an explain does not take. */
const CONTEXT = ['lsid', 'txnNumber', '$db', '$clusterTime', '$readPreference', 'readConcern'];

/** Explains a query. @returns the number of index keys that it examines */
async function keysExamined(query: object): Promise<number> {
  const explain = Object.fromEntries(Object.entries(query).filter(([name]) => !CONTEXT.includes(name)));
  const plan = await database().command({ explain, verbosity: 'executionStats' });
  const { executionStats } = plan.stages?.[0]?.$cursor ?? plan;
  return executionStats?.totalKeysExamined ?? 0;
}

examineQueriesWith(async (queries) => {
  const counts = await Promise.all(queries.map(keysExamined));
  return counts.reduce((sum, count) => sum + count, 0);
});

/** Delegates to the current client, so that modules can keep the collection. */
export function collection<Schema extends Document>(name: string): Collection<Schema> {
  let made: Collection<Schema> | undefined;
  let madeBy: MongoClient | undefined;
  const current = (): Collection<Schema> => {
    if (!made || madeBy !== client) {
      made = database().collection<Schema>(name);
      madeBy = client;
    }
    return made;
  };
  return new Proxy({} as Collection<Schema>, {
    get: (_, property) => {
      const target = current();
      const member = Reflect.get(target, property, target);
      return typeof member === 'function' ? member.bind(target) : member;
    },
  });
}

/** One round trip to the database. @throws the driver's error when it does not respond */
export async function ping(): Promise<void> {
  await database().command({ ping: 1 });
}

/** Who a connection is logged in as. */
export interface Authenticated {
  /** `olga@admin`: names with the databases that know them; empty where the server asks for no password */
  users: string[];
  /** names of the roles that were given to the user, without those that they include */
  roles: string[];
}

/** One round trip. @throws the driver's error when the database does not respond */
export async function authenticatedAs(): Promise<Authenticated> {
  const { authInfo } = await database().command({ connectionStatus: 1 });
  return {
    users: authInfo.authenticatedUsers.map(({ user, db }: { user: string; db: string }) => `${user}@${db}`),
    roles: authInfo.authenticatedUserRoles.map(({ role }: { role: string }) => role),
  };
}

/** For tests: drops the whole configured database. */
export async function dropDatabase(): Promise<void> {
  await database().dropDatabase();
}

/** For scripts and tests; on Lambda the client stays open as long as the environment. */
export async function closeMongo(): Promise<void> {
  await client?.close();
}

/** Fields for a pipeline, which without $literal would read a text that begins with "$" as a field. */
export const literals = (values: object) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { $literal: value }]));

const DUPLICATE_KEY = 11000;

export const isDuplicateKey = (error: unknown): boolean =>
  error instanceof Error && (error as { code?: unknown }).code === DUPLICATE_KEY;

const MAX_TIME_EXPIRED = 50;

/** Whether a command took longer than its `maxTimeMS`. */
export const isOverTime = (error: unknown): boolean =>
  error instanceof Error && (error as { code?: unknown }).code === MAX_TIME_EXPIRED;

/** Errors of a connection that was lost before the response. They come immediately, unlike a time-out. */
const CUT = new Set(['MongoNetworkError', 'MongoPoolClearedError', 'PoolClearedOnNetworkError']);

/**
 * The driver retries once after a lost connection, over a new one. On a network that loses one response in ten, one request in
 * fifty fails in spite of that. This retries once more, for idempotent operations.
 * @param operation receives whether it may have been done before
 */
export async function againWhenCut<T>(operation: (again: boolean) => Promise<T>): Promise<T> {
  try {
    return await operation(false);
  } catch (error) {
    if (!CUT.has((error as Error).name)) throw error;
    return operation(true);
  }
}

/** @returns false, without a write, when another document has one of its unique keys */
export const insertOnce = <Schema extends Document>(
  into: Collection<Schema>,
  document: OptionalUnlessRequiredId<Schema> & { _id: ObjectId | string },
): Promise<boolean> =>
  againWhenCut(async (again) => {
    try {
      await into.insertOne(document);
      return true;
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      // The existing document may be this one, inserted by the first attempt.
      const itself = { _id: document._id } as Filter<Schema>;
      return again && (await into.findOne(itself, { projection: { _id: 1 } })) !== null;
    }
  });
