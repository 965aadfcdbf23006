import type { Context } from 'aws-lambda';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { withinTime } from '#lib/platform/time-limit.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const lasting = (milliseconds: number) => ({ getRemainingTimeInMillis: () => milliseconds }) as Context;
const never = () => new Promise<never>(() => {});

test('what hangs ends one and a half seconds before Lambda ends it', async () => {
  const ended = vi.fn();
  const waiting = withinTime(lasting(6_000), never).catch(ended);
  await vi.advanceTimersByTimeAsync(4_499);
  expect(ended).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  expect(ended.mock.lastCall?.[0]).toMatchObject({ code: 'service_unavailable' });
  await waiting;
});

test('what ends in time leaves no timer behind', async () => {
  expect(await withinTime(lasting(6_000), async () => 'done')).toBe('done');
  await expect(withinTime(lasting(6_000), () => Promise.reject(new Error('why')))).rejects.toThrow('why');
  expect(vi.getTimerCount()).toBe(0);
});

test('elsewhere than on Lambda nothing is cut off', async () => {
  expect(await withinTime({} as Context, async () => 'done')).toBe('done');
  expect(vi.getTimerCount()).toBe(0);
});
