/** Requests that arrive when they do, however long the ones before take (an open loop). */
import { setTimeout as pause } from 'node:timers/promises';
import type { Random } from '../../local/demo/random.ts';

export interface Phase {
  name: string;
  milliseconds: number;
  /** a second, on average; 0 for silence */
  rate: number;
  /** it is over after so many */
  most?: number;
}

/** More than any phase that works needs: beyond, a product that answers nothing would only fill this process's memory. */
const UNDER_WAY_MAX = 20_000;

/**
 * A Poisson process: independent people. Measure from `intended`, not from the time of sending.
 * @param arrive must not throw
 * @returns when every request was answered
 */
export async function arrivals(
  phases: readonly Phase[],
  random: Random,
  arrive: (intended: number, phase: Phase) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const underWay = new Set<Promise<void>>();
  let at = performance.now();
  for (const phase of phases) {
    const end = at + phase.milliseconds;
    for (let arrived = 0; arrived < (phase.most ?? Infinity); arrived++) {
      const next = phase.rate === 0 ? end : at - (Math.log(1 - random.next()) / phase.rate) * 1_000;
      at = Math.min(next, end);
      const wait = at - performance.now();
      if (wait > 0) await pause(wait, undefined, { signal }).catch(() => {});
      if (signal.aborted) return;
      if (next >= end) break;
      if (underWay.size >= UNDER_WAY_MAX) throw new Error(`${UNDER_WAY_MAX} requests wait for an answer`);
      const request = arrive(at, phase).finally(() => underWay.delete(request));
      underWay.add(request);
    }
  }
  await Promise.all(underWay);
}
