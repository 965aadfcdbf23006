/** Does reading a conversation depend on how long it is, or on where one reads? */
import { parseArgs } from 'node:util';
import { encodeCursor } from '../lib/http/cursor.ts';
import { ours } from './support/bundles.ts';
import { listEvent, PAGE, prepareTalk, type Talk } from './support/conversation.ts';
import { handlerOf } from './support/handler.ts';
import { keep } from './support/report.ts';
import { startBenchStack } from './support/stack.ts';
import { percentile } from './support/statistics.ts';

const { values } = parseArgs({
  options: {
    lengths: { type: 'string', default: '1000,100000,1000000' },
    samples: { type: 'string', default: '2000' },
  },
});
const lengths = values.lengths.split(',').map(Number);
const SHORTEST = Math.min(...lengths);
const LONGEST = Math.max(...lengths);
const WARM_UP = 200;

const stack = await startBenchStack();
const [bundle] = await ours(['messages/list']);
Object.assign(process.env, stack.env);
const list = handlerOf(bundle?.file ?? '');

const talks: [number, Talk][] = [];
for (const length of lengths) {
  let shown = 0;
  const note = (done: number) => {
    if (done - shown < 200_000) return;
    shown = done;
    console.log(`  ${done.toLocaleString('en')} of ${length.toLocaleString('en')} messages written`);
  };
  talks.push([length, await prepareTalk(length, note)]);
}

const name = (length: number, where: string) => `${length.toLocaleString('en')} messages, ${where} page`;
const readings = talks.flatMap(([length, talk]) => [
  { what: name(length, 'newest'), event: listEvent(talk) },
  { what: name(length, 'deepest'), event: listEvent(talk, { before: encodeCursor('messages', PAGE + 1) }) },
]);
const samples: Record<string, number[]> = Object.fromEntries(readings.map(({ what }) => [what, []]));
for (let round = 0; round < WARM_UP + Number(values.samples); round++) {
  if (round % 200 === 0) console.log(`  round ${round + 1}`);
  for (const { what, event } of round % 2 ? readings : readings.toReversed()) {
    const began = performance.now();
    const { body = '' } = await list(event);
    const took = performance.now() - began;
    if (round >= WARM_UP) samples[what]?.push(took);
    else if (JSON.parse(body).length !== PAGE) throw new Error(`${what} is not a whole page`);
  }
}
await stack.stop();

const at = (length: number, where: string, share: number) =>
  percentile(samples[name(length, where)] ?? [], share);

keep('history', {
  question: 'Does reading a conversation depend on how long it is, or on where one reads?',
  method: `GET /messages, a page of ${PAGE}, through the bundled handler in one warm process, on the embedded server over TCP: ${values.samples} readings of each, taking turns. The deepest page holds the oldest messages. A ratio of 1 means that neither length nor depth costs anything.`,
  ratios: [
    {
      what: 'newest page: p50, longest / shortest conversation',
      value: at(LONGEST, 'newest', 0.5) / at(SHORTEST, 'newest', 0.5),
      atMost: 1.1,
    },
    {
      what: 'newest page: p99, longest / shortest conversation',
      value: at(LONGEST, 'newest', 0.99) / at(SHORTEST, 'newest', 0.99),
      atMost: 1.25,
    },
    {
      what: 'longest conversation: p50, deepest / newest page',
      value: at(LONGEST, 'deepest', 0.5) / at(LONGEST, 'newest', 0.5),
      atMost: 1.1,
    },
  ],
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
process.exit();
