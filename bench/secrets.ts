/** What does it cost a cold start that a function reads its secrets itself, instead of finding them in its environment? */
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { prepareSampleData } from '../local/sample-data.ts';
import { BENCH, ours } from './support/bundles.ts';
import { type ColdStart, coldStart } from './support/fresh-process.ts';
import { temporaryCertificate } from './support/https-server.ts';
import { keep } from './support/report.ts';
import { startBenchStack } from './support/stack.ts';
import { median } from './support/statistics.ts';

const { values } = parseArgs({ options: { runs: { type: 'string', default: '40' } } });
const runs = Number(values.runs);

/** Of Secrets Manager to answer, in the same region; drawn again for each request. */
const DELAY_MS = { least: 10, most: 20 };
/** Of a packet there and back, for the two that TCP and TLS 1.3 take before the request. */
const ROUND_TRIP_MS = 1;
/** What was to be paid at most. */
const AT_MOST_MS = 30;

const COMPARED = ['messages/send', 'messages/list', 'sessions/list'];

const stack = await startBenchStack();
const samples = await prepareSampleData();
const bundles = await ours(COMPARED);
const { MONGODB_URI = '', JWT_KEYS = '', SIGNING_KEYS: _, ...others } = stack.env;
const secrets = {
  mongodb: { MONGODB_URI },
  jwt: { JWT_KEYS },
  log: { LOG_KEY: Buffer.alloc(32, 7).toString('base64url') },
};

const certificate = temporaryCertificate();
const server = createServer(certificate, async (request, response) => {
  const { SecretIdList } = (await json(request)) as { SecretIdList: string[] };
  const { least, most } = DELAY_MS;
  await setTimeout(2 * ROUND_TRIP_MS + least + Math.random() * (most - least));
  const SecretValues = SecretIdList.map((Name) => ({
    Name,
    SecretString: JSON.stringify(secrets[Name.split('/').at(-1) as keyof typeof secrets]),
  }));
  response.end(JSON.stringify({ SecretValues, Errors: [] }));
});
server.listen(0, 'localhost');
await once(server, 'listening');

const common = { BENCH_TLS: 'yes', NODE_EXTRA_CA_CERTS: certificate.file };
const ways: Record<string, Record<string, string>> = {
  environment: { ...others, MONGODB_URI, JWT_KEYS, ...secrets.log, ...common },
  'secrets read': {
    ...others,
    ...common,
    // Not this process's own, which children inherit.
    MONGODB_URI: '',
    JWT_KEYS: '',
    SIGNING_KEYS: '',
    LOG_KEY: '',
    SECRETS: 'corechat/bench',
    AWS_ENDPOINT_URL_SECRETS_MANAGER: `https://localhost:${(server.address() as AddressInfo).port}`,
  },
};

const results = new Map<string, ColdStart[]>();
for (let round = 0; round < runs; round++) {
  if (round % 10 === 0) console.log(`  round ${round + 1} of ${runs}`);
  for (const { name, file } of bundles) {
    const event = await samples.fill(await readFile(join(BENCH, '../events', `${name}.json`), 'utf8'));
    for (const [way, env] of Object.entries(ways)) {
      const what = `${name}, ${way}`;
      results.set(what, [...(results.get(what) ?? []), await coldStart(file, event, env)]);
    }
  }
}
await samples.close();
server.close();
server.closeAllConnections();
certificate.remove();
await stack.stop();

const of = (name: string, way: string, figure: 'answer' | 'processor' = 'answer'): number =>
  median((results.get(`${name}, ${way}`) ?? []).map((result) => result[figure]));
const added = (name: string, figure: 'answer' | 'processor' = 'answer') =>
  of(name, 'secrets read', figure) - of(name, 'environment', figure);

keep('secrets', {
  question: 'What does it cost a cold start that a function reads its secrets itself?',
  method: `Each start is a fresh process that loads one bundle and handles one valid event; ${runs} starts of each way, taking turns, medians of the time from the start of the process to the first answer. Either the secrets are in its environment, or it reads them by one signed request from a server that stands in for Secrets Manager, over TLS: that answers after ${DELAY_MS.least} to ${DELAY_MS.most} ms, and ${2 * ROUND_TRIP_MS} ms more for the round trips of TCP and TLS. The server takes its part of the same processor. Both ways begin with the root certificates loaded, as the databases on AWS take them anyway.`,
  ratios: COMPARED.flatMap((name) => [
    {
      what: `${name}: answer, added by reading secrets`,
      value: added(name),
      atMost: AT_MOST_MS,
      unit: ' ms',
    },
    {
      what: `${name}: processor time, added by reading secrets`,
      value: added(name, 'processor'),
      unit: ' ms',
    },
  ]),
  tables: [
    {
      title: 'Milliseconds, medians',
      columns: ['what', 'answer', 'processor time'],
      rows: COMPARED.flatMap((name) =>
        Object.keys(ways).map((way) => [
          `${name}, ${way}`,
          of(name, way).toFixed(1),
          of(name, way, 'processor').toFixed(1),
        ]),
      ),
    },
  ],
  samples: Object.fromEntries(
    [...results].map(([what, starts]) => [`${what}: answer`, starts.map(({ answer }) => answer)]),
  ),
});
