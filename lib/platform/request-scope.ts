/**
 * Collects the costs and metrics of a request for its log line. AsyncLocalStorage separates concurrent requests, which exist only
 * locally: a Lambda environment runs one request at a time.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { config } from './config.ts';
import type { Metric } from './metrics.ts';

export type Database = 'mongodb' | 'dynamodb';

interface RequestScope {
  startedAt: number;
  coldStart: boolean;
  roundTrips: Record<Database, number>;
  metrics: Partial<Record<Metric, number>>;
  user?: string;
  /** the database commands; only for requests in the sample */
  queries?: object[];
}

const scopes = new AsyncLocalStorage<RequestScope>();

let coldStart = true;
let initMilliseconds = 0;

/**
 * Call when the handler exists. Measures the time since the start of the process up to now, not to the first request, because an
 * environment that Lambda prepares ahead of demand is idle in between.
 */
export function markLoaded(): void {
  initMilliseconds = rounded(performance.now());
}

/** Runs one request. @param work logs its costs before it ends */
export function inRequestScope<T>(work: () => T): T {
  const scope: RequestScope = {
    startedAt: performance.now(),
    coldStart,
    roundTrips: { mongodb: 0, dynamodb: 0 },
    metrics: coldStart ? { InitDuration: initMilliseconds } : {},
    ...(Math.random() < config.logSampleRate ? { queries: [] } : {}),
  };
  coldStart = false;
  return scopes.run(scope, work);
}

export function countRoundTrip(database: Database): void {
  const scope = scopes.getStore();
  if (scope) scope.roundTrips[database] += 1;
}

export function countMetric(metric: Metric, times = 1): void {
  const scope = scopes.getStore();
  if (scope) scope.metrics[metric] = (scope.metrics[metric] ?? 0) + times;
}

/** @param pseudonym of the person whose request it is: see lib/platform/identity.ts */
export function noteUser(pseudonym: string): void {
  const scope = scopes.getStore();
  if (scope) scope.user = pseudonym;
}

export const noteQuery = (query: object): void => void scopes.getStore()?.queries?.push(query);

type Examine = (queries: object[]) => Promise<number>;
let examine: Examine | undefined;

/** Called by lib/platform/mongo.ts; functions without it have no queries. */
export function examineQueriesWith(how: Examine): void {
  examine = how;
}

const rounded = (milliseconds: number): number => Math.round(milliseconds * 10) / 10;

/** The request's costs so far and, for a request in the sample, the number of index keys that its queries examined. */
export async function measureRequest() {
  const scope = scopes.getStore();
  if (!scope) return { fields: {}, metrics: {} };
  const { startedAt, coldStart: cold, user, roundTrips, metrics, queries } = scope;
  const durationMs = rounded(performance.now() - startedAt);
  const fields = { durationMs, coldStart: cold, ...roundTrips, ...(user === undefined ? {} : { user }) };
  if (!queries || queries.length === 0 || !examine) return { fields, metrics };
  delete scope.queries;
  const keysExamined = await examine(queries).catch(() => undefined);
  return { fields: { ...fields, keysExamined }, metrics };
}
