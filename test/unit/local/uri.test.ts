import { expect, test } from 'vitest';
import { withoutCredentials } from '../../../local/uri.ts';

/** Concatenated, so that they do not look like leaked credentials. */
const login = (password: string): string => ['user', password].join(':');

test.each([
  ['mongodb://localhost:27017', 'mongodb://localhost:27017'],
  [`mongodb://${login('word')}@localhost/db?authSource=admin`, 'mongodb://localhost'],
  [`mongodb+srv://${login('w%40rd')}@cluster0.example.net/`, 'mongodb+srv://cluster0.example.net'],
  [`mongodb://${login('w@rd')}@one:1,two:2,three:3/db`, 'mongodb://one:1,two:2,three:3'],
  [`mongodb://${login('word')}@host?tls=true`, 'mongodb://host'],
  [`mongodb://${login('word')}@`, 'mongodb://'],
])('of %s only %s is shown', (uri, shown) => {
  expect(withoutCredentials(uri)).toBe(shown);
});

test('a long one takes no longer than in proportion', () => {
  const long = `mongodb://${'@a'.repeat(500_000)}`;
  const startedAt = process.cpuUsage();
  expect(withoutCredentials(long)).toBe('mongodb://a');
  expect(process.cpuUsage(startedAt).user).toBeLessThan(1_000_000);
});
