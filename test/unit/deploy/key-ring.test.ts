import { expect, test } from 'vitest';
import { parseConfig } from '#lib/platform/config.ts';
import { formatKeyRing, newKey, newKeyRing, parseKeyRing, weakKeys } from '../../../deploy/key-ring.ts';

test('a new ring is one that functions take', () => {
  const ring = newKeyRing();
  const { jwt } = parseConfig({ MONGODB_URI: 'mongodb://db/', JWT_KEYS: ring });
  expect(jwt.keys?.map(({ kid }) => kid)).toEqual(parseKeyRing(ring).map(({ kid }) => kid));
  expect(weakKeys(ring)).toEqual([]);
});

test('a key’s name tells when it was made', () => {
  expect(newKey(new Date('2026-11-22T10:30:59Z')).kid).toMatch(/^20261122T103059-[0-9a-f]{6}$/);
});

test('secrets that are short, typed or repeated are named', () => {
  const short = { kid: 'short', secret: Buffer.from('secret').toString('base64url') };
  const repeated = { kid: 'repeated', secret: 'A'.repeat(43) };
  const typed = { kid: 'typed', secret: Buffer.from('password'.repeat(5)).toString('base64url') };
  expect(weakKeys(formatKeyRing([newKey(), short, repeated, typed]))).toEqual(['short', 'repeated', 'typed']);
});
