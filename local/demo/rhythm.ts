/** Times of messages: few at night, most in the evening, in bursts with pauses between them. */
import type { Random } from './random.ts';

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Probability that a session starts, by hour of the day in local time. */
const WAKING = [
  0.06, 0.02, 0.01, 0.01, 0.01, 0.03, 0.15, 0.4, 0.5, 0.45, 0.4, 0.45, 0.7, 0.6, 0.4, 0.4, 0.45, 0.6, 0.8, 1,
  1, 0.9, 0.6, 0.25,
];

const isWaking = (at: number, random: Random): boolean => random.chance(WAKING[new Date(at).getHours()] ?? 0);

/**
 * Start times of sessions, sorted.
 * @param from,until epoch milliseconds
 */
export function beginnings(count: number, from: number, until: number, random: Random): number[] {
  const begin = (): number => {
    // Bounded, because a window may contain no waking hour.
    for (let attempt = 0; attempt < 100; attempt++) {
      const at = from + random.next() * (until - from);
      if (isWaking(at, random)) return at;
    }
    return until;
  };
  return Array.from({ length: count }, begin).sort((a, b) => a - b);
}

/** Milliseconds before a line is sent, for reading and typing. */
export const pause = (text: string, random: Random): number =>
  (random.chance(0.1) ? random.int(60, 400) : random.int(4, 45)) * SECOND + Math.min(text.length, 200) * 80;
