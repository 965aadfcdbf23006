/** The system's time zone changes while the app is open. Node.js takes its zone from `TZ` at each change. */
import { effect } from '@preact/signals';
import { afterEach, expect, it, vi } from 'vitest';
import {
  clockTime,
  dayLabel,
  daysAgo,
  fullTime,
  inboxTime,
} from '../../../../clients/web/src/state/times.ts';
import { lookAtTimeZone } from '../../../../clients/web/src/state/zone.ts';

afterEach(() => {
  vi.unstubAllEnvs();
  lookAtTimeZone();
});

function moveTo(zone: string): void {
  vi.stubEnv('TZ', zone);
  lookAtTimeZone();
}

const AT = Date.parse('2026-11-22T22:30:00Z');
const NOW = Date.parse('2026-11-23T01:00:00Z');

it('shows each time in the new zone, also where a format was made before', () => {
  moveTo('UTC');
  expect([clockTime(AT), dayLabel(AT, NOW), inboxTime(AT, NOW), daysAgo(AT, NOW)]).toEqual([
    expect.stringMatching(/^(?:22:30|10:30)/),
    'Yesterday',
    'Yesterday',
    1,
  ]);
  expect(fullTime(AT)).toMatch(/Sunday/);
  moveTo('Asia/Tokyo');
  expect([clockTime(AT), dayLabel(AT, NOW), inboxTime(AT, NOW), daysAgo(AT, NOW)]).toEqual([
    expect.stringMatching(/^0?7:30/),
    'Today',
    expect.stringMatching(/^0?7:30/),
    0,
  ]);
  expect(fullTime(AT)).toMatch(/Monday/);
});

it.each([
  ['the time', () => clockTime(AT)],
  ['the day', () => dayLabel(AT, NOW)],
  ['the inbox', () => inboxTime(AT, NOW)],
])('draws %s again after a change of the zone, and only then', (_, label) => {
  moveTo('UTC');
  const drawn: string[] = [];
  const end = effect(() => {
    drawn.push(label());
  });
  lookAtTimeZone();
  expect(drawn).toHaveLength(1);
  moveTo('Asia/Tokyo');
  expect(drawn).toHaveLength(2);
  expect(drawn[0]).not.toBe(drawn[1]);
  end();
});
