/** Looks for texts in everything that is stored: all collections, tables, queues and files, as they are. */
import { DynamoDBClient, ScanCommand, type ScanCommandOutput } from '@aws-sdk/client-dynamodb';
import { collection } from '#lib/platform/mongo.ts';
import { askSqs } from '../../../local/sqs.ts';
import { storedBytes, storedKeys } from './stored-files.ts';

const TABLES = ['sessions', 'connections', 'tickets', 'rate-limits', 'activity'];

/** The database's own word for it comes by a command of any collection's connection. */
async function collectionNames(): Promise<string[]> {
  const { MongoClient } = await import('mongodb');
  const client = await MongoClient.connect(process.env.MONGODB_URI ?? '');
  try {
    const listed = await client.db(process.env.MONGODB_DATABASE).listCollections().toArray();
    return listed.map(({ name }) => name);
  } finally {
    await client.close();
  }
}

async function* documents(): AsyncGenerator<[string, string]> {
  for (const name of await collectionNames()) {
    for await (const document of collection(name).find()) yield [name, JSON.stringify(document)];
  }
}

async function* items(): AsyncGenerator<[string, string]> {
  const client = new DynamoDBClient({});
  for (const table of TABLES) {
    let ExclusiveStartKey: ScanCommandOutput['LastEvaluatedKey'];
    do {
      const page: ScanCommandOutput = await client.send(
        new ScanCommand({ TableName: `${process.env.TABLE_PREFIX}-${table}`, ExclusiveStartKey }),
      );
      for (const item of page.Items ?? []) yield [table, JSON.stringify(item)];
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey);
  }
}

/** Reads waiting, received and dead-letter messages from the server's store without removing them. */
async function* messages(): AsyncGenerator<[string, string]> {
  const url = new URL(process.env.QUEUE_URL ?? '');
  for (const QueueUrl of [
    url.href,
    `${url.href}-failed`,
    process.env.FAN_OUT_QUEUE_URL,
    process.env.PREVIEW_QUEUE_URL,
    process.env.NOTIFICATIONS_QUEUE_URL,
  ]) {
    const taken = { QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 0, WaitTimeSeconds: 0 };
    const { Messages = [] } = await askSqs<{ Messages?: object[] }>(url.origin, 'ReceiveMessage', taken);
    for (const message of Messages) yield ['queue', JSON.stringify(message)];
  }
}

/** Other tests leave hundreds of files in the bucket, which they share. */
const FILES_AT_ONCE = 20;

/** Keys and bytes. */
async function* files(): AsyncGenerator<[string, string]> {
  const keys = await storedKeys();
  for (let from = 0; from < keys.length; from += FILES_AT_ONCE) {
    const some = keys.slice(from, from + FILES_AT_ONCE);
    const contents = await Promise.all(some.map(async (key) => `${key} ${await storedBytes(key)}`));
    for (const content of contents) yield ['bucket', content];
  }
}

/** @returns where each text was found, ignoring case: "users: {…}" */
export async function rawSearch(texts: string[]): Promise<string[]> {
  const found: string[] = [];
  const sought = texts.map((text) => text.toLowerCase());
  for (const source of [documents(), items(), messages(), files()]) {
    for await (const [where, content] of source) {
      if (sought.some((text) => content.toLowerCase().includes(text))) found.push(`${where}: ${content}`);
    }
  }
  return found;
}
