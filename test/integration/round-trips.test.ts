/** What each operation costs at the databases, counted on the wire: round trips, items in the answers, connections. */
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import type { LambdaHandler } from '#lib/http/endpoint.ts';
import { CountingProxy } from '../support/faults/counting-proxies.ts';
import { call } from '../support/http/gateway.ts';
import { type Ask, type Operation, prepareOperations } from '../support/server/operations.ts';

const [mongodb, dynamodb] = [new CountingProxy(), new CountingProxy()];
// Before anything of lib is loaded, which reads them once. A rate limit is one more update of DynamoDB wherever there is one.
process.env.RATE_LIMITS = 'off';
process.env.MONGODB_URI = await mongodb.beforeMongodb(process.env.MONGODB_URI ?? '');
process.env.AWS_ENDPOINT_URL_DYNAMODB = await dynamodb.beforeDynamodb(
  process.env.AWS_ENDPOINT_URL_DYNAMODB ?? '',
);

const functions = join(import.meta.dirname, '../../functions');

const ask: Ask = async (name, request) => {
  const { handler }: { handler: LambdaHandler } = await import(
    /* @vite-ignore */ join(functions, `${name}.ts`)
  );
  return call(handler, request);
};

let operations: Operation[];
beforeAll(async () => {
  operations = await prepareOperations(ask, {
    uri: process.env.MONGODB_URI ?? '',
    name: process.env.MONGODB_DATABASE ?? '',
  });
}, 60_000);

/** Sorted, because those that go out at once are answered in any order. */
const commands = (proxy: CountingProxy) => proxy.roundTrips.map(({ command }) => command).sort();

test('each operation asks what it is known to ask', async () => {
  for (const { name, run, ...costs } of operations) {
    mongodb.reset();
    dynamodb.reset();
    const { status } = await run();
    expect(status, name).toBeLessThan(300);
    const items = [...mongodb.roundTrips, ...dynamodb.roundTrips].reduce((sum, { items }) => sum + items, 0);
    const known = { ...costs, mongodb: costs.mongodb.toSorted(), dynamodb: costs.dynamodb.toSorted() };
    expect.soft({ mongodb: commands(mongodb), dynamodb: commands(dynamodb), items }, name).toEqual(known);
  }
}, 60_000);

// On a machine so busy that a push runs into its deadline, the push is cut off, and its connection with it.
test('hundreds of requests later there is no further connection', { retry: 3, timeout: 60_000 }, async () => {
  const send = operations.find(({ name }) => name === 'send');
  const list = operations.find(({ name }) => name === 'list the page before it');
  mongodb.reset();
  dynamodb.reset();
  for (let pair = 0; pair < 150; pair++) {
    await send?.run();
    await list?.run();
  }
  expect(mongodb.roundTrips).toHaveLength(750);
  expect(dynamodb.roundTrips).toHaveLength(150);
  expect([mongodb.connections, dynamodb.connections]).toEqual([0, 0]);
});
