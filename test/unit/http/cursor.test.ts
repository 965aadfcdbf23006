import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeCursor, encodeCursor } from '#lib/http/cursor.ts';

const seq = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });
const folded = fc.stringMatching(/^[a-z0-9_.-]{1,32}$/);

test('a decoded cursor is the encoded position', () => {
  fc.assert(
    fc.property(seq, folded, (n, name) => {
      expect(decodeCursor('messages', encodeCursor('messages', n))).toBe(n);
      expect(decodeCursor('users', encodeCursor('users', name))).toBe(name);
    }),
  );
});

test('an export goes on where it stopped', () => {
  for (const position of [
    { conversation: 'alice:bob', seq: 7 },
    { conversation: 'alice', seq: 0 },
  ]) {
    expect(decodeCursor('export', encodeCursor('export', position))).toEqual(position);
  }
});

test.each([
  null,
  5,
  'a:b',
  {},
  { conversation: 'a:b' },
  { conversation: ['a'], seq: 1 },
  { conversation: 'a', seq: 1.5 },
])('%j is not a position in an export', (position) => {
  const forged = Buffer.from(JSON.stringify(['export', position])).toString('base64url');
  expect(decodeCursor('export', forged)).toBeUndefined();
});

test('a cursor is safe in a query string as it is', () => {
  fc.assert(
    fc.property(folded, (name) => {
      expect(encodeCursor('users', name)).toMatch(/^[\w-]+$/);
    }),
  );
});

test('a cursor of one list is refused by another', () => {
  fc.assert(
    fc.property(seq, folded, (n, name) => {
      expect(decodeCursor('users', encodeCursor('messages', n))).toBeUndefined();
      expect(decodeCursor('messages', encodeCursor('users', name))).toBeUndefined();
    }),
  );
});

test.each(['!!!', '==', ' ', '\n'])('a cursor with %j behind it is not one that was handed out', (junk) => {
  expect(decodeCursor('messages', encodeCursor('messages', 7) + junk)).toBeUndefined();
});

test('refuses any other text without throwing', () => {
  const encoded = (value: unknown) => Buffer.from(JSON.stringify(value) ?? '').toString('base64url');
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.jsonValue().map(encoded)), (text) => {
      expect(decodeCursor('messages', text)).toBeUndefined();
    }),
  );
});

test.each([0, -1, 1.5, 2 ** 53, '1', null, { $gt: 0 }])('%j is not a position in a history', (position) => {
  const forged = Buffer.from(JSON.stringify(['messages', position])).toString('base64url');
  expect(decodeCursor('messages', forged)).toBeUndefined();
});
