/**
 * The queue (SQS) for work after a response. Sends its one kind of request without the client, which would add 24 KB to a bundle.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
 */
import { config } from './config.ts';
import { signedRequests } from './signed-request.ts';

const send = signedRequests('sqs');

export class QueueError extends Error {
  override readonly name = 'QueueError';
}

/** @param body contains ids only, because the queue keeps it for days @throws when the queue refuses, or fails twice */
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
