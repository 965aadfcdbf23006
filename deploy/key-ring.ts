/** New keys, and what the rings of keys of a stage must be like (lib/platform/key-ring.ts). */
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { formatRing, KEY_BYTES, parseRing, type RingKey, verifyingPart } from '../lib/platform/key-ring.ts';

/** Fewer different bytes than any 32 random ones have: something typed, or repeated. */
const DISTINCT_BYTES = 20;

/** An Ed25519 key. @param at when it was made, which its name tells */
export function newKey(at = new Date()): RingKey {
  const second = at.toISOString().slice(0, 19).replaceAll(/[-:]/g, '');
  const { d = '' } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  return {
    kid: `${second}-${randomBytes(3).toString('hex')}`,
    kind: 'private',
    bytes: Buffer.from(d, 'base64url'),
  };
}

/** For sorting. Keys with names of another form come before those that were made here. */
export const madeAt = (kid: string): string => /^(\d{8}T\d{6})-[0-9a-f]{6}$/.exec(kid)?.[1] ?? '';

/** SIGNING_KEYS of one new key. */
export const newSigningKeys = (): string => formatRing([newKey()]);

/** JWT_KEYS: what verifies the tokens of SIGNING_KEYS. */
export const verifyingKeysOf = (signingKeys: string): string =>
  formatRing((parseRing(signingKeys) ?? []).map(verifyingPart));

/** Whether a ring of JWT_KEYS of an earlier version can sign. */
export const canSign = (ring: string): boolean =>
  parseRing(ring)?.every(({ kind }) => kind === 'secret') ?? false;

/** @returns the kids of keys that are not random */
export const weakKeys = (text: string): string[] =>
  text.split(',').flatMap((entry) => {
    const [kid = '', key = ''] = entry.trim().split(':');
    const bytes = Buffer.from(key.replace(/^(?:private|public)\./, ''), 'base64url');
    return bytes.length < KEY_BYTES || new Set(bytes).size < DISTINCT_BYTES ? [kid] : [];
  });

/** The first of NAME_KEYS, under which the names of deleted accounts are reserved (lib/accounts/reserved-name.ts): none is ever taken out. */
export const newNameKey = (): string => randomBytes(KEY_BYTES).toString('base64url');

/** LOG_KEY, under which people's names are hashed in the log (lib/platform/pseudonym.ts). It stays: another key gives everybody another name. */
export const newLogKey = (): string => randomBytes(KEY_BYTES).toString('base64url');
