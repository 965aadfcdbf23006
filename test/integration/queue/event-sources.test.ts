/** The local event source mapping, and the queue server that it takes messages from. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SQSEvent } from 'aws-lambda';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type EventSource, readEventSources, takeBatch } from '../../../local/event-sources.ts';
import { queueUrl } from '../../../local/queue-definitions.ts';
import { type EmbeddedServer, STAND_INS } from '../../../local/servers.ts';
import { askSqs } from '../../../local/sqs.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'corechat-queues-'));
let server: EmbeddedServer;
beforeAll(async () => {
  server = await STAND_INS.queues.start(dataDir);
});
afterAll(async () => {
  await server.stop(500);
  rmSync(dataDir, { recursive: true });
});

const [source] = readEventSources() as [EventSource];
const url = (id = source.queue) => queueUrl(server.address, id);
const send = (MessageBody: string) => askSqs(server.address, 'SendMessage', { QueueUrl: url(), MessageBody });

/** Takes one batch. @returns what the function was given, as it fails for these bodies */
async function take(failing: string[] = []): Promise<string[]> {
  let given: SQSEvent['Records'] = [];
  await takeBatch(source, server.address, async (functionKey, { Records }) => {
    expect(functionKey).toBe('queue-deliver');
    given = Records;
    const failed = Records.filter(({ body }) => failing.includes(body));
    return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
  });
  return given.map(({ body }) => body).sort();
}

/** As if the visibility time-out of what failed were over. */
const setVisibility = (VisibilityTimeout: string) =>
  askSqs(server.address, 'SetQueueAttributes', { QueueUrl: url(), Attributes: { VisibilityTimeout } });

test('serverless.yml has one for each queue in resources/', () => {
  expect(readEventSources()).toEqual([
    { functionKey: 'queue-deliver', queue: 'EventsQueue', batchSize: 10, concurrency: 2 },
    { functionKey: 'queue-fan-out', queue: 'FanOutQueue', batchSize: 1, concurrency: 10 },
    { functionKey: 'queue-preview', queue: 'PreviewQueue', batchSize: 1, concurrency: 2 },
    { functionKey: 'queue-notify', queue: 'NotificationsQueue', batchSize: 1, concurrency: 3 },
  ]);
});

test('deletes processed messages, delivers failed ones again, and moves them to the dead-letter queue after five attempts', async () => {
  await setVisibility('0');
  await Promise.all(['one', 'two', 'three'].map(send));
  expect(await take(['two'])).toEqual(['one', 'three', 'two']);
  for (let attempt = 2; attempt <= 5; attempt++) expect(await take(['two'])).toEqual(['two']);
  const putAside = async () => {
    const from = { QueueUrl: url('EventsDeadLetterQueue'), VisibilityTimeout: 0, WaitTimeSeconds: 0 };
    const { Messages = [] } = await askSqs<{ Messages?: { Body: string }[] }>(
      server.address,
      'ReceiveMessage',
      from,
    );
    return Messages.map(({ Body }) => Body);
  };
  expect(await putAside()).toEqual([]);
  // The sixth attempt is what moves it.
  await askSqs(server.address, 'ReceiveMessage', { QueueUrl: url(), WaitTimeSeconds: 0 });
  expect(await putAside()).toEqual(['two']);
});

test('queued messages survive a stop and a kill of the server', async () => {
  await send('kept');
  process.kill(server.pid, 'SIGKILL');
  await server.ended;
  server = await STAND_INS.queues.start(dataDir);
  expect(await take()).toEqual(['kept']);
});

test('the server listens on the loopback address only', async () => {
  const { hostname, port } = new URL(server.address);
  expect(hostname).toBe('127.0.0.1');
  const others = Object.values((await import('node:os')).networkInterfaces())
    .flatMap((addresses = []) => addresses)
    .filter(({ internal, family }) => !internal && family === 'IPv4');
  for (const { address } of others) {
    await expect(fetch(`http://${address}:${port}/`)).rejects.toThrow();
  }
});
