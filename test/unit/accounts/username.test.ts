import { expect, test } from 'vitest';
import { foldUsername, USERNAME_MAX, USERNAME_MIN, USERNAME_PATTERN } from '#lib/accounts/username.ts';

test.each(['bob', 'A_b.c-9', 'x'.repeat(USERNAME_MIN), 'x'.repeat(USERNAME_MAX), '...'])(
  '%s is a username',
  (name) => {
    expect(USERNAME_PATTERN.test(name)).toBe(true);
  },
);

test.each([
  '',
  'x'.repeat(USERNAME_MIN - 1),
  'x'.repeat(USERNAME_MAX + 1),
  'a b',
  'bob\n',
  'bób',
  'a:b',
  '$ne',
])('%j is not a username', (name) => {
  expect(USERNAME_PATTERN.test(name)).toBe(false);
});

test('spellings of one name fold to one key', () => {
  expect(foldUsername('AliCe')).toBe(foldUsername('alice'));
  expect(foldUsername('\u212aate')).not.toBe(foldUsername('Kate'));
});
