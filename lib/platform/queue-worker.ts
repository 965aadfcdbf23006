/** The wrapper of functions that a queue calls, like endpoint() for HTTP. */
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { describeError, log, logRequest } from './log.ts';
import { countMetric, inRequestScope, markLoaded } from './request-scope.ts';
import { noteRefusedLogin, renewingSecrets, secretsReady } from './secrets.ts';
import { withinTime, workUntil } from './time-limit.ts';

export type QueueHandler = (event: SQSEvent, context: Context) => Promise<SQSBatchResponse>;

/**
 * Processes one message. Must be idempotent, because the queue delivers at least once and in any order.
 * @param until by performance.now(): longer work stops there and queues the rest
 * @throws to have the message delivered again; after the fifth failure it goes to the dead-letter queue
 */
export type Work = (body: unknown, until: number) => Promise<void>;

/** Processes messages in sequence, because an environment has two connections to MongoDB. */
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
    const until = workUntil(context);
    const failed: SQSRecord[] = [];
    for (const record of Records) {
      // Returns messages that were not started as well; the queue delivers them again.
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
