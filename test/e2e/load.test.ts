/** A little of `npm run load`: everything arrives once, and nothing is answered 5xx, however slow this machine is. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { steady } from '../../bench/load/chat.ts';
import type { Surroundings } from '../../bench/load/scenario.ts';
import { type LoadedStack, PROCESSES, startLoadedStack } from '../../bench/load/stack.ts';
import { storm } from '../../bench/load/storm.ts';

let stack: LoadedStack;
const surroundings = (): Surroundings => ({
  stack,
  seed: 'test',
  signal: new AbortController().signal,
  note: () => {},
});

beforeAll(async () => {
  stack = await startLoadedStack();
});
afterAll(() => stack.stop());

test('people who chat', async () => {
  const { faults, latencies, figures } = await steady(surroundings(), {
    milliseconds: 3_000,
    rate: 20,
    users: 4,
  });
  expect(faults).toEqual([]);
  expect(figures['messages sent']).toBeGreaterThan(10);
  expect(Object.keys(latencies)).toEqual(expect.arrayContaining(['send', 'list', 'sync conversation']));
});

test('a hundred sockets that are cut at once', async () => {
  const { faults, figures } = await storm(surroundings(), { users: 10, sockets: 100 });
  expect(faults).toEqual([]);
  expect(figures.handshakes).toBeGreaterThanOrEqual(200);
  expect(figures['messages that devices were told of']).toBe(10 * Number(figures['messages sent']) * 2);
});

test('each process tells what it holds', async () => {
  const looks = await stack.look(true);
  for (const name of PROCESSES) expect(looks[name].memory.heapUsed).toBeGreaterThan(0);
});
