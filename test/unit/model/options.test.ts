import { expect, test } from 'vitest';
import { parseModelOptions } from '../../model/options.ts';

test('2,000 runs with a random seed, or with the seed of a failure', () => {
  const parts = ['conversations', 'groups'];
  expect(parseModelOptions([])).toEqual({ runs: 2_000, parts, seed: undefined, help: false });
  expect(parseModelOptions(['--runs', '60', '--seed=-1819762341'])).toEqual({
    runs: 60,
    parts,
    seed: -1_819_762_341,
    help: false,
  });
  expect(parseModelOptions(['--only', 'groups'])).toMatchObject({ parts: ['groups'] });
  expect(parseModelOptions(['-h'])).toMatchObject({ help: true });
});

test.each([
  [['--runs', '0'], '--runs must be a whole number from 1, not "0"'],
  [['--runs', '1e3'], '--runs must be a whole number from 1, not "1e3"'],
  [['--seed', 'abc'], '--seed must be a whole number of 32 bits, as a failure prints it, not "abc"'],
  [['--seed', '4294967296'], '--seed must be a whole number of 32 bits'],
  [['--only', 'people'], '--only must be conversations or groups, not "people"'],
  [['--run', '5'], "Unknown option '--run'. See npm run model -- --help"],
  [['5'], "Unexpected argument '5'. See npm run model -- --help"],
])('%j is refused with a sentence', (args, sentence) => {
  expect(() => parseModelOptions(args)).toThrow(sentence);
});
