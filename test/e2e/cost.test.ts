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

test.each([
  [['--users', 'many'], '--users must be a whole number from 1 on'],
  [['--users', '10', '--messages-per-day', '0'], '--messages-per-day must be a whole number from 1 on'],
  [['--people', '10'], "Unknown option '--people'. See npm run cost -- --help"],
])('%j is refused in one line', async (args, line) => {
  const { exitCode, stderr } = await cost(...args);
  expect([exitCode, stderr]).toEqual([1, line]);
});
