/** One measured process of overhead.ts: handlers and the bare calls, taking turns. Prints its samples. */
import { createRequire } from 'node:module';
import type { list, send } from '../floor/driver.ts';
import { listEvent, PAGE, sendEvent, type Talk } from './conversation.ts';
import { handlerOf } from './handler.ts';

interface Job {
  talk: Talk;
  samples: number;
  bundles: { send: string; list: string; driver: string };
}

const { talk, samples, bundles }: Job = JSON.parse(process.argv[2] ?? '');
const require = createRequire(import.meta.url);
const floor: { send: typeof send; list: typeof list } = require(bundles.driver);
const raw = { conversation: talk.conversation, from: talk.alice, to: talk.bob };

const through = (file: string, event: object) => {
  const handler = handlerOf(file);
  return () => handler(event);
};

const measured: Record<string, () => Promise<unknown>> = {
  'list: handler': through(bundles.list, listEvent(talk)),
  'list: bare calls': () => floor.list(raw, PAGE),
  'send: handler': through(bundles.send, sendEvent(talk)),
  'send: bare calls': () => floor.send(raw),
};

/** Until V8 has compiled all that a request runs; a list is short, so that it takes more of them. */
const WARM_UP: Record<string, number> = { list: 1_000, send: 300 };
const times: Record<string, number[]> = Object.fromEntries(Object.keys(measured).map((what) => [what, []]));
// Reads before writes, so that sent messages do not change the page.
for (const kind of ['list', 'send']) {
  const pair = Object.entries(measured).filter(([what]) => what.startsWith(kind));
  const warmUp = WARM_UP[kind] ?? 0;
  for (let round = 0; round < warmUp + samples; round++) {
    for (const [what, run] of round % 2 ? pair : pair.toReversed()) {
      const began = performance.now();
      await run();
      if (round >= warmUp) times[what]?.push(performance.now() - began);
    }
  }
}
console.log(JSON.stringify(times));
process.exit();
