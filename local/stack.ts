/** What the functions need around them: databases with indexes and tables, and the environment that names them. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startChild } from './child.ts';
import { loadKeyRing, newKeyRing } from './keys.ts';
import { type EmbeddedServer, startDynamodb, startMongodb } from './servers.ts';
import { withoutCredentials } from './uri.ts';
import { UserError } from './user-error.ts';

export interface Stack {
  /** for the processes that run functions */
  env: Record<string, string>;
  /** "embedded", or the host part of MONGODB_URI: never its credentials */
  database: string;
  /** by what to call them */
  servers: Record<string, EmbeddedServer>;
  /** Creates the indexes and tables that are missing. @throws UserError */
  prepare(): Promise<void>;
  stop(): Promise<void>;
}

const SERVER_GRACE_MS = 700;
const SCHEMA = fileURLToPath(new URL('./schema.ts', import.meta.url));

function makeDirectory(dataDir: string): void {
  try {
    // It holds password hashes and keys.
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new UserError(`Cannot use ${dataDir} for data: ${(error as Error).message}`);
  }
}

/** In a process of its own, so that the functions' configuration and clients stay out of this one. */
async function createSchema(env: Record<string, string>): Promise<void> {
  const lines: string[] = [];
  const child = startChild(SCHEMA, ['--tables'], {
    env: { ...process.env, ...env },
    onLine: (line) => lines.push(line),
  });
  const how = await child.ended;
  if (how !== 'with code 0') throw new UserError(lines.join('\n') || `Preparing the databases ended ${how}`);
}

/** The stand-in takes any credentials; these keep real ones out of it. */
const dynamodbEnvironment = (address: string) => ({
  AWS_ENDPOINT_URL_DYNAMODB: address,
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
  AWS_SESSION_TOKEN: '',
  // A profile would go before the keys.
  AWS_PROFILE: '',
  AWS_DEFAULT_PROFILE: '',
  AWS_REGION: process.env.AWS_REGION || 'us-east-1',
});

/** Starts both at once; when one cannot, the other is stopped. */
async function startServers(dataDir: string | undefined, needsMongodb: boolean) {
  const below = (name: string) => (dataDir === undefined ? undefined : join(dataDir, name));
  const starting = {
    ...(needsMongodb ? { 'The embedded MongoDB server': startMongodb(below('mongodb')) } : {}),
    'The embedded DynamoDB server': startDynamodb(below('dynamodb')),
  };
  const results = await Promise.allSettled(Object.values(starting));
  const failed = results.find((result) => result.status === 'rejected');
  const started = results.flatMap((result) => (result.status === 'fulfilled' ? result.value : []));
  const stop = async () => {
    await Promise.all(started.map((server) => server.stop(SERVER_GRACE_MS)));
  };
  if (failed) {
    await stop();
    throw failed.reason;
  }
  const names = Object.keys(starting);
  return { servers: Object.fromEntries(started.map((server, index) => [names[index] ?? '', server])), stop };
}

/** Variables that a person may have set for the functions: whoever joins a running stack must see the same. */
const PASSED_ON = ['MONGODB_DATABASE', 'JWT_ISSUER', 'JWT_AUDIENCE', 'ACCESS_TOKEN_SECONDS', 'CORS_ORIGINS'];

/**
 * One machine is everybody here, and programs work it: what counts by address, and how much a user sends, is far from what a
 * person could reach. docs/limits.md has the defaults.
 */
const LOCAL_RATE_LIMITS = 'login_address=10000/1d,register=10000/1h,sends=10000/1m,search=10000/1m';

const passedOn = (): Record<string, string> =>
  Object.fromEntries(PASSED_ON.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));

/**
 * @param dataDir absent: everything in memory, gone when stopped
 * @param external a MongoDB to use instead of the embedded one
 * @throws UserError
 */
export async function startStack(dataDir?: string, external?: string): Promise<Stack> {
  if (dataDir !== undefined) makeDirectory(dataDir);
  const keyRing = dataDir === undefined ? newKeyRing() : loadKeyRing(dataDir);
  const { servers, stop } = await startServers(dataDir, external === undefined);
  const env = {
    ...passedOn(),
    STAGE: 'local',
    MONGODB_URI: external ?? servers['The embedded MongoDB server']?.address ?? '',
    JWT_KEYS: process.env.JWT_KEYS || keyRing,
    TABLE_PREFIX: 'corechat-local',
    RATE_LIMITS: process.env.RATE_LIMITS || LOCAL_RATE_LIMITS,
    // Gateways, functions and databases share this machine's cores with whatever else it does.
    PUSH_TIMEOUT_MS: process.env.PUSH_TIMEOUT_MS || '1500',
    ...dynamodbEnvironment(servers['The embedded DynamoDB server']?.address ?? ''),
  };
  const prepare = () => createSchema(env);
  try {
    await prepare();
  } catch (error) {
    await stop();
    throw error;
  }
  return { env, database: external ? withoutCredentials(external) : 'embedded', servers, prepare, stop };
}
