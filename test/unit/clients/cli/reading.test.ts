import { afterEach, expect, test, vi } from 'vitest';
import { parseTime } from '../../../../clients/cli/src/commands/reading.ts';

afterEach(() => vi.unstubAllEnvs());

test('--since takes a day in local time, as times are printed', () => {
  vi.stubEnv('TZ', 'America/New_York');
  expect(parseTime('2026-11-22').toISOString()).toBe('2026-11-22T05:00:00.000Z');
  expect(parseTime('2026-11-22T09:14:00Z').toISOString()).toBe('2026-11-22T09:14:00.000Z');
  expect(() => parseTime('soon')).toThrow(/"soon" is not a time/);
});
