/** What does each operation ask of the databases? Counted on the wire. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { functionNames } from '../build/functions.ts';
import type { RoundTrip } from '../test/support/faults/counting-proxies.ts';
import { BENCH, OUTPUT, ours } from './support/bundles.ts';
import { keep } from './support/report.ts';
import { startBenchStack } from './support/stack.ts';
import { sum } from './support/statistics.ts';

interface Counted {
  name: string;
  mongodb: RoundTrip[];
  dynamodb: RoundTrip[];
}

const INVOCATIONS = 1_000;

const stack = await startBenchStack();
await ours(functionNames());

async function count(
  limits: string,
  invocations: number,
): Promise<{ counted: Counted[]; connections: number }> {
  const worker = fork(
    join(BENCH, 'support/round-trips-worker.ts'),
    [join(OUTPUT, 'ours'), String(invocations)],
    {
      env: { ...process.env, ...stack.env, RATE_LIMITS: limits },
      // Functions log to the standard output.
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    },
  );
  const [result] = await Promise.race([
    once(worker, 'message'),
    once(worker, 'exit').then(() => Promise.reject(new Error('The measured process failed'))),
  ]);
  return result;
}

console.log('  without rate limits');
const { counted, connections } = await count('off', INVOCATIONS);
console.log('  with the rate limits of a deployment');
const { counted: limited } = await count('', 0);
await stack.stop();

const of = (name: string) => counted.find((operation) => operation.name === name);
const commands = (trips: RoundTrip[]) => trips.map(({ command }) => command).join(', ') || '–';
const trips = (name: string, database: 'mongodb' | 'dynamodb') => of(name)?.[database].length ?? Number.NaN;

keep('round-trips', {
  question: 'What does each operation ask of the databases?',
  method:
    'Proxies before both databases count the requests and the items in the answers while the bundled handlers run (test/support/server/operations.ts). No socket is open; each socket of either side would be one post more. Rate limits count in DynamoDB: what they add is in the last column. test/integration/round-trips.test.ts holds these numbers.',
  ratios: [
    {
      what: 'send: requests to MongoDB, with the session, which is read beside the first',
      value: trips('send', 'mongodb'),
      atMost: 3,
    },
    {
      what: 'send: requests to DynamoDB, without the limit of sends',
      value: trips('send', 'dynamodb'),
      atMost: 1,
    },
    {
      what: 'list: requests to MongoDB, with the session, which is read beside the page',
      value: trips('list the newest page', 'mongodb'),
      atMost: 2,
    },
    { what: 'list: requests to DynamoDB', value: trips('list the newest page', 'dynamodb'), atMost: 0 },
    {
      what: `new connections in ${INVOCATIONS} warm invocations of send and list`,
      value: connections,
      atMost: 0,
    },
  ],
  tables: [
    {
      title: 'Requests',
      columns: ['operation', 'MongoDB', 'DynamoDB', 'items read', 'DynamoDB with rate limits'],
      rows: counted.map(({ name, mongodb, dynamodb }) => [
        name,
        commands(mongodb),
        commands(dynamodb),
        sum([...mongodb, ...dynamodb].map(({ items }) => items)),
        commands(limited.find((operation) => operation.name === name)?.dynamodb ?? []),
      ]),
    },
  ],
  samples: {},
});
process.exit();
