/** How many requests does one environment serve, and what does each cost the processor? */
import { parseArgs } from 'node:util';
import { startChild } from '../local/child.ts';
import { BENCH, ours, peer } from './support/bundles.ts';
import { PAGE, prepareTalk } from './support/conversation.ts';
import { ask, type Call, load } from './support/load.ts';
import { keep, type Ratio } from './support/report.ts';
import { startBenchStack } from './support/stack.ts';
import { median, percentile, sum } from './support/statistics.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '4' },
    seconds: { type: 'string', default: '2' },
    clients: { type: 'string', default: '8' },
  },
});
const [rounds, milliseconds, clients] = [
  Number(values.rounds),
  Number(values.seconds) * 1000,
  Number(values.clients),
];

const WARM_UP = 1_500;
const TOKENS = 3_000;

const stack = await startBenchStack();
const talk = await prepareTalk(200);
const [list, send] = await ours(['messages/list', 'messages/send']);
const [mongoose, express] = [await peer('express-mongoose'), await peer('express-driver')];
const bothBy = (file: string) => ({ 'GET /messages': file, 'POST /messages': file });
const programs: Record<string, Record<string, string>> = {
  ours: { 'GET /messages': list?.file ?? '', 'POST /messages': send?.file ?? '' },
  'Express + driver': bothBy(express.file),
  'Express + mongoose': bothBy(mongoose.file),
};
const { alice, bob } = talk;
const token = () => talk.token;
const list50 = { method: 'GET', path: `/messages?User=${bob}&limit=${PAGE}` };
const calls: Record<string, Call> = {
  list: { ...list50, token },
  'list, a new token each time': { ...list50, token: await newTokens(alice) },
  send: { method: 'POST', path: '/messages', token, body: JSON.stringify({ User: bob, Message: 'hello' }) },
};

/** More than any program here remembers, so that in turn each is new to it. */
async function newTokens(username: string): Promise<() => string> {
  const { issueAccessToken } = await import('../lib/sessions/token.ts');
  const issued = await Promise.all(
    Array.from({ length: TOKENS }, (_, session) =>
      issueAccessToken({ username, session: `bench-${session}` }),
    ),
  );
  let next = 0;
  return () => issued[next++ % TOKENS]?.token ?? '';
}

async function startFront(files: Record<string, string>) {
  const { promise, resolve } = Promise.withResolvers<number>();
  const child = startChild(`${BENCH}/support/front.ts`, [JSON.stringify(files)], {
    env: { ...process.env, ...stack.env },
    // Functions log to the same stream.
    onLine: (line) => line.startsWith('port ') && resolve(Number(line.slice(5))),
  });
  const port = await promise;
  const usage = async (): Promise<{ requests: number; cpu: NodeJS.CpuUsage }> =>
    (await fetch(`http://127.0.0.1:${port}/usage`)).json() as never;
  return { port, usage, stop: () => child.stop(500) };
}

/** As many requests for all, however long they take: a slower program must not be measured while it is colder. */
async function warmUp(port: number, call: Call): Promise<void> {
  for (let request = 0; request < WARM_UP; request += clients) {
    await Promise.all(Array.from({ length: clients }, () => ask(port, call)));
  }
}

const latencies: Record<string, number[]> = {};
const perSecond: Record<string, number[]> = {};
const cpu: Record<string, number[]> = {};
const add = (to: Record<string, number[]>, what: string, found: number[]) => {
  to[what] = [...(to[what] ?? []), ...found];
};

for (let round = 0; round < rounds; round++) {
  for (const [kind, call] of Object.entries(calls)) {
    for (const [program, files] of round % 2
      ? Object.entries(programs)
      : Object.entries(programs).toReversed()) {
      console.log(`  round ${round + 1} of ${rounds}: ${kind}, ${program}`);
      const front = await startFront(files);
      await warmUp(front.port, call);
      const before = await front.usage();
      const found = await load(front.port, call, clients, milliseconds);
      const after = await front.usage();
      const what = `${kind}, ${program}`;
      add(latencies, what, found);
      add(perSecond, what, [found.length / (milliseconds / 1000)]);
      const micros = sum([after.cpu.user, after.cpu.system]) - sum([before.cpu.user, before.cpu.system]);
      add(cpu, what, [micros / 1000 / (after.requests - before.requests)]);
      await front.stop();
    }
  }
}
await stack.stop();

const of = (figures: Record<string, number[]>, kind: string, program: string) =>
  median(figures[`${kind}, ${program}`] ?? []);
const p99 = (kind: string, program: string) => percentile(latencies[`${kind}, ${program}`] ?? [], 0.99);

/** What the goals are about is one user who asks again and again. */
const goal = (kind: string, limit: { atLeast: number } | { atMost: number }) =>
  kind === 'list' || kind === 'send' ? limit : {};

const ratiosOf = (kind: string): Ratio[] => [
  {
    what: `${kind}: requests per second, ours / Express + driver`,
    value: of(perSecond, kind, 'ours') / of(perSecond, kind, 'Express + driver'),
    ...goal(kind, { atLeast: 1.3 }),
  },
  {
    what: `${kind}: p99, ours / Express + driver`,
    value: p99(kind, 'ours') / p99(kind, 'Express + driver'),
    ...goal(kind, { atMost: 1 }),
  },
  {
    what: `${kind}: processor time per request, ours / Express + driver`,
    value: of(cpu, kind, 'ours') / of(cpu, kind, 'Express + driver'),
    ...goal(kind, { atMost: 0.7 }),
  },
  {
    what: `${kind}: requests per second, ours / Express + mongoose`,
    value: of(perSecond, kind, 'ours') / of(perSecond, kind, 'Express + mongoose'),
  },
  {
    what: `${kind}: processor time per request, ours / Express + mongoose`,
    value: of(cpu, kind, 'ours') / of(cpu, kind, 'Express + mongoose'),
  },
];

keep('throughput', {
  question: 'How many requests does one environment serve, and what does each cost the processor?',
  method: `One local HTTP front (bench/support/front.ts) turns requests into events for whichever program it runs; ${clients} clients ask without pause for ${values.seconds} s after ${WARM_UP} requests to warm up, ${rounds} rounds in fresh processes, taking turns, medians of the rounds. All have the same databases, documents, page of ${PAGE}, write and read concern, and nobody is connected to a socket. Each send looks the sockets up in DynamoDB. Requests bear one token, which ours has verified already and remembers, but for those with a new one each time. Requests per second above 1 and processor time below 1 are in our favour; the latter is of the front’s process, the HTTP server included.`,
  ratios: Object.keys(calls).flatMap(ratiosOf),
  tables: [
    {
      title: 'Medians of the rounds; latency over all requests',
      columns: ['what', 'requests/s', 'p50 ms', 'p99 ms', 'CPU ms/request'],
      rows: Object.keys(latencies).map((what) => [
        what,
        Math.round(median(perSecond[what] ?? [])),
        percentile(latencies[what] ?? [], 0.5).toFixed(2),
        percentile(latencies[what] ?? [], 0.99).toFixed(2),
        median(cpu[what] ?? []).toFixed(3),
      ]),
    },
  ],
  samples: {
    ...Object.fromEntries(
      Object.entries(perSecond).map(([what, found]) => [`${what}: requests per second`, found]),
    ),
    ...Object.fromEntries(Object.entries(cpu).map(([what, found]) => [`${what}: CPU ms per request`, found])),
  },
});
process.exit();
