import { setTimeout } from 'node:timers/promises';
import { foldUsername } from '../../accounts/username.ts';
import { ApiError } from '../../http/errors.ts';
import {
  type AttributeValue,
  BatchGetItemCommand,
  type BatchGetItemCommandInput,
  type BatchGetItemCommandOutput,
  DeleteItemCommand,
  dynamo,
  epochSeconds,
  GetItemCommand,
  type Item,
  isConditionFailed,
  number,
  PutItemCommand,
  tableName,
  text,
  UpdateItemCommand,
} from '../../platform/dynamo.ts';

const TableName = tableName('connections');

/** An open WebSocket. */
export interface Connection {
  /** API Gateway's connection id */
  id: string;
  /** as its owner spells it */
  username: string;
  session: string;
}

export interface KnownConnection extends Connection {
  /** when it counts as dead */
  expiresAt: Date;
}

export const userKey = (username: string): Item => ({ key: text(`user#${foldUsername(username)}`) });
const socketKey = (id: string): Item => ({ key: text(`socket#${id}`) });

/** A person's item has one attribute per open socket, so that sockets come and go without touching each other. */
const attributeOf = (id: string): string => `c:${id}`;

/** DynamoDB reads at most this many items in one request. */
const BATCH_MAX = 100;

/** A throttled table answers a part of a batch. */
const BATCH_ATTEMPTS = 3;
const BATCH_PAUSE_MS = 20;

/**
 * @param expiresAt when it counts as dead, unless extended
 * @returns all sockets of its owner: live ones, and dead ones without a `$disconnect`
 */
export async function insertConnection(
  connection: Connection,
  expiresAt: Date,
): Promise<{ live: KnownConnection[]; dead: KnownConnection[] }> {
  const { id, username, session } = connection;
  const expires = number(epochSeconds(expiresAt));
  const item = { ...socketKey(id), username: text(username), session: text(session), expiresAt: expires };
  await dynamo.send(new PutItemCommand({ TableName, Item: item }));
  const person = await setInUser(connection, expiresAt, 'ALL_NEW');
  await dropPastMarks(username, person, expires);
  const entries = entriesIn(person);
  return { live: entries.filter(isAlive), dead: entries.filter((entry) => !isAlive(entry)) };
}

/** @returns the updated item of the person, if requested */
async function setInUser(
  { id, username, session }: Connection,
  expiresAt: Date,
  ReturnValues: 'ALL_NEW' | 'NONE' = 'NONE',
): Promise<Item> {
  const expires = number(epochSeconds(expiresAt));
  const value = { M: { username: text(username), session: text(session), expiresAt: expires } };
  const { Attributes = {} } = await dynamo.send(
    new UpdateItemCommand({
      TableName,
      Key: userKey(username),
      // With a push subscription the item stays after the last socket: marks.ts.
      UpdateExpression: 'SET #connection = :connection, expiresAt = if_not_exists(pushUntil, :expires)',
      ExpressionAttributeNames: { '#connection': attributeOf(id) },
      ExpressionAttributeValues: { ':connection': value, ':expires': expires },
      ReturnValues,
    }),
  );
  return Attributes;
}

/** Longer than a socket is open, so that no ping of it ever takes a past time for the expiry of the item. */
const SOCKET_MAX_SECONDS = 3 * 60 * 60;

/** @param person the item as it is now @param expires of its newest socket */
async function dropPastMarks(username: string, { pushUntil }: Item, expires: AttributeValue): Promise<void> {
  if (!pushUntil?.N || Number(pushUntil.N) > epochSeconds() + SOCKET_MAX_SECONDS) return;
  try {
    await dynamo.send(
      new UpdateItemCommand({
        TableName,
        Key: userKey(username),
        UpdateExpression: 'SET expiresAt = :expires REMOVE pushUntil, pushed',
        ConditionExpression: 'pushUntil = :seen',
        ExpressionAttributeValues: { ':expires': expires, ':seen': pushUntil },
      }),
    );
  } catch (error) {
    // There is a new subscription.
    if (!isConditionFailed(error)) throw error;
  }
}

const toConnection = (id: string, { username, session, expiresAt }: Item): KnownConnection => ({
  id,
  username: username?.S ?? '',
  session: session?.S ?? '',
  expiresAt: new Date(Number(expiresAt?.N) * 1000),
});

