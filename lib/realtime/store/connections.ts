/** Writes of the table of connections. */
import { foldUsername } from '../../accounts/username.ts';
import {
  type AttributeValue,
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
import {
  attributeOf,
  type Connection,
  entriesIn,
  isAlive,
  type KnownConnection,
  socketKey,
  toConnection,
  userKey,
} from './connection-items.ts';

const TableName = tableName('connections');

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

/** Removes the remaining connections of a deleted account. Idempotent. */
export async function forgetConnections(username: string): Promise<void> {
  const Key = userKey(username);
  const { Item = {} } = await dynamo.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }));
  await Promise.all(
    entriesIn(Item).map(({ id }) => dynamo.send(new DeleteItemCommand({ TableName, Key: socketKey(id) }))),
  );
  await dynamo.send(new DeleteItemCommand({ TableName, Key }));
}
