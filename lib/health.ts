/** Liveness, with the state of what the API depends on. */
import { pingDynamo } from './dynamo.ts';
import { ApiError } from './errors.ts';
import { describeError, log } from './log.ts';
import { ping as pingMongo } from './mongo.ts';
import { postToSocket } from './realtime/sockets.ts';

export type Dependency = { status: 'up'; latency_ms: number } | { status: 'down' };

export interface Health {
  status: 'up';
  dependencies: Record<string, Dependency>;
}

async function probe(name: string, ping: () => Promise<void>): Promise<[string, Dependency]> {
  const startedAt = performance.now();
  try {
    await ping();
    return [name, { status: 'up', latency_ms: Math.round((performance.now() - startedAt) * 10) / 10 }];
  } catch (error) {
    log.warn('dependency down', { name, error: describeError(error, 0) });
    return [name, { status: 'down' }];
  }
}

/** Of the form that API Gateway gives them, and nobody's: that it is gone is an answer. */
const NO_SOCKET = 'AAAAAAAAAAAAAAA=';
const PUSH_PROBE_MS = 1_000;

async function pingPush(): Promise<void> {
  await postToSocket(NO_SOCKET, '', AbortSignal.timeout(PUSH_PROBE_MS));
}

/**
 * Without pushes everything works, and is seen when clients sync: that is told, and is no outage.
 * @throws ApiError service_unavailable, with the state of each dependency
 */
export async function checkHealth(): Promise<Health> {
  const databases = [probe('mongodb', pingMongo), probe('dynamodb', pingDynamo)];
  const probes = await Promise.all([...databases, probe('push', pingPush)]);
  const dependencies = Object.fromEntries(probes);
  if (probes.slice(0, databases.length).some(([, { status }]) => status === 'down')) {
    throw new ApiError('service_unavailable', { extensions: { dependencies } });
  }
  return { status: 'up', dependencies };
}
