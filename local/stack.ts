/** What the functions need around them: databases with indexes and tables, and the environment that names them. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startChild } from './child.ts';
import { loadKeys } from './keys.ts';
import { queueUrl } from './queue-definitions.ts';
import { type EmbeddedServer, STAND_INS, type StandIn } from './servers.ts';
import { withoutCredentials } from './uri.ts';
import { UserError } from './user-error.ts';

export interface Stack {
  /** for the processes that run functions */
  env: Record<string, string>;
  /** "embedded", or the host part of MONGODB_URI: never its credentials */
  database: string;
  /** address of the queue server */
  queues: string;
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

/** The stand-ins take any credentials; these keep real ones out of them. */
const awsEnvironment = (address: string) => ({
  AWS_ENDPOINT_URL_DYNAMODB: address,
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
  AWS_SESSION_TOKEN: '',
  // A profile would go before the keys.
  AWS_PROFILE: '',
  AWS_DEFAULT_PROFILE: '',
  AWS_REGION: process.env.AWS_REGION || 'us-east-1',
});

/** Starts all at once; when one cannot, the others are stopped. */
async function startServers(dataDir: string | undefined, wanted: StandIn[]) {
  const starting = wanted.map((id) =>
    STAND_INS[id].start(dataDir === undefined ? undefined : join(dataDir, id)),
  );
  const results = await Promise.allSettled(starting);
  const failed = results.find((result) => result.status === 'rejected');
  const started = results.flatMap((result) => (result.status === 'fulfilled' ? result.value : []));
  const stop = async () => {
    await Promise.all(started.map((server) => server.stop(SERVER_GRACE_MS)));
  };
  if (failed) {
    await stop();
    throw failed.reason;
  }
  const addressOf = (id: StandIn): string => started[wanted.indexOf(id)]?.address ?? '';
  const servers = Object.fromEntries(
    started.map((server, index) => [STAND_INS[wanted[index] as StandIn].name, server]),
  );
  return { servers, addressOf, stop };
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
  const keys = loadKeys(dataDir);
  const all = Object.keys(STAND_INS) as StandIn[];
  const wanted = external === undefined ? all : all.filter((id) => id !== 'mongodb');
  const { servers, addressOf, stop } = await startServers(dataDir, wanted);
  const env = {
    ...passedOn(),
    STAGE: 'local',
    MONGODB_URI: external ?? addressOf('mongodb'),
    ...keys,
    TABLE_PREFIX: 'corechat-local',
    RATE_LIMITS: process.env.RATE_LIMITS || LOCAL_RATE_LIMITS,
    // Gateways, functions and databases share this machine's cores with whatever else it does.
    PUSH_TIMEOUT_MS: process.env.PUSH_TIMEOUT_MS || '1500',
    QUEUE_URL: queueUrl(addressOf('queues'), 'EventsQueue'),
    ...awsEnvironment(addressOf('dynamodb')),
  };
  const prepare = () => createSchema(env);
  try {
    await prepare();
  } catch (error) {
    await stop();
    throw error;
  }
  const database = external ? withoutCredentials(external) : 'embedded';
  return { env, database, queues: addressOf('queues'), servers, prepare, stop };
}
