/**
 * The queue of work that need not hold up a request: SQS, by one request instead of its client, which takes another 24 KB of a bundle.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
 */
import { config } from './config.ts';
import { signedRequests } from './signed-request.ts';

const send = signedRequests('sqs');

export class QueueError extends Error {
  override readonly name = 'QueueError';
}

/** @param body holds ids only: what is queued is kept for days @throws when the queue refuses, or fails twice */
export async function enqueue(body: object, signal: AbortSignal, delaySeconds = 0): Promise<void> {
  const { url, endpoint } = config.queue;
  const message = { QueueUrl: url, MessageBody: JSON.stringify(body), DelaySeconds: delaySeconds };
  const status = await send(
    {
      method: 'POST',
      url: new URL(endpoint),
      headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'AmazonSQS.SendMessage' },
      body: Buffer.from(JSON.stringify(message)),
    },
    signal,
  );
  if (status !== 200) throw new QueueError(`SendMessage: ${status || 'the connection was lost'}`);
}
