/**
 * The local version of Lambda's event source mappings: receives messages from the queues of serverless.yml, calls the functions with
 * batches, and deletes processed messages. The queue server delivers failed messages again after their visibility time-out, and moves
 * them to the dead-letter queue according to the redrive policy.
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
  /** the function's name in serverless.yml: queue-deliver */
  functionKey: string;
  /** the queue's logical id in resources/queues.yml */
  queue: string;
  batchSize: number;
  /** how many batches the function gets at once */
  concurrency: number;
}

interface DeclaredFunction {
  events?: {
    sqs?: { arn: { 'Fn::GetAtt': [string, string] }; batchSize: number; maximumConcurrency: number };
  }[];
}

/** From serverless.yml. */
export function readEventSources(): EventSource[] {
  const { functions } = parse(readFileSync(join(ROOT, 'serverless.yml'), 'utf8'));
  return Object.entries(functions as Record<string, DeclaredFunction>).flatMap(
    ([functionKey, { events = [] }]) =>
      events.flatMap(({ sqs }) =>
        sqs
          ? {
              functionKey,
              queue: sqs.arn['Fn::GetAtt'][0],
              batchSize: sqs.batchSize,
              concurrency: sqs.maximumConcurrency,
            }
          : [],
      ),
  );
}

/** SQS's maximum per request; Lambda would collect larger batches. */
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

/** @throws when the function cannot be reached or fails completely */
export type Invoke = (functionKey: string, event: SQSEvent) => Promise<SQSBatchResponse>;

/** Invokes functions over the Lambda API of serverless-offline. */
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

/** Processes one batch. @param server address of the queue server */
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
 * Runs the loops of each event source until it is stopped.
 * @param server address of the queue server @param lambda address of the Lambda API
 */
export function startEventSources(server: string, lambda: string): { stop(): void } {
  const controller = new AbortController();
  const { signal } = controller;
  const invoke = invokeAt(lambda);
  const loop = async (source: EventSource) => {
    while (!signal.aborted) {
      // The gateway may be restarting; the queue delivers received messages again.
      await takeBatch(source, server, invoke, signal).catch(() =>
        setTimeout(RETRY_MS, undefined, { signal }).catch(() => {}),
      );
    }
  };
  for (const source of readEventSources()) {
    for (let index = 0; index < source.concurrency; index++) void loop(source);
  }
  return { stop: () => controller.abort() };
}
