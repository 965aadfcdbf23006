/** The sockets of many people, in as few requests as DynamoDB allows. */
import { setTimeout } from 'node:timers/promises';
import { foldUsername } from '../../accounts/username.ts';
import { ApiError } from '../../http/errors.ts';
import {
  BatchGetItemCommand,
  type BatchGetItemCommandInput,
  type BatchGetItemCommandOutput,
  dynamo,
  type Item,
  tableName,
} from '../../platform/dynamo.ts';
import {
  entriesIn,
  isAlive,
  type KnownConnection,
  marksIn,
  type NotificationMarks,
  userKey,
} from './connection-items.ts';

const TableName = tableName('connections');

/** DynamoDB reads at most this many items in one request. */
const BATCH_MAX = 100;

/** A throttled table answers a part of a batch. */
const BATCH_ATTEMPTS = 3;
const BATCH_PAUSE_MS = 20;

export interface Listing {
  connections: KnownConnection[];
  /** of people with a push subscription */
  marks: NotificationMarks[];
  /** false when DynamoDB did not answer for everybody */
  isComplete: boolean;
}

/** The live sockets of these people, as far as DynamoDB answers; in parallel requests for 100 people each. */
export async function readConnections(
  usernames: readonly string[],
  abortSignal?: AbortSignal,
): Promise<Listing> {
  const names = [...new Set(usernames.map(foldUsername))];
  const batches: Promise<Listing>[] = [];
  for (let start = 0; start < names.length; start += BATCH_MAX) {
    batches.push(readBatch(names.slice(start, start + BATCH_MAX).map(userKey), abortSignal));
  }
  const listings = await Promise.all(batches);
  return {
    connections: listings.flatMap(({ connections }) => connections),
    marks: listings.flatMap(({ marks }) => marks),
    isComplete: listings.every(({ isComplete }) => isComplete),
  };
}

/** The live sockets of these people. @throws ApiError service_unavailable when DynamoDB does not answer for everybody */
export async function listConnections(
  usernames: readonly string[],
  abortSignal?: AbortSignal,
): Promise<KnownConnection[]> {
  const { connections, isComplete } = await readConnections(usernames, abortSignal);
  if (!isComplete) throw new ApiError('service_unavailable', { cause: new Error(UNREAD) });
  return connections;
}

export const UNREAD = 'DynamoDB left keys of a batch unread';

async function readBatch(keys: Item[], abortSignal: AbortSignal | undefined): Promise<Listing> {
  const connections: KnownConnection[] = [];
  const marks: NotificationMarks[] = [];
  let RequestItems: BatchGetItemCommandInput['RequestItems'] = {
    [TableName]: { Keys: keys, ConsistentRead: true },
  };
  for (let attempt = 0; attempt < BATCH_ATTEMPTS; attempt++) {
    if (attempt > 0) await pause(attempt, abortSignal);
    const { Responses, UnprocessedKeys = {} }: BatchGetItemCommandOutput = await dynamo.send(
      new BatchGetItemCommand({ RequestItems }),
      abortSignal ? { abortSignal } : {},
    );
    const items = Responses?.[TableName] ?? [];
    connections.push(...items.flatMap(entriesIn).filter(isAlive));
    marks.push(...items.flatMap(marksIn));
    if (Object.keys(UnprocessedKeys).length === 0) return { connections, marks, isComplete: true };
    RequestItems = UnprocessedKeys;
  }
  return { connections, marks, isComplete: false };
}

/** Doubled for each attempt, because what is throttled passes later. */
const pause = (attempt: number, signal: AbortSignal | undefined): Promise<void> =>
  setTimeout(Math.random() * BATCH_PAUSE_MS * 2 ** attempt, undefined, signal ? { signal } : {});
