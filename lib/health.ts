/** Liveness, with the state of what the API depends on. */
import { ApiError } from './errors.ts';
import { ping } from './mongo.ts';

export interface Health {
  status: 'up';
  dependencies: { mongodb: { status: 'up'; latency_ms: number } };
}

/** @throws ApiError service_unavailable, naming the dependency that is down */
export async function checkHealth(): Promise<Health> {
  const startedAt = performance.now();
  try {
    await ping();
  } catch (cause) {
    const dependencies = { mongodb: { status: 'down' } };
    throw new ApiError('service_unavailable', { cause, extensions: { dependencies } });
  }
  const latency = Math.round((performance.now() - startedAt) * 10) / 10;
  return { status: 'up', dependencies: { mongodb: { status: 'up', latency_ms: latency } } };
}
