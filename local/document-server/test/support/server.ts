/** A server for a test file: the one at MONGODB_URI if that is set, otherwise a new embedded one. */
import { type Db, MongoClient, type MongoClientOptions } from 'mongodb';
import { startDocumentServer } from '../../src/index.ts';

export interface TestServer {
  uri: string;
  client: MongoClient;
  db: Db;
  /** True when the tests run on some other server, of which no internals can be expected. */
  external: boolean;
  close(): Promise<void>;
}

let databases = 0;

export async function startServer(options: MongoClientOptions = {}): Promise<TestServer> {
  const externalUri = process.env.MONGODB_URI;
  const mongod = externalUri ? undefined : await startDocumentServer();
  const uri = externalUri ?? (mongod?.uri as string);
  const client = await new MongoClient(uri, { serverSelectionTimeoutMS: 5000, ...options }).connect();
  const db = client.db(`conformance_${process.pid}_${++databases}`);
  return {
    uri,
    client,
    db,
    external: externalUri !== undefined,
    async close() {
      await db.dropDatabase();
      await client.close();
      await mongod?.close();
    },
  };
}

/** The code of the error that a promise rejects with. */
export async function codeOf(promise: Promise<unknown>): Promise<number | string | undefined> {
  try {
    await promise;
    return undefined;
  } catch (error) {
    const { code, name, message } = error as { code?: number; name: string; message: string };
    return code ?? `${name}: ${message}`;
  }
}
