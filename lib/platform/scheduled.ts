/** The one wrapper of functions that a schedule calls: what endpoint() is for HTTP. */
import type { Context } from 'aws-lambda';
import { describeError, log, logRequest } from './log.ts';
import { inRequestScope, markLoaded } from './request-scope.ts';
import { renewingSecrets, secretsReady } from './secrets.ts';

export type ScheduledHandler = (event: unknown, context: Context) => Promise<void>;

/** Where no Lambda says how much time is left. */
const ELSEWHERE_MS = 20_000;

/** Before the function's own end: work that takes longer stops, and the next run goes on with it. */
const STOP_EARLY_MS = 3_000;

/** @param work is given until when it may run, by performance.now(). An error that it throws is logged, and fails the execution: Lambda counts it and may call the function again */
export function scheduled(work: (until: number) => Promise<void>): ScheduledHandler {
  const run: ScheduledHandler = async (_, context) => {
    const { awsRequestId: requestId, functionName: route } = context;
    const remaining = context.getRemainingTimeInMillis?.() ?? ELSEWHERE_MS + STOP_EARLY_MS;
    try {
      await secretsReady();
      await work(performance.now() + remaining - STOP_EARLY_MS);
      await logRequest('schedule', { requestId, route, status: 200 });
    } catch (error) {
      log.error('schedule failed', { requestId, route, error: describeError(error) });
      await logRequest('schedule', { requestId, route, status: 500 });
      throw error;
    }
  };
  markLoaded();
  return (event, context) => inRequestScope(() => renewingSecrets(() => run(event, context)));
}
