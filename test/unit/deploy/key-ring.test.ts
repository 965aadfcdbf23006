import { sign, verify } from 'node:crypto';
import { expect, test } from 'vitest';
import { parseConfig } from '#lib/platform/config.ts';
import { parseRing, privateKeyOf, publicKeyOf, type RingKey } from '#lib/platform/key-ring.ts';
import { canSign, newKey, newSigningKeys, verifyingKeysOf, weakKeys } from '../../../deploy/key-ring.ts';

const MONGODB_URI = 'mongodb://db/';

test('new keys are ones that functions take: few get what signs, all what verifies', () => {
  const SIGNING_KEYS = newSigningKeys();
  const JWT_KEYS = verifyingKeysOf(SIGNING_KEYS);
  const { jwt } = parseConfig({ MONGODB_URI, JWT_KEYS, SIGNING_KEYS });
  expect([jwt.signing?.[0].kind, jwt.keys?.map(({ kind }) => kind)]).toEqual(['private', ['public']]);
  expect(jwt.keys?.[0].kid).toBe(jwt.signing?.[0].kid);
  expect(parseConfig({ MONGODB_URI, JWT_KEYS }).jwt.signing).toBeUndefined();
  expect([weakKeys(SIGNING_KEYS), weakKeys(JWT_KEYS)]).toEqual([[], []]);
});

test('the public part verifies what the private one signs, and holds none of it', () => {
  const signing = newKey();
  const text = `${signing.kid}:private.${signing.bytes.toString('base64url')}`;
  const ring = verifyingKeysOf(text);
  const [verifying] = parseRing(ring) as [RingKey];
  const signature = sign(null, Buffer.from('text'), privateKeyOf(signing));
  expect(verify(null, Buffer.from('text'), publicKeyOf(verifying), signature)).toBe(true);
  expect(ring).not.toContain(signing.bytes.toString('base64url'));
});

test('a ring of an earlier version signs and verifies; a public key signs nothing', () => {
  const secret = `k1:${Buffer.alloc(32, 7).toString('base64url')}`;
  expect([canSign(secret), canSign(verifyingKeysOf(newSigningKeys()))]).toEqual([true, false]);
  expect(verifyingKeysOf(secret)).toBe(secret);
  expect(parseConfig({ MONGODB_URI, JWT_KEYS: secret }).jwt.signing?.[0].kid).toBe('k1');
});

test('a key’s name tells when it was made', () => {
  expect(newKey(new Date('2026-11-22T10:30:59Z')).kid).toMatch(/^20261122T103059-[0-9a-f]{6}$/);
});

test('keys that are short, typed or repeated are named', () => {
  const ring = [
    newSigningKeys(),
    `short:${Buffer.from('secret').toString('base64url')}`,
    `repeated:${'A'.repeat(43)}`,
    `typed:private.${Buffer.from('password'.repeat(4)).toString('base64url')}`,
  ];
  expect(weakKeys(ring.join(','))).toEqual(['short', 'repeated', 'typed']);
});
