/** What the connections' table holds of sockets that are gone. */
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
