/** A pause, then ten times the rate, and the time until latencies are normal again. */
import { chat } from './chat.ts';
import type { Latency } from './meter.ts';
import type { Outcome, Surroundings } from './scenario.ts';

const TIMES = 10;
/** Of the whole. */
const SHARES = { calm: 0.3, silence: 0.1, burst: 0.1 };

/** p99 is back when it is at most so much of what it was in the calm, for so many seconds on end. */
const BACK_AT = 2;
const BACK_FOR = 3;

/** Of seconds: the median is not moved by one in which a neighbour of this machine worked. */
const typical = (course: readonly Latency[]): number =>
  course.map(({ p99 }) => p99).toSorted((one, other) => one - other)[Math.floor(course.length / 2)] ?? 0;

/**
 * @param course by second
 * @param calm,burst from which second to before which
 * @returns seconds after the burst's end until p99 is back; undefined when it never is
 */
export function recovery(
  course: readonly Latency[],
  calm: [number, number],
  burst: [number, number],
): number | undefined {
  const bound = BACK_AT * typical(course.slice(...calm));
  for (let second = burst[1]; second + BACK_FOR <= course.length; second++) {
    const window = course.slice(second, second + BACK_FOR);
    if (window.every(({ p99 }) => p99 <= bound)) return second - burst[1];
  }
  return undefined;
}

export async function burst(
  surroundings: Surroundings,
  { milliseconds, rate, users }: { milliseconds: number; rate: number; users: number },
): Promise<Outcome> {
  const part = (share: number): number => Math.round((milliseconds * share) / 1_000);
  const [calm, silence, peak] = [part(SHARES.calm), part(SHARES.silence), part(SHARES.burst)];
  const rest = Math.round(milliseconds / 1_000) - calm - silence - peak;
  const phases = [
    { name: 'calm', milliseconds: calm * 1_000, rate },
    { name: 'silence', milliseconds: silence * 1_000, rate: 0 },
    { name: 'burst', milliseconds: peak * 1_000, rate: rate * TIMES },
    { name: 'recovery', milliseconds: rest * 1_000, rate },
  ];
  const { outcome, course } = await chat(surroundings, {
    name: 'burst',
    users,
    phases,
    method: `As steady: ${calm} s at ${rate} requests a second, ${silence} s of silence, ${peak} s at ${rate * TIMES}, ${rest} s at ${rate}. p99 counts as back when it is at most ${BACK_AT} times what it was in the calm, for ${BACK_FOR} seconds on end, by the second in which a request was to start.`,
  });
  const start = calm + silence;
  const back = recovery(course, [0, calm], [start, start + peak]);
  const worst = Math.max(...course.slice(start).map(({ p99 }) => p99));
  return {
    ...outcome,
    figures: {
      ...outcome.figures,
      'p99 in the calm, ms (median of its seconds)': typical(course.slice(0, calm)),
      'highest p99 of a second in the burst and after, ms': worst,
      'p99 is back so many seconds after the burst': back ?? 'not within the time',
    },
  };
}
