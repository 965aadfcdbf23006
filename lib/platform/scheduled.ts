/** The wrapper of functions that a schedule calls, like endpoint() for HTTP. */
import type { Context } from 'aws-lambda';
import { describeError, log, logRequest } from './log.ts';
import { inRequestScope, markLoaded } from './request-scope.ts';
import { renewingSecrets, secretsReady } from './secrets.ts';
import { workUntil } from './time-limit.ts';

export type ScheduledHandler = (event: unknown, context: Context) => Promise<void>;

/** @param work receives its deadline, see workUntil; the next run continues unfinished work. Its errors are logged and fail the execution; Lambda may then retry it */
export function scheduled(work: (until: number) => Promise<void>): ScheduledHandler {
  const run: ScheduledHandler = async (_, context) => {
    const { awsRequestId: requestId, functionName: route } = context;
    const until = workUntil(context);
    try {
      await secretsReady();
      await work(until);
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
