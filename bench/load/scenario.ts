/** What every scenario is given, and what it finds out. */
import type { Latency } from './meter.ts';
import type { LoadedStack } from './stack.ts';

export interface Surroundings {
  stack: LoadedStack;
  seed: string;
  signal: AbortSignal;
  /** how far it is, in a few words */
  note(what: string): void;
}

export interface Outcome {
  /** how it was done, in a sentence or two */
  method: string;
  /** lost or doubled messages, 5xx, growth: any makes the run fail */
  faults: string[];
  /** operations a second that were answered */
  throughput: number;
  latencies: Record<string, Latency>;
  errors: Record<string, number>;
  /** further figures, by what they are of */
  figures: Record<string, number | string>;
  /** by process, when it was watched */
  memory?: MemoryRow[];
  /** for whoever wants to look closer: p50, p99 and maximum of each second, what each process held; kept in raw/ only */
  raw: unknown;
}

/** MiB. */
export interface MemoryRow {
  process: string;
  what: 'heap after collection' | 'resident';
  first: number;
  last: number;
  highest: number;
  /** MiB a minute, of the line through the samples after the warm-up */
  slope: number;
}

/**
 * What no client should see: 5xx, no answer at all, a lost connection. Refusals of wrong requests are among them: nobody here makes any.
 * @param except kinds that a scenario brings about
 */
export const unexpected = (errors: Record<string, number>, except?: RegExp): string[] =>
  Object.entries(errors)
    .filter(([kind]) => !except?.test(kind))
    .map(([kind, count]) => `${count} × ${kind}`);
