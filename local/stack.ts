/** What the functions need around them: a database with its indexes, and the environment that names it. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Database, startDatabase } from './database.ts';
import { ensureIndexes, withoutCredentials } from './ensure-indexes.ts';
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

function makeDirectory(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true });
  } catch (error) {
    throw new UserError(`Cannot use ${dataDir} for data: ${(error as Error).message}`);
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
  const database = external ? withoutCredentials(external) : 'embedded';
  const env = { STAGE: 'local', MONGODB_URI: uri, JWT_KEYS: process.env.JWT_KEYS || keyRing };
  const stop = async () => embedded?.stop(DATABASE_GRACE_MS);
  try {
    await ensureIndexes(env, database);
  } catch (error) {
    await stop();
    throw error;
  }
  return { env, database, ...(embedded ? { embedded } : {}), stop };
}
