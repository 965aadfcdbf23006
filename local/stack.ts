/** What the functions need around them: a database with its indexes, and the environment that names it. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startChild } from './child.ts';
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

function makeDirectory(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true });
  } catch (error) {
    throw new UserError(`Cannot use ${dataDir} for data: ${(error as Error).message}`);
  }
}

/** What of a MongoDB URI may be shown. */
export const withoutCredentials = (uri: string): string =>
  uri.replace(/^(mongodb(?:\+srv)?:\/\/)(?:[^/]*@)?([^/?]*).*$/, '$1$2');

const INDEXES = fileURLToPath(new URL('./indexes.ts', import.meta.url));

/** In a process of its own, so that the functions' configuration and client stay out of this one. */
async function createIndexes(env: Record<string, string>): Promise<void> {
  const lines: string[] = [];
  const child = startChild(INDEXES, [], {
    env: { ...process.env, ...env },
    onLine: (line) => lines.push(line),
  });
  const how = await child.ended;
  if (how !== 'with code 0') throw new UserError(lines.at(-1) ?? `Creating the indexes ended ${how}`);
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
    await createIndexes(env);
  } catch (error) {
    await stop();
    throw error;
  }
  return { env, database, ...(embedded ? { embedded } : {}), stop };
}
