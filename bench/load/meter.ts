/** What a scenario measured: latencies by kind of operation, errors by kind, what went how often. */
import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';

/** Microseconds with three significant figures, up to ten minutes: an HDR histogram of Node's own. */
const newHistogram = (): RecordableHistogram =>
  createHistogram({ lowest: 1, highest: 600_000_000, figures: 3 });

/** Milliseconds. */
export interface Latency {
  count: number;
  p50: number;
  p99: number;
  max: number;
}

const milliseconds = (micros: number): number => Math.round(micros / 100) / 10;

const toLatency = (histogram: RecordableHistogram): Latency =>
  histogram.count === 0
    ? { count: 0, p50: 0, p99: 0, max: 0 }
    : {
        count: histogram.count,
        p50: milliseconds(histogram.percentile(50)),
        p99: milliseconds(histogram.percentile(99)),
        max: milliseconds(histogram.max),
      };

export class Meter {
  readonly #began = performance.now();
  readonly #kinds = new Map<string, RecordableHistogram>();
  /** of all requests, by the second in which they were to start */
  readonly #seconds: RecordableHistogram[] = [];
  readonly errors: Record<string, number> = {};
  readonly counts: Record<string, number> = {};

  /** @param intended when it was to start, whether or not it did: a client that waits for a slow server hides nothing */
  took(kind: string, intended: number, until = performance.now()): void {
    const histogram = this.#kinds.get(kind) ?? newHistogram();
    this.#kinds.set(kind, histogram);
    histogram.record(Math.max(1, Math.round((until - intended) * 1_000)));
  }

  /** A request of any kind, for the course over time. */
  tookAt(intended: number, until = performance.now()): void {
    const second = Math.max(0, Math.floor((intended - this.#began) / 1_000));
    const histogram = this.#seconds[second] ?? newHistogram();
    this.#seconds[second] = histogram;
    histogram.record(Math.max(1, Math.round((until - intended) * 1_000)));
  }

  failed(kind: string): void {
    this.errors[kind] = (this.errors[kind] ?? 0) + 1;
  }

  count(what: string, by = 1): void {
    this.counts[what] = (this.counts[what] ?? 0) + by;
  }

  /** since it began */
  get elapsedMs(): number {
    return performance.now() - this.#began;
  }

  latencies(): Record<string, Latency> {
    return Object.fromEntries([...this.#kinds].map(([kind, histogram]) => [kind, toLatency(histogram)]));
  }

  /** One for each second since it began. */
  course(): Latency[] {
    return Array.from(this.#seconds, (histogram) => toLatency(histogram ?? newHistogram()));
  }
}
