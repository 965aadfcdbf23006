/**
 * What Lambda's event source mappings are in the cloud: takes messages from the queues of serverless.yml, calls the functions with
 * batches of them, and deletes what they have done. What a function reports as failed comes back when its visibility time-out is over,
 * and goes to the dead-letter queue after as many times as the queue's redrive policy says: that is the queue server's part.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { parse } from 'yaml';
import { queueUrl } from './queue-definitions.ts';
import { ROOT } from './root.ts';
import { askSqs, type ReceivedMessage } from './sqs.ts';

export interface EventSource {
  /** its name in serverless.yml: queue-deliver */
  functionKey: string;
  /** logical id in resources/queues.yml */
  queue: string;
  batchSize: number;
}

interface DeclaredFunction {
  events?: { sqs?: { arn: { 'Fn::GetAtt': [string, string] }; batchSize: number } }[];
}

/** As serverless.yml declares them. */
export function readEventSources(): EventSource[] {
  const { functions } = parse(readFileSync(join(ROOT, 'serverless.yml'), 'utf8'));
  return Object.entries(functions as Record<string, DeclaredFunction>).flatMap(
    ([functionKey, { events = [] }]) =>
      events.flatMap(({ sqs }) =>
        sqs ? { functionKey, queue: sqs.arn['Fn::GetAtt'][0], batchSize: sqs.batchSize } : [],
      ),
  );
}

/** SQS hands out this many at once; Lambda would gather larger batches. */
const RECEIVED_MAX = 10;

export const toEvent = (messages: ReceivedMessage[], { queue }: EventSource): SQSEvent => ({
  Records: messages.map(({ MessageId, ReceiptHandle, Body, MD5OfBody, Attributes }) => ({
    messageId: MessageId,
    receiptHandle: ReceiptHandle,
    body: Body,
    attributes: Attributes as unknown as SQSEvent['Records'][number]['attributes'],
    messageAttributes: {},
    md5OfBody: MD5OfBody,
    eventSource: 'aws:sqs',
    eventSourceARN: `arn:aws:sqs:us-east-1:000000000000:${queue}`,
    awsRegion: 'us-east-1',
  })),
});

/** @throws when the function cannot be reached, or failed as a whole */
export type Invoke = (functionKey: string, event: SQSEvent) => Promise<SQSBatchResponse>;

/** Over the Lambda API of serverless-offline. */
export const invokeAt =
  (address: string): Invoke =>
  async (functionKey, event) => {
    const url = `${address}/2015-03-31/functions/corechat-local-${functionKey}/invocations`;
    const response = await fetch(url, { method: 'POST', body: JSON.stringify(event) });
    const answer = (await response.json()) as Partial<SQSBatchResponse>;
    if (!response.ok || !Array.isArray(answer?.batchItemFailures)) throw new Error(JSON.stringify(answer));
    return { batchItemFailures: answer.batchItemFailures };
  };

const RETRY_MS = 1_000;

/** Takes one batch. @param server address of the queue server @throws what kept it from it */
export async function takeBatch(
  source: EventSource,
  server: string,
  invoke: Invoke,
  signal?: AbortSignal,
): Promise<void> {
  const QueueUrl = queueUrl(server, source.queue);
  const MaxNumberOfMessages = Math.min(RECEIVED_MAX, source.batchSize);
  const { Messages = [] } = await askSqs<{ Messages?: ReceivedMessage[] }>(
    server,
    'ReceiveMessage',
    { QueueUrl, MaxNumberOfMessages, MessageSystemAttributeNames: ['All'] },
    signal,
  );
  if (Messages.length === 0) return;
  const { batchItemFailures } = await invoke(source.functionKey, toEvent(Messages, source));
  const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
  const done = Messages.filter(({ MessageId }) => !failed.has(MessageId));
  if (done.length === 0) return;
  const Entries = done.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
  await askSqs(server, 'DeleteMessageBatch', { QueueUrl, Entries });
}

/**
 * One loop for each event source, until it is stopped.
 * @param server address of the queue server @param lambda address of the Lambda API
 */
export function startEventSources(server: string, lambda: string): { stop(): void } {
  const controller = new AbortController();
  const { signal } = controller;
  const invoke = invokeAt(lambda);
  const loop = async (source: EventSource) => {
    while (!signal.aborted) {
      // The gateway may be starting again; what was received meanwhile comes back by itself.
      await takeBatch(source, server, invoke, signal).catch(() =>
        setTimeout(RETRY_MS, undefined, { signal }).catch(() => {}),
      );
    }
  };
  for (const source of readEventSources()) void loop(source);
  return { stop: () => controller.abort() };
}
