import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { HELP, parseBenchOptions, QUESTIONS } from '../../../bench/options.ts';

const BENCH = join(import.meta.dirname, '../../../bench');
const names = Object.keys(QUESTIONS);

test('runs everything, or the named parts', () => {
  expect(parseBenchOptions([])).toEqual({ questions: names, quick: false, help: false });
  expect(parseBenchOptions(['push', '--quick', 'login'])).toEqual({
    questions: ['push', 'login'],
    quick: true,
    help: false,
  });
  expect(parseBenchOptions(['-h'])).toMatchObject({ help: true });
});

test.each(names)('%s is a file, and told of by --help and README', (name) => {
  expect(existsSync(join(BENCH, `${name}.ts`))).toBe(true);
  expect(HELP).toMatch(new RegExp(`^ {2}${name} `, 'm'));
  expect(readFileSync(join(BENCH, 'README.md'), 'utf8')).toContain(`| [${name}.ts](${name}.ts) |`);
});

test.each([
  [['memory'], 'There is no question "memory": ask cold-start, secrets, '],
  [['toString'], 'There is no question "toString"'],
  [['--fast'], "Unknown option '--fast'. See npm run bench -- --help"],
])('%j is refused with a sentence', (args, sentence) => {
  expect(() => parseBenchOptions(args)).toThrow(sentence);
});
