import { expect, test } from 'vitest';
import { recovery } from '../../../bench/load/burst.ts';
import { type Latency, Meter } from '../../../bench/load/meter.ts';
import { FLAT, growth, memoryRows, openHandles } from '../../../bench/load/soak.ts';
import { type Look, type Looks, PROCESSES } from '../../../bench/load/stack.ts';
import { trendOf } from '../../../bench/load/trend.ts';

const MEBIBYTE = 2 ** 20;

test('a trend is the slope of most samples, in spite of an outlier', () => {
  const line = Array.from({ length: 20 }, (_, minutes) => ({ minutes, value: 100 + 3 * minutes }));
  expect(trendOf(line).perMinute).toBeCloseTo(3);
  expect(trendOf(line.with(19, { minutes: 19, value: 900 })).perMinute).toBeCloseTo(3);
});

test('a latency counts from when the request was to start', () => {
  const meter = new Meter();
  const now = performance.now();
  meter.took('list', now - 250, now);
  expect(meter.latencies().list).toMatchObject({ count: 1, p50: expect.closeTo(250, -1) });
});

const seconds = (...p99: number[]): Latency[] =>
  p99.map((each) => ({ count: 1, p50: 1, p99: each, max: each }));

test('recovery is when p99 is back for three seconds on end', () => {
  const course = seconds(10, 12, 11, 0, 90, 95, 80, 19, 60, 20, 18, 15);
  expect(recovery(course, [0, 3], [4, 6])).toBe(3);
  expect(recovery(course.slice(0, -1), [0, 3], [4, 6])).toBeUndefined();
});

const look = (heap: number, sockets = 5): Look => ({
  memory: { heapUsed: heap * MEBIBYTE, rss: 2 * heap * MEBIBYTE, external: 0, heapTotal: 0, arrayBuffers: 0 },
  cpu: { user: 0, system: 0 },
  resources: { TCPSocketWrap: sockets },
  openFiles: 10,
  delay: { p99: 1, max: 2 },
});
const looks = (heap: number, sockets?: number) =>
  Object.fromEntries(PROCESSES.map((name) => [name, look(heap, sockets)])) as Looks;

test('memory that grows after the warm-up is named, what grew before it is not', () => {
  const samples = (perMinute: number) =>
    Array.from({ length: 20 }, (_, minutes) => ({
      minutes,
      looks: looks(minutes < 5 ? 50 * minutes : 250 + perMinute * minutes),
    }));
  expect(growth(memoryRows(samples(0.1), 5))).toEqual([]);
  const grown = growth(memoryRows(samples(1.5), 5));
  expect(grown).toHaveLength(2 * PROCESSES.length);
  expect(grown[0]).toBe(
    `npm start: heap after collection grows by 1.5 MiB a minute (flat: ${FLAT['heap after collection']})`,
  );
});

test('sockets that stay open are named', () => {
  expect(openHandles(looks(1, 5), looks(1, 20)).faults).toEqual([]);
  expect(openHandles(looks(1, 5), looks(1, 300)).faults).toHaveLength(PROCESSES.length);
});
