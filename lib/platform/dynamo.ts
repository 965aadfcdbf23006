/** The only importer of the DynamoDB client. DynamoDB holds expiring data: sessions, connections, tickets, rate limits. */
import {
  type AttributeValue,
  BatchGetItemCommand,
  type BatchGetItemCommandInput,
  type BatchGetItemCommandOutput,
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { now } from './clock.ts';
import { config } from './config.ts';
import { countRoundTrip } from './request-scope.ts';

export type { AttributeValue, BatchGetItemCommandInput, BatchGetItemCommandOutput };
export {
  BatchGetItemCommand,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
};
export type Item = Record<string, AttributeValue>;

/** Endpoint, region and credentials come from the SDK's standard variables. Short time-outs, as in lib/platform/mongo.ts. */
export const dynamo = new DynamoDBClient({
  maxAttempts: 2,
  // Without throwOnRequestTimeout the client only logs a warning after the time-out.
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 1_500, throwOnRequestTimeout: true },
});

/** For requests to other AWS services, see lib/platform/signed-request.ts. */
export const signing = {
  credentials: dynamo.config.credentials,
  region: dynamo.config.region,
  sha256: dynamo.config.sha256,
};

dynamo.middlewareStack.add(
  (next) => (args) => {
    countRoundTrip('dynamodb');
    return next(args);
  },
  // After the retry middleware in the stack, so that each attempt counts as a round trip.
  { step: 'deserialize', name: 'countRoundTrips' },
);

export const tableName = (
  table: 'sessions' | 'connections' | 'tickets' | 'rate-limits' | 'activity',
): string => `${config.tablePrefix}-${table}`;

export const text = (value: string): AttributeValue.SMember => ({ S: value });
export const number = (value: number): AttributeValue.NMember => ({ N: String(value) });

/** TTL attributes are whole seconds. DynamoDB deletes expired items late, so reads must compare with this too. */
export const epochSeconds = (date: Date = now()): number => Math.floor(date.getTime() / 1000);

export const isConditionFailed = (error: unknown): boolean =>
  error instanceof Error && error.name === 'ConditionalCheckFailedException';

/** One round trip. @throws the client's error when DynamoDB does not respond */
export async function pingDynamo(abortSignal: AbortSignal): Promise<void> {
  const key = { window: text('health') };
  await dynamo.send(new GetItemCommand({ TableName: tableName('rate-limits'), Key: key }), { abortSignal });
}
