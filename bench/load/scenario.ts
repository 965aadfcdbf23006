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
  /** details for raw/ only: p50, p99 and maximum of each second, memory of each process */
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
 * Failures that no client should see: 5xx, no response, a lost connection. Includes refusals, because these clients send valid requests only.
 * @param except kinds that a scenario brings about
 */
export const unexpected = (errors: Record<string, number>, except?: RegExp): string[] =>
  Object.entries(errors)
    .filter(([kind]) => !except?.test(kind))
    .map(([kind, count]) => `${count} × ${kind}`);
