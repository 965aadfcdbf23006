/** The wrapper of functions that a schedule calls, like endpoint() for HTTP. */
import type { Context } from 'aws-lambda';
import { describeError, log, logRequest } from './log.ts';
import { inRequestScope, markLoaded } from './request-scope.ts';
import { renewingSecrets, secretsReady } from './secrets.ts';

export type ScheduledHandler = (event: unknown, context: Context) => Promise<void>;

/** Time limit when there is no Lambda context. */
const ELSEWHERE_MS = 20_000;

/** The deadline is this much before the function's time-out; the next run continues unfinished work. */
const STOP_EARLY_MS = 3_000;

/** @param work receives its deadline by performance.now(). Its errors are logged and fail the execution; Lambda may then retry it */
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