const isAlive = ({ expiresAt }: KnownConnection): boolean => epochSeconds(expiresAt) > epochSeconds();

/** @returns undefined when it does not exist or counts as dead */
export async function findConnection(id: string): Promise<Connection | undefined> {
  const { Item } = await dynamo.send(
    new GetItemCommand({ TableName, Key: socketKey(id), ConsistentRead: true }),
  );
  const found = Item && toConnection(id, Item);
  return found && isAlive(found) ? found : undefined;
}

/** @returns false when the connection was removed meanwhile; it stays removed */
export async function extendConnection(connection: Connection, expiresAt: Date): Promise<boolean> {
  // The entry before the row: deleteConnection removes the row first, so it removes an entry that is written here meanwhile.
  await setInUser(connection, expiresAt);
  try {
    await dynamo.send(
      new UpdateItemCommand({
        TableName,
        Key: socketKey(connection.id),
        UpdateExpression: 'SET expiresAt = :expires',
        ConditionExpression: 'attribute_exists(#key)',
        ExpressionAttributeNames: { '#key': 'key' },
        ExpressionAttributeValues: { ':expires': number(epochSeconds(expiresAt)) },
      }),
    );
    return true;
  } catch (error) {
    if (!isConditionFailed(error)) throw error;
  }
  await detachConnections([connection]);
  return false;
}

/** An UpdateExpression has at most 4 KB. */
const DETACHED_AT_ONCE = 400;

/**
 * Stops deliveries to these sockets. Keeps the owner on record until the row expires, for a later `$disconnect`, or for a ping that
 * shows that the socket still exists.
 */
export async function detachConnections(connections: Connection[]): Promise<void> {
  const byUser = Map.groupBy(connections, ({ username }) => foldUsername(username));
  await Promise.all([...byUser.values()].map(detachFromUser));
}

/** In one request. @param connections of one person */
async function detachFromUser(connections: Connection[]): Promise<void> {
  const [first] = connections;
  if (!first) return;
  const attributes = connections
    .slice(0, DETACHED_AT_ONCE)
    .map(({ id }, index) => [`#c${index}`, attributeOf(id)]);
  try {
    await dynamo.send(
      new UpdateItemCommand({
        TableName,
        Key: userKey(first.username),
        UpdateExpression: `REMOVE ${attributes.map(([placeholder]) => placeholder).join(', ')}`,
        ConditionExpression: 'attribute_exists(#key)',
        ExpressionAttributeNames: { '#key': 'key', ...Object.fromEntries(attributes) },
      }),
    );
  } catch (error) {
    // Without the condition the update would create an item that never expires.
    if (!isConditionFailed(error)) throw error;
  }
  await detachFromUser(connections.slice(DETACHED_AT_ONCE));
}

/** In sequence: see extendConnection. */
export async function deleteConnection(connection: Connection): Promise<void> {
  await dynamo.send(new DeleteItemCommand({ TableName, Key: socketKey(connection.id) }));
  await detachConnections([connection]);
}

const entriesIn = (item: Item): KnownConnection[] =>
  Object.entries(item).flatMap(([name, value]) =>
    name.startsWith('c:') && value.M ? toConnection(name.slice('c:'.length), value.M) : [],
  );

/** What notifications need of a person with a push subscription, see marks.ts. */
export interface NotificationMarks {
  /** folded username */
  person: string;
  /** the time by which each subscription has ended, in seconds since the epoch */
  until: number;
  /** ids of conversations with a notification that was sent and not withdrawn */
  pushed: ReadonlySet<string>;
}

function marksIn({ key, pushUntil, pushed }: Item): NotificationMarks[] {
  const until = Number(pushUntil?.N ?? 0);
  const person = (key?.S ?? '').slice('user#'.length);
  return until > epochSeconds() ? [{ person, until, pushed: new Set(pushed?.SS) }] : [];
}

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

/** Removes the remaining connections of a deleted account. Idempotent. */
export async function forgetConnections(username: string): Promise<void> {
  const Key = userKey(username);
  const { Item = {} } = await dynamo.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }));
  await Promise.all(
    entriesIn(Item).map(({ id }) => dynamo.send(new DeleteItemCommand({ TableName, Key: socketKey(id) }))),
  );
  await dynamo.send(new DeleteItemCommand({ TableName, Key }));
}
