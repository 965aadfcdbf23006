/** The pause before the next attempt grows up to this. */
const LONGEST_MS = 25_000;
const FIRST_MS = 250;

/**
 * Full jitter, so that clients that lost the same server do not reconnect at the same time.
 * https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/
 * @param failures in a row, from 0
 * @returns milliseconds
 */
export function backoff(failures: number, random: () => number = Math.random): number {
  return random() * Math.min(LONGEST_MS, FIRST_MS * 2 ** failures);
}
