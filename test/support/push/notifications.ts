/** The queue of notifications: takes what events queued, and calls the worker with it. */
import type { SQSBatchResponse } from 'aws-lambda';
import { handler } from '../../../functions/queue/notify.ts';
import { askSqs } from '../../../local/sqs.ts';
import { recordingAs } from '../deploy/recorded-calls.ts';
import { buildContext } from '../http/gateway.ts';
import { queueEvent } from '../server/queue-event.ts';

interface SentMessage {
  MessageBody: string;
  DelaySeconds?: number;
}

/**
 * What is sent to the queue from now on, without waiting for its delay: the product's request is looked at and answered here.
 * @returns the messages; they stay until they are taken
 */
export async function interceptNotifications(): Promise<SentMessage[]> {
  const { NodeHttpHandler } = await import('@smithy/node-http-handler');
  const sent: SentMessage[] = [];
  const { handle } = NodeHttpHandler.prototype;
  NodeHttpHandler.prototype.handle = function (request, options) {
    const body = String(request.body);
    if (request.headers['x-amz-target'] === 'AmazonSQS.SendMessage' && /-notifications"/.test(body))
      sent.push(JSON.parse(body));
    return handle.call(this, request, options);
  };
  return sent;
}

/** Calls the worker with one message. @returns whether it succeeded */
export async function work({ MessageBody }: SentMessage): Promise<boolean> {
  const answer: SQSBatchResponse = await recordingAs(handler, () =>
    handler(queueEvent({ message: MessageBody }), buildContext()),
  );
  return answer.batchItemFailures.length === 0;
}

/** Removes what is left in the queue. */
export async function emptyQueue(): Promise<void> {
  const QueueUrl = process.env.NOTIFICATIONS_QUEUE_URL ?? '';
  await askSqs(new URL(QueueUrl).origin, 'PurgeQueue', { QueueUrl });
}
