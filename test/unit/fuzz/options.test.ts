import { expect, test } from 'vitest';
import { parseOptions } from '../../fuzz/options.ts';

test('sends 100,000 requests, a twentieth of them over the network, with a random seed', () => {
  const { seed, ...options } = parseOptions([]);
  expect(options).toEqual({ requests: 100_000, network: 5_000, path: undefined, help: false });
  expect(seed).not.toBe(parseOptions([]).seed);
});

test('replays a counterexample where it was found', () => {
  expect(parseOptions(['--seed', '7', '--path', '17:0:1'])).toMatchObject({
    seed: 7,
    path: '17:0:1',
    network: 0,
  });
  expect(parseOptions(['--seed', '7', '--path', '17', '--network', '1'])).toMatchObject({ network: 1 });
});

test.each([
  [['--requests', '0'], '--requests must be a whole number from 1, not "0"'],
  [['--requests', '1e9'], '--requests must be a whole number from 1, not "1e9"'],
  [['--seed', 'abc'], '--seed must be a whole number from 0, not "abc"'],
  [['--requests', '5', '--network', '6'], '--network must be at most --requests, 5'],
  [['--path', '1:2'], '--path goes with the --seed that was printed with it'],
  [['--path', 'x', '--seed', '1'], '--path must be numbers with colons such as 17:0:1, not "x"'],
  [['--sed', '1'], "Unknown option '--sed'. See npm run fuzz -- --help"],
])('%j is refused with a sentence', (args, sentence) => {
  expect(() => parseOptions(args)).toThrow(sentence);
});
