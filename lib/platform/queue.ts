/**
 * The queues (SQS) for work after a response. Sends their two kinds of requests without the client, which would add 24 KB to a bundle.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
 */
import { config } from './config.ts';
import { signedRequests } from './signed-request.ts';

const send = signedRequests('sqs');

export class QueueError extends Error {
  override readonly name = 'QueueError';
}

/** @returns the body of the answer @throws when the queue refuses, or fails twice */
async function ask(
  target: string,
  { url, endpoint }: { url: string; endpoint: string },
  message: object,
  signal: AbortSignal,
): Promise<string> {
  const { status, body } = await send(
    {
      method: 'POST',
      url: new URL(endpoint),
      headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': target },
      body: Buffer.from(JSON.stringify({ QueueUrl: url, ...message })),
    },
    signal,
  );
  if (status !== 200) throw new QueueError(`${target}: ${status || 'the connection was lost'}`);
  return String(body);
}

/**
 * To the queue of domain events.
 * @param body contains ids only, because the queue keeps it for days @throws when the queue refuses, or fails twice
 */
export async function enqueue(body: object, signal: AbortSignal, delaySeconds = 0): Promise<void> {
  const message = { MessageBody: JSON.stringify(body), DelaySeconds: delaySeconds };
  await ask('AmazonSQS.SendMessage', config.queue, message, signal);
}

/** To the queue of links to preview. @param body contains ids only @throws when the queue refuses, or fails twice */
export async function enqueuePreview(body: object, signal: AbortSignal): Promise<void> {
  await ask('AmazonSQS.SendMessage', config.previewQueue, { MessageBody: JSON.stringify(body) }, signal);
}

/**
 * To the queue of notifications.
 * @param body contains ids only @throws when the queue refuses, or fails twice
 */
export async function enqueueNotification(
  body: object,
  signal: AbortSignal,
  delaySeconds = 0,
): Promise<void> {
  const message = { MessageBody: JSON.stringify(body), DelaySeconds: delaySeconds };
  await ask('AmazonSQS.SendMessage', config.notificationsQueue, message, signal);
}

/** SQS takes at most this many messages in one request. */
export const REQUEST_MAX = 10;

/**
 * To the queue of pushes to large audiences, in one request.
 * @param bodies at most REQUEST_MAX, with ids only @throws when the queue refuses one of them, or fails twice
 */
export async function enqueueFanOut(bodies: object[], signal: AbortSignal): Promise<void> {
  const Entries = bodies.map((body, index) => ({ Id: String(index), MessageBody: JSON.stringify(body) }));
  const answer = await ask('AmazonSQS.SendMessageBatch', config.fanOutQueue, { Entries }, signal);
  const { Failed = [] }: { Failed?: { Code: string }[] } = JSON.parse(answer);
  const [first] = Failed;
  if (first)
    throw new QueueError(`${Failed.length} of ${bodies.length} messages were refused: ${first.Code}`);
}
