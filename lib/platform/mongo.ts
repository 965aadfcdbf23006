/** The only importer of the MongoDB driver: one client per execution environment, which outlives requests. */
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
import { mongodbUri } from './environment.ts';
import { countRoundTrip, examineQueriesWith, noteQuery } from './request-scope.ts';
import { beforeRequests, Secret } from './secrets.ts';

export type { Collection, Document, IndexDescription };
export { ObjectId };

/**
 * Small pools and short idle times, because every warm Lambda environment keeps its own; short waits, because a
 * caller is better served by a 503 within seconds than by a hung request.
 * https://www.mongodb.com/docs/atlas/manage-connections-aws-lambda/
 */
const OPTIONS: MongoClientOptions = {
  maxPoolSize: config.mongodb.poolSize,
  minPoolSize: 0,
  maxIdleTimeMS: 30_000,
  // After a connection was cut nothing is asked before the server was looked at, and by default it is looked at every 500 ms at most.
  minHeartbeatFrequencyMS: 50,
  serverSelectionTimeoutMS: 2_500,
  connectTimeoutMS: 2_000,
  waitQueueTimeoutMS: 2_500,
  // An answer is waited for twice: a connection that died unnoticed is replaced within the request.
  socketTimeoutMS: 2_000,
  retryReads: true,
  retryWrites: true,
  writeConcern: { w: 'majority' },
  readConcern: { level: 'majority' },
  // Only where queries are explained: with it the driver decodes each answer a second time.
  monitorCommands: config.logSampleRate > 0,
};

const { writeCommand } = Connection.prototype;

/**
 * What cannot be written is waited for until the socket has drained, and one that was destroyed never drains: whatever is asked between
 * the end of a connection and its 'close' would hang for ever, and so would the driver's own look at the server (mongodb 7.9.0).
 */
Connection.prototype.writeCommand = async function (this: Connection, command, options) {
  if (this.socket.destroyed) {
    const error = new MongoNetworkError(`connection ${this.id} was closed`);
    this.onError(error);
    throw error;
  }
  await writeCommand.call(this, command, options);
};

/** Reads that an index has to answer; what they look at can be explained afterwards. */
const EXPLAINED = new Set(['find', 'aggregate']);

function clientOf(address: string): MongoClient {
  const made = new MongoClient(address, OPTIONS);
  // Each command takes a connection from the pool, and asks for it while it is still the request's own turn.
  made.on('connectionCheckOutStarted', () => countRoundTrip('mongodb'));
  // A first connection that fails leaves its closed topology behind, over which the driver would ask for ever after.
  made.on('topologyClosed', () => {
    delete (made as { topology?: unknown }).topology;
  });
  made.on('commandStarted', ({ commandName, command }) => {
    if (EXPLAINED.has(commandName)) noteQuery(command);
  });
  return made;
}

/** A client for each text of the secret; the driver's words on a wrong one might quote a part of it. */
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
// It connects to nothing, but has parsed an address and made a client by the time the real address is there.
newest.need(() => clientOf('mongodb://localhost'));

let client = given;

/** Another URI in the secret is another client; the connections of the one before end. */
beforeRequests(async () => {
  if (client === newest.value) return;
  const before = client;
  client = newest.value;
  await before?.close();
});

const database = (): Db => (client ?? newest.value).db(config.mongodb.database);

/** What belongs to the sending of a command and not to its explanation. */
const CONTEXT = ['lsid', 'txnNumber', '$db', '$clusterTime', '$readPreference', 'readConcern'];

/** Asks the server for the plan of one query. @returns the number of index keys it looks at */
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

/** Of the client of the moment, so that modules may keep it. */
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

/** One round trip to the database. @throws the driver's error when it does not answer */
export async function ping(): Promise<void> {
  await database().command({ ping: 1 });
}

/** For tests: drops the whole configured database. */
export async function dropDatabase(): Promise<void> {
  await database().dropDatabase();
}

/** For scripts and tests; a Lambda's client lives as long as its environment. */
export async function closeMongo(): Promise<void> {
  await client?.close();
}

const DUPLICATE_KEY = 11000;

export const isDuplicateKey = (error: unknown): boolean =>
  error instanceof Error && (error as { code?: unknown }).code === DUPLICATE_KEY;

/** The connection ended before the answer, or had ended before the request: at once, unlike a time-out. */
const CUT = new Set(['MongoNetworkError', 'MongoPoolClearedError', 'PoolClearedOnNetworkError']);

/**
 * The driver repeats what was cut off once, over a connection that it first has to make; a network that loses one answer in ten loses
 * that one, too, for one request in fifty. So it is asked once more, where being done twice does no harm.
 * @param operation is told whether it may have been done before
 */
export async function againWhenCut<T>(operation: (again: boolean) => Promise<T>): Promise<T> {
  try {
    return await operation(false);
  } catch (error) {
    if (!CUT.has((error as Error).name)) throw error;
    return operation(true);
  }
}

/** @returns false when another document has one of its unique keys: nothing was written */
export const insertOnce = <Schema extends Document>(
  into: Collection<Schema>,
  document: OptionalUnlessRequiredId<Schema> & { _id: ObjectId },
): Promise<boolean> =>
  againWhenCut(async (again) => {
    try {
      await into.insertOne(document);
      return true;
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      // The one that is there already may be this very document.
      const itself = { _id: document._id } as Filter<Schema>;
      return again && (await into.findOne(itself, { projection: { _id: 1 } })) !== null;
    }
  });
