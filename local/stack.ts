/** A stack: databases with indexes and tables, queues, and the environment for the functions. */
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { startChild } from './child.ts';
import { FILES_BUCKET, FILES_KEY } from './files-bucket.ts';
import { loadKeys } from './keys.ts';
import { queueUrl } from './queue-definitions.ts';
import { type EmbeddedServer, STAND_INS, type StandIn } from './servers.ts';
import { withoutCredentials } from './uri.ts';
import { UserError } from './user-error.ts';

export interface Stack {
  /** environment of processes that run functions */
  env: Record<string, string>;
  /** "embedded", or the host of MONGODB_URI without credentials */
  database: string;
  /** address of the queue server */
  queues: string;
  /** the directory of mails; undefined: a mail server sends them */
  mails: string | undefined;
  /** by name */
  servers: Record<string, EmbeddedServer>;
  /** Creates missing indexes and tables. @throws UserError */
  prepare(): Promise<void>;
  stop(): Promise<void>;
}

const SERVER_GRACE_MS = 700;
const SCHEMA = fileURLToPath(new URL('./schema.ts', import.meta.url));

function makeDirectory(dataDir: string): void {
  try {
    // The directory contains password hashes and keys.
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new UserError(`Cannot use ${dataDir} for data: ${(error as Error).message}`);
  }
}

/** In a separate process, to keep the functions' configuration and clients out of this one. */
async function createSchema(env: Record<string, string>): Promise<void> {
  const lines: string[] = [];
  const child = startChild(SCHEMA, ['--tables'], {
    env: { ...process.env, ...env },
    onLine: (line) => lines.push(line),
  });
  const how = await child.ended;
  if (how !== 'with code 0') throw new UserError(lines.join('\n') || `Preparing the databases ended ${how}`);
}

/** The stand-ins other than S3's accept any credentials; these replace real ones. */
const awsEnvironment = (dynamodb: string, files: string) => ({
  AWS_ENDPOINT_URL_DYNAMODB: dynamodb,
  AWS_ENDPOINT_URL_S3: files,
  AWS_ACCESS_KEY_ID: FILES_KEY.id,
  AWS_SECRET_ACCESS_KEY: FILES_KEY.secret,
  AWS_SESSION_TOKEN: '',
  // A profile would take precedence over the keys.
  AWS_PROFILE: '',
  AWS_DEFAULT_PROFILE: '',
  AWS_REGION: process.env.AWS_REGION || 'us-east-1',
});

/** Starts all in parallel; if one fails, the others are stopped. */
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

/** Variables that may be set for the functions. Commands that use a running stack get the same values. */
const PASSED_ON = [
  'MONGODB_DATABASE',
  'JWT_ISSUER',
  'JWT_AUDIENCE',
  'ACCESS_TOKEN_SECONDS',
  'CORS_ORIGINS',
  'REGISTRATION',
  'REGISTRATION_DOMAINS',
  'DIRECTORY',
  'API_DOCS',
  'LINK_PREVIEWS',
  'MAIL_FROM',
  'MAIL_URL',
  'FILE_SCAN',
  'SECURITY_CONTACT',
  'PUSH_HOSTS',
];

/**
 * On one machine all clients have one address, and programs send faster than people, so these limits are high. docs/limits.md has the
 * defaults.
 */
const LOCAL_RATE_LIMITS = [
  'login_address=10000/1d',
  'register=10000/1h',
  'sessions=10000/1h',
  'sessions_address=10000/1h',
  'contacts=10000/1d',
  'mail=10000/1h',
  'mail_address=10000/1d',
  ...[
    'passwords',
    'sends',
    'edits',
    'changes',
    'tickets',
    'reads',
    'lookups',
    'search',
    'message_search',
    'files',
    'health',
    'refreshes',
    'recoveries',
    'handshakes',
    'anonymous',
  ].map((name) => `${name}=10000/1m`),
].join();

/** The directory of mails, in the data directory. */
export const MAILS = 'mail';

/** Mails are files in the data directory, unless the environment has a mail server. */
const mailsIn = (dataDir: string | undefined): string | undefined =>
  dataDir === undefined || process.env.MAIL_FROM ? undefined : resolve(dataDir, MAILS);

const mailInto = (directory: string | undefined): Record<string, string> =>
  directory === undefined
    ? {}
    : { MAIL_FROM: 'chat@corechat.example', MAIL_URL: pathToFileURL(directory).href };

const passedOn = (): Record<string, string> =>
  Object.fromEntries(PASSED_ON.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));

/**
 * @param dataDir absent: everything is in memory
 * @param external a MongoDB to use instead of the embedded one
 * @throws UserError
 */
export async function startStack(dataDir?: string, external?: string): Promise<Stack> {
  if (dataDir !== undefined) makeDirectory(dataDir);
  const [keys, mails] = [loadKeys(dataDir), mailsIn(dataDir)];
  const all = Object.keys(STAND_INS) as StandIn[];
  const wanted = external === undefined ? all : all.filter((id) => id !== 'mongodb');
  const { servers, addressOf, stop } = await startServers(dataDir, wanted);
  const env = {
    ...passedOn(),
    ...mailInto(mails),
    STAGE: 'local',
    MONGODB_URI: external ?? addressOf('mongodb'),
    ...keys,
    TABLE_PREFIX: 'corechat-local',
    RATE_LIMITS: process.env.RATE_LIMITS || LOCAL_RATE_LIMITS,
    // Longer than on AWS, because gateways, functions and databases share this machine's cores.
    PUSH_TIMEOUT_MS: process.env.PUSH_TIMEOUT_MS || '1500',
    QUEUE_URL: queueUrl(addressOf('queues'), 'EventsQueue'),
    FAN_OUT_QUEUE_URL: queueUrl(addressOf('queues'), 'FanOutQueue'),
    PREVIEW_QUEUE_URL: queueUrl(addressOf('queues'), 'PreviewQueue'),
    NOTIFICATIONS_QUEUE_URL: queueUrl(addressOf('queues'), 'NotificationsQueue'),
    FILES_BUCKET,
    ...awsEnvironment(addressOf('dynamodb'), addressOf('files')),
  };
  const prepare = () => createSchema(env);
  try {
    await prepare();
  } catch (error) {
    await stop();
    throw error;
  }
  const database = external ? withoutCredentials(external) : 'embedded';
  return { env, database, queues: addressOf('queues'), mails, servers, prepare, stop };
}
