/** What does the API add to the calls that it makes of the database? */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { BENCH, floor, ours } from './support/bundles.ts';
import { prepareTalk } from './support/conversation.ts';
import { delayDatabases } from './support/delayed.ts';
import { keep, type Ratio } from './support/report.ts';
import { startBenchStack } from './support/stack.ts';
import { percentile } from './support/statistics.ts';

const { values } = parseArgs({
  options: { processes: { type: 'string', default: '3' }, samples: { type: 'string', default: '200' } },
});
const run = promisify(execFile);
const DELAYS = [1, 0];

const stack = await startBenchStack();
const [send, list] = await ours(['messages/send', 'messages/list']);
const driver = await floor('driver');
const bundles = { send: send?.file, list: list?.file, driver: driver.file };
const worker = join(BENCH, 'support/overhead-worker.ts');

const samples: Record<string, number[]> = {};
for (let round = 0; round < Number(values.processes); round++) {
  for (const delay of DELAYS) {
    console.log(`  process ${round + 1} of ${values.processes}, databases ${delay} ms away`);
    const delayed = await delayDatabases(stack.env, delay);
    // A page of messages that were all sent within seconds would take a second look, and each process sends some.
    const talk = await prepareTalk(200);
    const job = JSON.stringify({ talk, samples: Number(values.samples), bundles });
    const { stdout } = await run(process.execPath, [worker, job], {
      env: { ...process.env, ...delayed.env },
      maxBuffer: 1e8,
    });
    for (const [what, times] of Object.entries<number[]>(JSON.parse(stdout))) {
      const name = `${what}, ${delay} ms away`;
      samples[name] = [...(samples[name] ?? []), ...times];
    }
    await delayed.stop();
  }
}
await stack.stop();

const at = (what: string, delay: number, share: number) =>
  percentile(samples[`${what}, ${delay} ms away`] ?? [], share);
const overhead = (kind: string, delay: number, share: number): number =>
  at(`${kind}: handler`, delay, share) / at(`${kind}: bare calls`, delay, share);

const ratios: Ratio[] = ['list', 'send'].flatMap((kind) => [
  {
    what: `${kind}: p50, handler / bare calls, databases 1 ms away`,
    value: overhead(kind, 1, 0.5),
    atMost: 1.1,
  },
  { what: `${kind}: p99, handler / bare calls, databases 1 ms away`, value: overhead(kind, 1, 0.99) },
  { what: `${kind}: p50, handler / bare calls, databases at hand`, value: overhead(kind, 0, 0.5) },
]);

keep('overhead', {
  question: 'What does the API add to the calls that it makes of the database?',
  method: `A warm process calls the bundled handler and, in turn, the bare calls of the same driver with the same documents (bench/floor/driver.ts): ${values.processes} fresh processes of ${values.samples} samples each after 1,000 lists and 300 sends to warm up. The list is a page of 50 messages. Through a proxy that holds each answer back by 1 ms, as a database of the same region would, and through the same proxy without delay. A ratio of 1.10 means that routing, token, validation and answer cost a tenth of what the database calls take.`,
  ratios,
  tables: [
    {
      title: 'Milliseconds',
      columns: ['what', 'p50', 'p99'],
      rows: Object.entries(samples).map(([what, times]) => [
        what,
        percentile(times, 0.5).toFixed(2),
        percentile(times, 0.99).toFixed(2),
      ]),
    },
  ],
  samples,
});
