/** What the connections' table holds of sockets that are gone. */
import { setTimeout as pause } from 'node:timers/promises';
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';

export interface SocketRows {
  /** `socket#` items */
  items: number;
  /** entries in people's items: who gets events */
  entries: number;
  /** of both, those that would stay for ever */
  withoutEnd: number;
}

/** @param env of the stack */
export async function socketRows(env: Record<string, string>): Promise<SocketRows> {
  const client = new DynamoDBClient({
    endpoint: env.AWS_ENDPOINT_URL_DYNAMODB ?? '',
    region: env.AWS_REGION ?? '',
    credentials: {
      accessKeyId: env.AWS_ACCESS_KEY_ID ?? '',
      secretAccessKey: env.AWS_SECRET_ACCESS_KEY ?? '',
    },
  });
  const rows: SocketRows = { items: 0, entries: 0, withoutEnd: 0 };
  const TableName = `${env.TABLE_PREFIX}-connections`;
  let ExclusiveStartKey: Record<string, import('@aws-sdk/client-dynamodb').AttributeValue> | undefined;
  do {
    const page = await client.send(
      new ScanCommand({ TableName, ...(ExclusiveStartKey ? { ExclusiveStartKey } : {}) }),
    );
    for (const item of page.Items ?? []) {
      const entries = Object.entries(item).filter(([name]) => name.startsWith('c:'));
      if (item.key?.S?.startsWith('socket#')) rows.items++;
      rows.entries += entries.length;
      if (item.expiresAt === undefined) rows.withoutEnd++;
      rows.withoutEnd += entries.filter(([, value]) => value.M?.expiresAt === undefined).length;
    }
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey);
  client.destroy();
  return rows;
}

const isExplained = ({ items, entries }: SocketRows, unnoticed: number): boolean =>
  items <= unnoticed && entries <= unnoticed;

const isSame = (one: SocketRows, other: SocketRows): boolean =>
  one.items === other.items && one.entries === other.entries;

export interface Patience {
  /** milliseconds before each look: in which some would be told of their ends, were there any left to tell */
  quietMs: number;
  looks: number;
  signal: AbortSignal;
}

/**
 * Looks until no more rows are there than have a reason, and none of those goes any more; or as often as patience allows.
 * @param unnoticed sockets without a `$disconnect`: their rows stay until they expire
 */
export async function settledRows(
  look: () => Promise<SocketRows>,
  unnoticed: number,
  { quietMs, looks, signal }: Patience,
): Promise<SocketRows> {
  let before: SocketRows | undefined;
  for (let left = looks; ; left--) {
    await pause(quietMs, undefined, { signal });
    const rows = await look();
    const isOver = rows.items + rows.entries === 0;
    const isSettled = before !== undefined && isExplained(rows, unnoticed) && isSame(rows, before);
    if (isOver || isSettled || left <= 1) return rows;
    before = rows;
  }
}

/** Faults of remaining rows. */
export function rowFaults(rows: SocketRows, unnoticed: number): string[] {
  const faults: string[] = [];
  if (!isExplained(rows, unnoticed))
    faults.push(
      `${rows.items} socket rows and ${rows.entries} entries stay, of ${unnoticed} handshakes that were given up`,
    );
  if (rows.withoutEnd > 0) faults.push(`${rows.withoutEnd} socket rows would stay for ever`);
  return faults;
}
