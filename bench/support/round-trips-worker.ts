/** One measured process of round-trips.ts: `node round-trips-worker.ts FOLDER INVOCATIONS`, with the limits of its environment. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { LambdaHandler } from '../../lib/http/endpoint.ts';
import { CountingProxy } from '../../test/support/faults/counting-proxies.ts';
import { call } from '../../test/support/http/gateway.ts';
import { type Ask, prepareOperations } from '../../test/support/server/operations.ts';

const [folder = '', invocations = '0'] = process.argv.slice(2);
const [mongodb, dynamodb] = [new CountingProxy(), new CountingProxy()];
process.env.MONGODB_URI = await mongodb.beforeMongodb(process.env.MONGODB_URI ?? '');
process.env.AWS_ENDPOINT_URL_DYNAMODB = await dynamodb.beforeDynamodb(
  process.env.AWS_ENDPOINT_URL_DYNAMODB ?? '',
);
const require = createRequire(import.meta.url);
const ask: Ask = async (name, request) => {
  const { handler }: { handler: LambdaHandler } = require(join(folder, `${name}.cjs`));
  return call(handler, request);
};

const operations = await prepareOperations(ask, {
  uri: process.env.MONGODB_URI,
  name: process.env.MONGODB_DATABASE ?? '',
});
const counted = [];
for (const { name, run } of operations) {
  mongodb.reset();
  dynamodb.reset();
  const { status } = await run();
  if (status >= 300) throw new Error(`${name} answered ${status}`);
  counted.push({ name, mongodb: mongodb.roundTrips, dynamodb: dynamodb.roundTrips });
}

const warm = operations.filter(({ name }) => name === 'send' || name === 'list the page before it');
mongodb.reset();
dynamodb.reset();
for (let invocation = 0; invocation < Number(invocations); invocation++) {
  await warm[invocation % warm.length]?.run();
}
const connections = mongodb.connections + dynamodb.connections;
process.send?.({ counted, connections });
process.exit();
