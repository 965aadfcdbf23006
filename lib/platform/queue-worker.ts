/** The one wrapper of functions that a queue calls: what endpoint() is for HTTP. */
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { describeError, log, logRequest } from './log.ts';
import { countMetric, inRequestScope, markLoaded } from './request-scope.ts';
import { noteRefusedLogin, renewingSecrets, secretsReady } from './secrets.ts';
import { ANSWER_EARLY_MS, withinTime } from './time-limit.ts';

export type QueueHandler = (event: SQSEvent, context: Context) => Promise<SQSBatchResponse>;

/** Where no Lambda says how much time is left. */
const ELSEWHERE_MS = 20_000;

/** Before the function's own end, so that work which stops at its deadline has ended before it is cut off. */
const STOP_EARLY_MS = 2 * ANSWER_EARLY_MS;

/**
 * What one message asks for. The queue delivers it at least once, in any order: doing it again must change nothing.
 * @param until by performance.now(): what takes longer stops there, and queues its rest
 * @throws to have the message delivered again later; after the fifth time the queue puts it aside
 */
export type Work = (body: unknown, until: number) => Promise<void>;

/** One message after the other: an environment has two connections to MongoDB. */
export function queueWorker(work: Work): QueueHandler {
  const handle = async (
    { messageId, body }: SQSRecord,
    context: Context,
    until: number,
  ): Promise<boolean> => {
    try {
      await withinTime(context, async () => {
        await secretsReady();
        await work(JSON.parse(body), until);
      });
      return true;
    } catch (error) {
      noteRefusedLogin(error);
      countMetric('EventsFailed');
      log.error('message failed', {
        requestId: context.awsRequestId,
        messageId,
        error: describeError(error),
      });
      return false;
    }
  };
  const run: QueueHandler = async ({ Records }, context) => {
    const remaining = context.getRemainingTimeInMillis?.() ?? ELSEWHERE_MS + STOP_EARLY_MS;
    const until = performance.now() + remaining - STOP_EARLY_MS;
    const failed: SQSRecord[] = [];
    for (const record of Records) {
      // What is not begun goes back, too: the queue delivers it again.
      const done = performance.now() < until && (await handle(record, context, until));
      if (!done) failed.push(record);
    }
    const { awsRequestId: requestId, functionName: route } = context;
    const status = failed.length > 0 ? 500 : 200;
    await logRequest('batch', { requestId, route, status, messages: Records.length, failed: failed.length });
    return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
  };
  markLoaded();
  return (event, context) => inRequestScope(() => renewingSecrets(() => run(event, context)));
}
