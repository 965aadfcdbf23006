/**
 * Watches everything that is billed while an operation runs. The embedded DynamoDB reports consumed units as AWS's does; the driver
 * of MongoDB tells of its commands; the management API of the sockets is a server here, which takes whatever it is sent.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { BSON, type CommandStartedEvent, MongoClient } from 'mongodb';

export interface Units {
  /** calls to the HTTP API */
  httpRequests: number;
  /** frames from the client, answers to them, and pushes, in steps of 32 KB */
  socketMessages: number;
  invocations: number;
  readUnits: number;
  writeUnits: number;
  mongodb: number;
  /** to the queue: sent, received and deleted */
  queueRequests: number;
  logBytes: number;
  sentBytes: number;
  /** of documents that stay, as BSON */
  storedBytes: number;
}

const FRAME_BYTES = 32 * 1024;
const zero = (): Units => ({
  httpRequests: 0,
  socketMessages: 0,
  invocations: 0,
  readUnits: 0,
  writeUnits: 0,
  mongodb: 0,
  queueRequests: 0,
  logBytes: 0,
  sentBytes: 0,
  storedBytes: 0,
});

export let counted = zero();

/** Starts counting for another operation. */
export function startCounting(): Units {
  counted = zero();
  return counted;
}

export const countFrame = (bytes: number): void => {
  counted.socketMessages += Math.ceil(bytes / FRAME_BYTES);
  counted.sentBytes += bytes;
};

/** The gateway's management API: every connection is there, and takes what it is sent. */
export async function startSocketGateway(): Promise<{ url: string; close(): void }> {
  const server = createServer(async (request, response) => {
    if (request.method === 'POST') countFrame((await buffer(request)).length);
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, close: () => server.close() };
}

const READS = new Set(['GetItemCommand', 'BatchGetItemCommand', 'QueryCommand']);

export async function watchDynamo(): Promise<void> {
  const { dynamo } = await import('../../lib/platform/dynamo.ts');
  dynamo.middlewareStack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        Object.assign(args.input, { ReturnConsumedCapacity: 'TOTAL' });
        const result = await next(args);
        const { ConsumedCapacity = [] } = result.output as {
          ConsumedCapacity?: { CapacityUnits?: number } | { CapacityUnits?: number }[];
        };
        const units = [ConsumedCapacity].flat().reduce((sum, each) => sum + (each.CapacityUnits ?? 0), 0);
        counted[READS.has(commandName) ? 'readUnits' : 'writeUnits'] += units;
        return result;
      },
    { step: 'initialize', name: 'countUnits' },
  );
}

/** The driver tells of its commands as events where lib/platform/mongo.ts asks it to: with a LOG_SAMPLE_RATE. */
export function watchMongo(): void {
  const original = MongoClient.prototype.emit as (event: string, ...more: unknown[]) => boolean;
  const emit = function (this: MongoClient, event: string, ...more: unknown[]): boolean {
    if (event === 'commandStarted') countCommand(more[0] as CommandStartedEvent);
    return original.call(this, event, ...more);
  };
  Object.assign(MongoClient.prototype, { emit });
}

function countCommand({ commandName, command }: CommandStartedEvent): void {
  counted.mongodb += 1;
  if (commandName !== 'insert') return;
  for (const document of command.documents) counted.storedBytes += BSON.calculateObjectSize(document);
}

/** Durations differ from run to run, by a digit now and then. */
const steady = (line: string): string => line.replaceAll(/"durationMs":[\d.]+/g, '"durationMs":10.5');

export function watchLog(): () => void {
  const original = process.stdout.write;
  process.stdout.write = ((chunk: string) => {
    counted.logBytes += Buffer.byteLength(steady(String(chunk)));
    return true;
  }) as typeof process.stdout.write;
  return () => {
    process.stdout.write = original;
  };
}
