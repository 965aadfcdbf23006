/** Limits in memory. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DEFAULT_RATE_LIMITS } from '#lib/limits/rate-limit.ts';
import { countInMemory, noteUsed, refuseUsedUp } from '#lib/limits/windows.ts';
import { setClock } from '#lib/platform/clock.ts';

const { reads, sends } = DEFAULT_RATE_LIMITS;

let time: number;
beforeEach(() => {
  time = (Math.floor(Date.now() / 60_000) + 1) * 60_000;
  setClock(() => time);
});
afterEach(() => setClock());

let subjects = 0;
const newSubject = (): string => `@user-${subjects++}`;

/** @returns how many of these uses passed */
function use(subject: string, times: number): number {
  let passed = 0;
  for (let index = 0; index < times; index++) {
    try {
      countInMemory('reads', subject);
      passed++;
    } catch {
      // Refused.
    }
  }
  return passed;
}

test('exactly the limit passes in a window, and as many in the next', () => {
  const subject = newSubject();
  expect(use(subject, reads.limit + 50)).toBe(reads.limit);
  time += 59_999;
  expect(use(subject, 1)).toBe(0);
  time += 1;
  expect(use(subject, reads.limit + 1)).toBe(reads.limit);
});

test('a refusal has the time to wait', () => {
  const subject = newSubject();
  use(subject, reads.limit);
  time += 45_000;
  expect(() => countInMemory('reads', subject)).toThrow(
    expect.objectContaining({
      code: 'rate_limited',
      options: { headers: expect.objectContaining({ 'Retry-After': '15', RateLimit: '"reads";r=0;t=15' }) },
    }),
  );
});

test('a limit that DynamoDB has counted to its end is refused from memory until its window ends', () => {
  const subject = newSubject();
  noteUsed('sends', subject, sends, sends.limit - 1);
  expect(() => refuseUsedUp('sends', subject)).not.toThrow();
  noteUsed('sends', subject, sends, sends.limit);
  expect(() => refuseUsedUp('sends', subject)).toThrow();
  expect(() => refuseUsedUp('sends', newSubject())).not.toThrow();
  expect(() => refuseUsedUp('edits', subject)).not.toThrow();
  time += 60_000;
  expect(() => refuseUsedUp('sends', subject)).not.toThrow();
});

test('many subjects do not fill the memory: the oldest are forgotten', () => {
  const [first, last] = [newSubject(), newSubject()];
  use(first, reads.limit);
  for (let index = 0; index < 10_000; index++) use(newSubject(), 1);
  use(last, reads.limit);
  expect([use(first, 1), use(last, 1)]).toEqual([1, 0]);
});
