/** DynamoDB's time to live, which the stand-in lacks: deletes expired items. */
import { DeleteItemCommand, DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { readTables } from './tables.ts';

/** @param address of the stand-in @param prefix of the tables' names @returns the number of deleted items */
export async function deleteExpired(address: string, prefix: string): Promise<number> {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new DynamoDBClient({ endpoint: address, region: 'us-east-1', credentials, maxAttempts: 1 });
  let deleted = 0;
  for (const { TableName, KeySchema = [] } of readTables(prefix)) {
    const names = KeySchema.flatMap(({ AttributeName }) => AttributeName ?? []);
    const pages = paginateScan(
      { client },
      {
        TableName,
        FilterExpression: 'expiresAt < :now',
        ExpressionAttributeValues: { ':now': { N: String(Math.floor(Date.now() / 1000)) } },
      },
    );
    for await (const { Items = [] } of pages) {
      for (const item of Items) {
        const Key = Object.fromEntries(names.map((name) => [name, item[name] ?? { S: '' }]));
        await client.send(new DeleteItemCommand({ TableName, Key }));
        deleted++;
      }
    }
  }
  client.destroy();
  return deleted;
}
