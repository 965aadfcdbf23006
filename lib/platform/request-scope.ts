/**
 * What one request costs and causes, gathered while it runs, for the one line that is logged about it. On Lambda an environment
 * runs one request at a time; on a laptop many run in one process, which AsyncLocalStorage keeps apart.
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
  /** of the database, as it was asked; only of a request in the sample */
  queries?: object[];
}

const scopes = new AsyncLocalStorage<RequestScope>();

let coldStart = true;
let initMilliseconds = 0;

/**
 * Call when everything is loaded and the handler exists. Measures from the start of the process, because an environment that Lambda
 * prepares ahead of demand is idle between its start and its first request.
 */
export function markLoaded(): void {
  initMilliseconds = rounded(performance.now());
}

/** Runs one request. @param work logs what it cost before it ends */
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

/** lib/platform/mongo.ts says how; functions without it have no queries either. */
export function examineQueriesWith(how: Examine): void {
  examine = how;
}

const rounded = (milliseconds: number): number => Math.round(milliseconds * 10) / 10;

/** What the request took so far, and, when it is in the sample, how many index keys its queries looked at. */
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
