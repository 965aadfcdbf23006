import { expect, test } from 'vitest';
import { parseLoadOptions } from '../../../bench/load/options.ts';

test('everything has a default', () => {
  expect(parseLoadOptions([])).toEqual({
    scenarios: ['steady', 'burst', 'storm', 'soak'],
    duration: undefined,
    rate: 20,
    users: undefined,
    sockets: 2000,
    seed: '1',
    out: undefined,
    help: false,
  });
  expect(parseLoadOptions(['--scenario', 'soak', '--duration', '2m'])).toMatchObject({
    scenarios: ['soak'],
    duration: 120_000,
  });
});

test.each([
  ['--scenario', 'flood', '--scenario must be steady, burst, storm, soak or all, not "flood"'],
  ['--rate', '0', '--rate must be a whole number from 1 to 2000, not "0"'],
  ['--sockets', '1e3', '--sockets must be a whole number from 2 to 9000, not "1e3"'],
  ['--users', '-1', /^Option '--users' argument is ambiguous/],
  ['--duration', '5m', '--duration is of one scenario: name it with --scenario'],
  ['--out', '', '--out must name a directory'],
  ['--loud', 'x', /^Unknown option '--loud'.* See npm run load -- --help$/],
])('%s %s is refused', (option, value, sentence) => {
  expect(() => parseLoadOptions([option, value])).toThrow(sentence);
});

test.each([
  ['steady', '90', /^--duration must be a time such as 90s or 10m/],
  ['steady', '25h', /^--duration must be a time/],
  ['storm', '90s', /^--duration does not apply to the storm/],
])('%s for %s is refused', (scenario, duration, sentence) => {
  expect(() => parseLoadOptions(['--scenario', scenario, '--duration', duration])).toThrow(sentence);
});
