/** Health of the API, with the state of each dependency. */

import { ApiError } from '../http/errors.ts';
import { config } from '../platform/config.ts';
import { pingDynamo } from '../platform/dynamo.ts';
import { describeError, log } from '../platform/log.ts';
import { ping as pingMongo } from '../platform/mongo.ts';
import { noteRefusedLogin } from '../platform/secrets.ts';
import { postToSocket } from '../realtime/sockets.ts';
import type { Dependency, Health } from './resources.ts';

/**
 * Longer than the first connection to MongoDB at a cold start, and short enough that few callers wait at once: the function's
 * reserved concurrency bounds their number.
 */
const PROBE_MS = 2_000;

type Ping = (signal: AbortSignal) => Promise<unknown>;

/** Abandons a late probe: the drivers' own limits include retries and take up to 4.5 s. */
async function within(signal: AbortSignal, ping: Ping): Promise<void> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  signal.addEventListener('abort', () => reject(new Error(`No answer within ${PROBE_MS} ms`)), {
    once: true,
  });
  await Promise.race([ping(signal), late]);
}

async function probe(name: string, ping: Ping): Promise<[string, Dependency]> {
  const startedAt = performance.now();
  try {
    await within(AbortSignal.timeout(PROBE_MS), ping);
    return [name, { status: 'up', latency_ms: Math.round((performance.now() - startedAt) * 10) / 10 }];
  } catch (error) {
    noteRefusedLogin(error);
    log.warn('dependency down', { name, error: describeError(error, 0) });
    return [name, { status: 'down' }];
  }
}

/** A connection id that no client has: the response "gone" proves that the API works. */
const NO_SOCKET = 'AAAAAAAAAAAAAAA=';
const pingPush: Ping = (signal) => postToSocket(NO_SOCKET, '', signal);

/**
 * A failure of pushes is reported, but is not an outage: clients still get changes by sync.
 * @throws ApiError service_unavailable, with the state of each dependency
 */
export async function checkHealth(): Promise<Health> {
  const databases = [probe('mongodb', pingMongo), probe('dynamodb', pingDynamo)];
  const probes = await Promise.all([...databases, probe('push', pingPush)]);
  const dependencies = Object.fromEntries(probes);
  if (probes.slice(0, databases.length).some(([, { status }]) => status === 'down')) {
    throw new ApiError('service_unavailable', { extensions: { dependencies } });
  }
  return { status: 'up', build: config.buildId, dependencies };
}
