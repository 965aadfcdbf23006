import { expect, test } from 'vitest';
import { parseFaultsOptions } from '../../faults/options.ts';

test('the defaults are what docs/reliability.md quotes', () => {
  expect(parseFaultsOptions([])).toMatchObject({
    sends: 20_000,
    seed: '1',
    command: 'npm run faults',
    rates: {
      mongodb: { 'lose the answer': 0.1 },
      dynamodb: { 'lose the answer': 0.1 },
      push: { 'lose the answer': 0.1 },
      clients: { 'lose the answer': 0.1 },
    },
  });
});

test('databases and clients lose the given share of responses', () => {
  const args = [
    '--sends',
    '40',
    '--lost',
    '0.2',
    '--answers',
    '0',
    '--half',
    '0.1',
    '--silent',
    '0.01',
    '--write',
  ];
  const { rates, command } = parseFaultsOptions([...args, '--rounds', '2']);
  expect(command).toBe(
    'npm run faults -- --sends 40 --lost 0.2 --answers 0 --half 0.1 --silent 0.01 --rounds 2',
  );
  expect(rates.mongodb).toEqual({
    'lose the answer': 0.2,
    cut: 0,
    'half a request': 0.05,
    'half an answer': 0.05,
    'say nothing': 0.01,
  });
  expect(rates.clients).toMatchObject({ 'lose the answer': 0, 'half an answer': 0.05 });
});

test.each([
  [['--sends', 'many'], '--sends must be a whole number from 1, not "many"'],
  [['--sends', '0'], '--sends must be a whole number from 1, not "0"'],
  [['--lost', '2'], '--lost must be a number from 0 to 0.5, not "2"'],
  [['--answers', '-1'], "'--answers' argument is ambiguous"],
  [['--pause', '1s'], '--pause must be a whole number of milliseconds, not "1s"'],
  [['--sends', '5', '--rounds', '6'], '--rounds must not be more than --sends, which are 5'],
  [['--seed', ''], '--seed must not be empty'],
  [
    ['--lost', '0.5', '--cut', '0.3', '--half', '0.2'],
    'More than 0.9 of all requests cannot fail: nothing would ever be sent',
  ],
  [['--speed', '9'], "Unknown option '--speed'"],
])('%j is refused with a sentence', (args, sentence) => {
  expect(() => parseFaultsOptions(args)).toThrow(sentence);
});
