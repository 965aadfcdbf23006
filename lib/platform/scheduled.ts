/** The one wrapper of functions that a schedule calls: what endpoint() is for HTTP. */
import type { Context } from 'aws-lambda';
import { describeError, log, logRequest } from './log.ts';
import { inRequestScope, markLoaded } from './request-scope.ts';
import { renewingSecrets, secretsReady } from './secrets.ts';

export type ScheduledHandler = (event: unknown, context: Context) => Promise<void>;

/** @param work an error that it throws is logged, and fails the execution: Lambda counts it and may call the function again */
export function scheduled(work: () => Promise<void>): ScheduledHandler {
  const run: ScheduledHandler = async (_, { awsRequestId: requestId, functionName: route }) => {
    try {
      await secretsReady();
      await work();
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
