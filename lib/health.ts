/** Liveness, with the state of what the API depends on. */
import { pingDynamo } from './dynamo.ts';
import { ApiError } from './errors.ts';
import { describeError, log } from './log.ts';
import { ping as pingMongo } from './mongo.ts';

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

/** @throws ApiError service_unavailable, with the state of each dependency */
export async function checkHealth(): Promise<Health> {
  const probes = await Promise.all([probe('mongodb', pingMongo), probe('dynamodb', pingDynamo)]);
  const dependencies = Object.fromEntries(probes);
  if (probes.some(([, { status }]) => status === 'down')) {
    throw new ApiError('service_unavailable', { extensions: { dependencies } });
  }
  return { status: 'up', dependencies };
}
