/** The steady mix for long: does anything grow? */
import { setTimeout as pause } from 'node:timers/promises';
import { chat } from './chat.ts';
import type { MemoryRow, Outcome, Surroundings } from './scenario.ts';
import { type Looks, PROCESSES, type ProcessName } from './stack.ts';
import { trendOf } from './trend.ts';

/** Of the time, at most so long: until everything that is loaded on first use is loaded, and V8 has compiled it. */
const WARM_UP = { share: 0.4, atMostMs: 240_000 };
const LOOKS = 40;
const LOOK_EVERY_MS = { least: 2_000, most: 15_000 };
/** Fewer tell nothing. */
const FITTED_LEAST = 8;

/**
 * What counts as flat, in MiB a minute: less than a kilobyte kept of each request, at 20 a second. Some growth is none: pages get longer
 * as the conversations do, and serverless-offline holds each answer for the six seconds of its time limit. Resident memory also holds
 * what the allocator keeps for later.
 */
export const FLAT = { 'heap after collection': 1, resident: 2 } as const;

const MEBIBYTE = 2 ** 20;
const rounded = (value: number): number => Math.round(value * 100) / 100;

export interface TimedLooks {
  minutes: number;
  looks: Looks;
}

const figure = {
  'heap after collection': (memory: NodeJS.MemoryUsage) => (memory.heapUsed + memory.external) / MEBIBYTE,
  resident: (memory: NodeJS.MemoryUsage) => memory.rss / MEBIBYTE,
};

/** @param warmUp minutes */
export function memoryRows(taken: readonly TimedLooks[], warmUp: number): MemoryRow[] {
  const fitted = taken.filter(({ minutes }) => minutes >= warmUp);
  return PROCESSES.flatMap((process) =>
    (Object.keys(FLAT) as (keyof typeof FLAT)[]).map((what) => {
      const values = fitted.map(({ minutes, looks }) => ({
        minutes,
        value: figure[what](looks[process].memory),
      }));
      const all = values.map(({ value }) => value);
      return {
        process,
        what,
        first: rounded(all[0] ?? 0),
        last: rounded(all.at(-1) ?? 0),
        highest: rounded(Math.max(...all)),
        slope: rounded(trendOf(values).perMinute),
      };
    }),
  );
}

/** @returns a sentence for each that grows */
export const growth = (rows: readonly MemoryRow[]): string[] =>
  rows
    .filter(({ what, slope }) => slope > FLAT[what])
    .map(
      ({ process, what, slope }) =>
        `${process}: ${what} grows by ${slope} MiB a minute (flat: ${FLAT[what]})`,
    );

/** Connections and files come and go with the load: pools may fill up. More than this is a leak. */
const MORE = 32;

const handles = ({ resources, openFiles }: Looks[ProcessName]) => ({
  sockets: resources.TCPSocketWrap ?? 0,
  files: openFiles ?? 0,
});

/** @param before,after measured without requests */
export function openHandles(before: Looks, after: Looks) {
  const figures: Record<string, string> = {};
  const faults: string[] = [];
  for (const name of PROCESSES) {
    const [first, last] = [handles(before[name]), handles(after[name])];
    figures[`${name}: sockets, open files at the beginning → at the end`] =
      `${first.sockets}, ${first.files} → ${last.sockets}, ${last.files}`;
    if (last.sockets > first.sockets + MORE || last.files > first.files + MORE)
      faults.push(
        `${name} holds ${last.sockets} sockets and ${last.files} files, ${first.sockets} and ${first.files} before`,
      );
  }
  return { figures, faults };
}

const longest = (taken: readonly TimedLooks[], name: ProcessName): string => {
  const delays = taken.map(({ looks }) => looks[name].delay);
  const p99 = delays.map((delay) => delay.p99).toSorted((one, other) => one - other);
  return `${Math.round(p99[Math.floor(p99.length / 2)] ?? 0)}, ${Math.round(Math.max(...delays.map(({ max }) => max)))}`;
};

/** Until idle connections between functions and DynamoDB are closed. */
const QUIET_MS = 12_000;

export async function soak(
  surroundings: Surroundings,
  { milliseconds, rate, users }: { milliseconds: number; rate: number; users: number },
): Promise<Outcome> {
  const { stack, signal } = surroundings;
  const every = Math.min(LOOK_EVERY_MS.most, Math.max(LOOK_EVERY_MS.least, milliseconds / LOOKS));
  const taken: TimedLooks[] = [];
  let before: Looks | undefined;
  const watch = async (_: unknown, ended: AbortSignal) => {
    const began = performance.now();
    before = await stack.look(true);
    while (!ended.aborted) {
      await pause(every, undefined, { signal: ended }).catch(() => {});
      if (ended.aborted) return;
      taken.push({ minutes: (performance.now() - began) / 60_000, looks: await stack.look(true) });
    }
  };
  const { outcome } = await chat(surroundings, {
    name: 'soak',
    users,
    phases: [{ name: 'soak', milliseconds, rate }],
    method: `As steady, at ${rate} requests a second for ${rounded(milliseconds / 60_000)} minutes. Every ${Math.round(every / 1_000)} s each process of the stack collects its garbage and tells what it holds. After the warm-up a line is laid through the samples (Theil–Sen): flat is at most ${FLAT['heap after collection']} MiB a minute of heap after a collection (with buffers), ${FLAT.resident} resident.`,
    beside: watch,
  });
  await pause(QUIET_MS, undefined, { signal });
  const after = await stack.look(true);
  const warmUp = Math.min(WARM_UP.atMostMs, milliseconds * WARM_UP.share) / 60_000;
  const rows = memoryRows(taken, warmUp);
  const { figures, faults } = openHandles(before ?? after, after);
  const isLongEnough = taken.filter(({ minutes }) => minutes >= warmUp).length >= FITTED_LEAST;
  return {
    ...outcome,
    faults: [
      ...outcome.faults,
      ...(isLongEnough ? growth(rows) : ['too short to say whether memory grows']),
      ...faults,
    ],
    figures: {
      ...outcome.figures,
      'warm-up, minutes': rounded(warmUp),
      ...figures,
      ...Object.fromEntries(
        PROCESSES.map((name) => [
          `${name}: event-loop delay, ms (median of p99s, longest)`,
          longest(taken, name),
        ]),
      ),
    },
    memory: rows,
    raw: { ...(outcome.raw as object), taken },
  };
}
