import { describe, expect, test } from 'vitest';
import type { Operation } from '../../../deploy/cost/count.ts';
import { atlasFor, frequencies, lineItems, loadOf } from '../../../deploy/cost/estimate.ts';
import type { Units } from '../../../deploy/cost/meter.ts';
import { PRICES } from '../../../deploy/cost/prices.ts';

const nothing: Units = {
  httpRequests: 0,
  socketMessages: 0,
  invocations: 0,
  readUnits: 0,
  writeUnits: 0,
  mongodb: 0,
  logBytes: 0,
  sentBytes: 0,
  storedBytes: 0,
};

/** Only sending takes anything. */
const units = (send: Partial<Units>): Record<Operation, Units> => {
  const operations = Object.keys(frequencies(1)) as Operation[];
  const all = Object.fromEntries(operations.map((operation) => [operation, nothing]));
  return { ...all, send: { ...nothing, ...send } } as Record<Operation, Units>;
};
const monitoring = { customMetrics: 5, alarmMetrics: 14 };
const load = (send: Partial<Units>, users = 1_000) =>
  loadOf(units(send), { users, messagesPerDay: 100 }, monitoring);

test('a month is thirty days of everybody’s messages', () => {
  const { priced } = load({ httpRequests: 1, writeUnits: 3, socketMessages: 2 });
  expect(priced).toMatchObject({ httpRequests: 3_000_000, writeUnits: 9_000_000, socketMessages: 6_000_000 });
});

test('each line is units times price', () => {
  const items = lineItems(load({ httpRequests: 1, logBytes: 500 }));
  const find = (unit: string) => items.find((item) => item.unit === unit)?.usd;
  expect(find(PRICES.httpRequests.unit)).toBeCloseTo(3);
  expect(find(PRICES.logGigabytes.unit)).toBeCloseTo(0.75);
});

describe('Atlas', () => {
  test('is the smallest that takes the busiest second', () => {
    // 100,000 messages a day, five times as many in the busiest second: 5.8 sends.
    const { tier, shards } = atlasFor(load({ mongodb: 2, invocations: 1 }));
    expect([tier.name, shards]).toEqual(['M10', 1]);
  });

  test('is sharded where none takes it', () => {
    const { peak, ...rest } = load({ mongodb: 2, invocations: 1 }, 10_000_000);
    const { tier, shards } = atlasFor({ peak, ...rest });
    expect(tier.name).toBe('M80');
    expect(shards).toBe(Math.ceil(peak.mongodb / (32 * 1_000)));
  });

  test('follows the connections when they are what is short', () => {
    const calm = load({ mongodb: 1, invocations: 1 });
    const { tier } = atlasFor({ ...calm, peak: { ...calm.peak, concurrency: 500 } });
    expect(tier.name).toBe('M20');
  });
});
