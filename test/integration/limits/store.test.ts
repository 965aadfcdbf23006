/** The counters, under as many at once as it takes, against a DynamoDB over TCP. */
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { delaysUpTo } from '#lib/limits/rate-limit.ts';
import {
  beginAnew,
  type Counter,
  countDelayed,
  countUse,
  type DelayedCounter,
  uncount,
} from '#lib/limits/store/rate-limits.ts';
import { setClock } from '#lib/platform/clock.ts';

const AT_ONCE = 64;
const HOUR = 3_600;

let time: number;
beforeEach(() => {
  // The beginning of an hour that lies ahead: no window ends while a test runs.
  time = Math.ceil(Date.now() / 3_600_000) * 3_600_000;
  setClock(() => time);
});
afterEach(() => setClock());

const newCounter = (limit: number): Counter => ({
  name: 'test',
  subject: randomUUID(),
  limit,
  windowSeconds: HOUR,
});
const newDelayed = (limit: number): DelayedCounter => ({ ...newCounter(limit), delays: delaysUpTo(900) });

/** Starts them in an order and with pauses that depend on the seed. */
async function atOnce<Result>(seed: number, action: () => Promise<Result>): Promise<Result[]> {
  let state = seed;
  const random = () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state / 2 ** 31;
  };
  const started = Array.from({ length: AT_ONCE }, async () => {
    const ticks = Math.floor(random() * 8);
    for (let tick = 0; tick < ticks; tick++) await new Promise((resolve) => setImmediate(resolve));
    return action();
  });
  return Promise.all(started);
}

const admitted = (counts: { admitted: boolean }[]): number => counts.filter((count) => count.admitted).length;

describe.each([1, 2, 3, 5, 8])('seed %i', (seed) => {
  test.each([1, 5, 20, 63, 64])(`of ${AT_ONCE} at once exactly %i are admitted`, async (limit) => {
    const counter = newCounter(limit);
    expect(admitted(await atOnce(seed, () => countUse(counter))) / limit).toBe(1);
  });

  test.each([1, 5, 20])(`of ${AT_ONCE} at once exactly %i go without delay`, async (limit) => {
    const counter = newDelayed(limit);
    expect(admitted(await atOnce(seed, () => countDelayed(counter))) / limit).toBe(1);
  });
});

test('each use says how many there were, and when the window ends', async () => {
  const counter = newCounter(2);
  time += 1_500;
  expect(await countUse(counter)).toEqual({ admitted: true, used: 1, seconds: HOUR - 1 });
  expect(await countUse(counter)).toEqual({ admitted: true, used: 2, seconds: HOUR - 1 });
  expect(await countUse(counter)).toEqual({ admitted: false, used: 2, seconds: HOUR - 1 });
});

test('the next window begins at nothing', async () => {
  const counter = newCounter(1);
  await countUse(counter);
  time += HOUR * 1_000 - 1;
  expect(await countUse(counter)).toMatchObject({ admitted: false, seconds: 1 });
  time += 1;
  expect(await countUse(counter)).toMatchObject({ admitted: true, used: 1 });
});

test('different subjects have separate counters', async () => {
  const [one, other] = [newCounter(1), newCounter(1)];
  await countUse(one);
  expect(await countUse(other)).toMatchObject({ admitted: true });
  expect(await countUse({ ...one, name: 'another' })).toMatchObject({ admitted: true });
});

describe('growing delays', () => {
  test('each admits one, however many wait for it', async () => {
    const counter = { ...newDelayed(3), windowSeconds: 24 * HOUR };
    expect(admitted(await atOnce(1, () => countDelayed(counter)))).toBe(3);
    for (const delay of [5, 10, 20, 40, 80, 160, 320, 640, 900, 900]) {
      expect(await countDelayed(counter)).toMatchObject({ admitted: false, seconds: delay });
      time += delay * 1_000 - 1;
      expect(await countDelayed(counter)).toMatchObject({ admitted: false, seconds: 1 });
      time += 1;
      expect(admitted(await atOnce(delay, () => countDelayed(counter)))).toBe(1);
    }
  });

  test('end with the window', async () => {
    const counter = newDelayed(1);
    await countDelayed(counter);
    time += HOUR * 1_000 - 2_000;
    await countDelayed(counter);
    expect(await countDelayed(counter)).toMatchObject({ admitted: false, seconds: 2 });
    time += 2_000;
    expect(await countDelayed(counter)).toMatchObject({ admitted: true, used: 1 });
  });

  test('an uncounted use no longer counts', async () => {
    const counter = newDelayed(1);
    await countDelayed(counter);
    await uncount(counter);
    expect(await countDelayed(counter)).toMatchObject({ admitted: true });
    expect(await countDelayed(counter)).toMatchObject({ admitted: false });
    await beginAnew(counter);
    expect(await countDelayed(counter)).toMatchObject({ admitted: true, used: 1 });
  });

  test('taking back more than there was leaves nothing behind', async () => {
    const counter = newCounter(1);
    await uncount(counter);
    await countUse(counter);
    await uncount(counter);
    await uncount(counter);
    expect(admitted([await countUse(counter), await countUse(counter)])).toBe(1);
  });
});
