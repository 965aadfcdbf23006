/** What the functions need around them: a database with its indexes, and the environment that names it. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Database, startDatabase } from './database.ts';
import { loadKeyRing, newKeyRing } from './keys.ts';
import { UserError } from './user-error.ts';

export interface Stack {
  /** for the processes that run functions */
  env: Record<string, string>;
  /** "embedded", or the host part of MONGODB_URI: never its credentials */
  database: string;
  /** the embedded server, unless MONGODB_URI replaces it */
  embedded?: Database;
  stop(): Promise<void>;
}

const DATABASE_GRACE_MS = 700;

export const hostOf = (uri: string): string =>
  uri.replace(/^(mongodb(?:\+srv)?:\/\/)(?:[^@/]*@)?([^/?]*).*$/, '$1$2');

function makeDirectory(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true });
  } catch (error) {
    throw new UserError(`Cannot use ${dataDir} for data: ${(error as Error).message}`);
  }
}

/** lib/config.ts reads the environment when it is first imported, hence so late. */
async function createIndexes(env: Record<string, string>, database: string): Promise<void> {
  Object.assign(process.env, env, { LOG_LEVEL: 'error' });
  const [{ createIndexes: create }, { closeMongo }] = await Promise.all([
    import('../lib/store/indexes.ts'),
    import('../lib/mongo.ts'),
  ]);
  try {
    await create();
  } catch (error) {
    throw new UserError(`${database} does not work as the database: ${(error as Error).message}`);
  } finally {
    await closeMongo();
  }
}

/** @param dataDir absent: everything in memory, gone when stopped @throws UserError */
export async function startStack(dataDir?: string): Promise<Stack> {
  if (dataDir !== undefined) makeDirectory(dataDir);
  const external = process.env.MONGODB_URI || undefined;
  const keyRing = dataDir === undefined ? newKeyRing() : loadKeyRing(dataDir);
  const embedded = external
    ? undefined
    : await startDatabase(dataDir === undefined ? undefined : join(dataDir, 'mongodb'));
  const uri = external ?? embedded?.uri ?? '';
  const database = external ? hostOf(external) : 'embedded';
  const env = { STAGE: 'local', MONGODB_URI: uri, JWT_KEYS: process.env.JWT_KEYS || keyRing };
  const stop = async () => embedded?.stop(DATABASE_GRACE_MS);
  try {
    await createIndexes(env, database);
  } catch (error) {
    await stop();
    throw error;
  }
  return { env, database, ...(embedded ? { embedded } : {}), stop };
}
