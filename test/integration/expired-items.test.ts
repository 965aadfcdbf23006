/** The local stand-in's time to live. */
import { randomUUID } from 'node:crypto';
import { CreateTableCommand, DynamoDBClient, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { expect, test } from 'vitest';
import { deleteExpired } from '../../local/expired-items.ts';
import { readTables } from '../../local/tables.ts';

test('deletes what has expired, and nothing else', async () => {
  const prefix = `expiry-${randomUUID()}`;
  const client = new DynamoDBClient({});
  for (const table of readTables(prefix)) await client.send(new CreateTableCommand(table));
  const second = Math.floor(Date.now() / 1000);
  const put = (table: string, Item: Record<string, { S: string } | { N: string }>) =>
    client.send(new PutItemCommand({ TableName: `${prefix}-${table}`, Item }));
  for (const expiresAt of [{ N: String(second - 5) }, { N: String(second + 60) }]) {
    await put('sessions', { user: { S: 'alice' }, session: { S: expiresAt.N }, expiresAt });
    await put('tickets', { ticket: { S: expiresAt.N }, expiresAt });
  }
  await put('connections', { key: { S: 'for ever' } });
  expect(await deleteExpired(process.env.AWS_ENDPOINT_URL_DYNAMODB ?? '', prefix)).toBe(2);
  const left = await Promise.all(
    readTables(prefix).map(({ TableName }) => client.send(new ScanCommand({ TableName }))),
  );
  expect(left.flatMap(({ Items = [] }) => Items.map(({ expiresAt }) => expiresAt?.N)).sort()).toEqual(
    [String(second + 60), String(second + 60), undefined].sort(),
  );
});
