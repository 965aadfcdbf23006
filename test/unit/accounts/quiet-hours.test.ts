import { expect, test } from 'vitest';
import { isQuiet, isZone } from '#lib/accounts/quiet-hours.ts';

const night = { from: '22:00', to: '07:00', zone: 'Europe/Berlin' };
const noon = { from: '12:00', to: '13:30', zone: 'Asia/Kolkata' };

test.each([
  // In winter Berlin is one hour before UTC.
  [night, '2026-01-15T20:59:59Z', false],
  [night, '2026-01-15T21:00:00Z', true],
  [night, '2026-01-16T05:59:59Z', true],
  [night, '2026-01-16T06:00:00Z', false],
  // In summer two.
  [night, '2026-07-15T19:59:59Z', false],
  [night, '2026-07-15T20:00:00Z', true],
  [night, '2026-07-16T05:00:00Z', false],
  // The clocks change at 01:00 UTC of these days.
  [night, '2026-03-29T04:59:59Z', true],
  [night, '2026-03-29T05:00:00Z', false],
  [night, '2026-10-25T05:59:59Z', true],
  [night, '2026-10-25T06:00:00Z', false],
  // A zone with half an hour.
  [noon, '2026-01-15T06:29:00Z', false],
  [noon, '2026-01-15T06:30:00Z', true],
  [noon, '2026-01-15T08:00:00Z', false],
])('%j at %s: %s', (hours, at, quiet) => {
  expect(isQuiet(hours, new Date(at))).toBe(quiet);
});

test.each([
  ['Europe/Berlin', true],
  ['UTC', true],
  ['America/Argentina/Buenos_Aires', true],
  ['Mars/Olympus', false],
  ['+01:00', false],
  ['', false],
  ['x'.repeat(65), false],
])('%j is a zone: %s', (name, expected) => {
  expect(isZone(name)).toBe(expected);
});
