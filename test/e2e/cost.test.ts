/** `npm run cost`, and that docs/scaling.md holds what it prints. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');

const cost = (...args: string[]) =>
  execa('npm', ['run', '--silent', 'cost', '--', ...args], { cwd: ROOT, reject: false });

test('docs/scaling.md has the current counts: npm run cost -- --users 10000 --write', async () => {
  const { exitCode, stdout } = await cost('--users', '10000', '--messages-per-day', '50');
  expect(exitCode).toBe(0);
  const document = readFileSync(join(ROOT, 'docs/scaling.md'), 'utf8');
  expect(/<!-- cost -->\n\n([\s\S]*?)\n\n<!-- \/cost -->/.exec(document)?.[1]).toBe(stdout);
});

test('docs/scaling.md has the company: npm run cost -- --users 500 --messages-per-day 40 --groups 20:0.5,500:0.1 --write', async () => {
  const groups = '20:0.5,500:0.1';
  const { exitCode, stdout } = await cost('--users', '500', '--messages-per-day', '40', '--groups', groups);
  expect(exitCode).toBe(0);
  const document = readFileSync(join(ROOT, 'docs/scaling.md'), 'utf8');
  expect(/<!-- groups -->\n\n([\s\S]*?)\n\n<!-- \/groups -->/.exec(document)?.[1]).toBe(stdout);
});

test.each([
  [['--users', 'many'], '--users must be a whole number from 1 on'],
  [['--users', '10', '--messages-per-day', '0'], '--messages-per-day must be a whole number from 1 on'],
  [
    ['--users', '10', '--groups', '2:0.5'],
    '--groups must be sizes from 3 to 1000 with shares up to 1: 20:0.5,500:0.1',
  ],
  [
    ['--users', '10', '--groups', '20:0.6,500:0.5'],
    '--groups must be sizes from 3 to 1000 with shares up to 1: 20:0.5,500:0.1',
  ],
  [['--people', '10'], "Unknown option '--people'. See npm run cost -- --help"],
])('%j is refused in one line', async (args, line) => {
  const { exitCode, stderr } = await cost(...args);
  expect([exitCode, stderr]).toEqual([1, line]);
});
