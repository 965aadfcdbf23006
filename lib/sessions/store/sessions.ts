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
  QueryCommand,
  tableName,
  text,
  UpdateItemCommand,
} from '../../platform/dynamo.ts';
import type { Session } from '../session.ts';

const TableName = tableName('sessions');

/** Hashes of the refresh token's secrets, see lib/sessions/refresh-token.ts. */
export interface RefreshHashes {
  family: string;
  current: string;
  /** null before the first rotation */
  previous: PreviousToken | null;
}

/** The token before the current one. */
export interface PreviousToken {
  hash: string;
  /** it is valid until then, or until the current one is used */
  until: Date;
  /** the current one, sealed with this one */
  successor: string;
}

export interface StoredSession extends Session {
  hashes: RefreshHashes;
}

export const keyOf = (username: string, session: string): Item => ({
  user: text(foldUsername(username)),
  session: text(session),
});

const string = (value: AttributeValue | undefined): string => value?.S ?? '';

/** A row written by an earlier version lacks the successor: its previous token is no longer valid. */
const toPrevious = (item: Item): PreviousToken | null =>
  item.previous && item.successor
    ? {
        hash: string(item.previous),
        until: new Date(string(item.previousUntil)),
        successor: string(item.successor),
      }
    : null;

const pushServiceIn = ({ push }: Item): string | null =>
  push?.M ? (URL.parse(string(push.M.endpoint))?.hostname ?? null) : null;

const toSession = (item: Item): StoredSession => ({
  id: string(item.session),
  username: string(item.username),
  device: string(item.device),
  createdAt: new Date(string(item.createdAt)),
  lastUsedAt: new Date(string(item.lastUsedAt)),
  expiresAt: new Date(Number(item.expiresAt?.N) * 1000),
  pushService: pushServiceIn(item),
  hashes: {
    family: string(item.family),
    current: string(item.current),
    previous: toPrevious(item),
  },
});

const isLive = ({ expiresAt }: Session): boolean => epochSeconds(expiresAt) > epochSeconds();

/** Without a condition on the id, which is new: it would fail when the SDK retries after a lost response. */
export async function insertSession({ hashes, ...session }: StoredSession): Promise<void> {
  const item = {
    ...keyOf(session.username, session.id),
    username: text(session.username),
    device: text(session.device),
    createdAt: text(session.createdAt.toISOString()),
    lastUsedAt: text(session.lastUsedAt.toISOString()),
    expiresAt: number(epochSeconds(session.expiresAt)),
    family: text(hashes.family),
    current: text(hashes.current),
  };
  await dynamo.send(new PutItemCommand({ TableName, Item: item }));
}

/** @returns undefined when it does not exist or has expired */
export async function findSession(username: string, id: string): Promise<StoredSession | undefined> {
  const Key = keyOf(username, id);
  const { Item } = await dynamo.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }));
  const session = Item && toSession(Item);
  return session && isLive(session) ? session : undefined;
}

/**
 * Replaces the refresh token's hashes, if they are unchanged.
 * @returns false, without a change, when another refresh was faster or the session has ended
 */
export async function rotateSession(
  { username, id, hashes }: StoredSession,
  next: { current: string; previous: PreviousToken; lastUsedAt: Date; expiresAt: Date },
): Promise<boolean> {
  try {
    await dynamo.send(
      new UpdateItemCommand({
        TableName,
        Key: keyOf(username, id),
        UpdateExpression:
          'SET #current = :current, #previous = :previous, previousUntil = :until, successor = :successor, lastUsedAt = :used, expiresAt = :expires',
        // A secret is current once, so nothing else can have changed.
        ConditionExpression: '#current = :seenCurrent',
        ExpressionAttributeNames: { '#current': 'current', '#previous': 'previous' },
        ExpressionAttributeValues: {
          ':current': text(next.current),
          ':previous': text(next.previous.hash),
          ':until': text(next.previous.until.toISOString()),
          ':successor': text(next.previous.successor),
          ':used': text(next.lastUsedAt.toISOString()),
          ':expires': number(epochSeconds(next.expiresAt)),
          ':seenCurrent': text(hashes.current),
        },
      }),
    );
    return true;
  } catch (error) {
    if (isConditionFailed(error)) return false;
    throw error;
  }
}

/** @returns false when there was no such session */
export async function deleteSession(username: string, id: string): Promise<boolean> {
  const Key = keyOf(username, id);
  const { Attributes, $metadata } = await dynamo.send(
    new DeleteItemCommand({ TableName, Key, ReturnValues: 'ALL_OLD' }),
  );
  if (Attributes) return isLive(toSession(Attributes));
  // After a retry the first attempt may have deleted it, with its response lost.
  return ($metadata.attempts ?? 1) > 1;
}

/** Of a person, those that have expired included. */
export async function queryItems(username: string): Promise<Item[]> {
  const items: Item[] = [];
  let start: Item | undefined;
  do {
    const page = await dynamo.send(
      new QueryCommand({
        TableName,
        ConsistentRead: true,
        KeyConditionExpression: '#user = :user',
        ExpressionAttributeNames: { '#user': 'user' },
        ExpressionAttributeValues: { ':user': text(foldUsername(username)) },
        ExclusiveStartKey: start,
      }),
    );
    items.push(...(page.Items ?? []));
    start = page.LastEvaluatedKey;
  } while (start);
  return items;
}

/** Most recently used first. */
export async function listSessions(username: string): Promise<Session[]> {
  return (await queryItems(username))
    .map(toSession)
    .filter(isLive)
    .map(({ hashes: _, ...session }) => session)
    .sort((a, b) => b.lastUsedAt.getTime() - a.lastUsedAt.getTime());
}

/** Many more devices than a person has; programs that log in per request can have thousands of sessions. */
const DELETED_AT_ONCE = 50;

export async function deleteSessions(username: string, ids: string[]): Promise<void> {
  for (let start = 0; start < ids.length; start += DELETED_AT_ONCE) {
    await Promise.all(ids.slice(start, start + DELETED_AT_ONCE).map((id) => deleteSession(username, id)));
  }
}

/** Includes expired sessions. */
export const deleteAllSessions = async (username: string): Promise<void> =>
  deleteSessions(
    username,
    (await queryItems(username)).map(({ session }) => string(session)),
  );
