/** JWT_KEYS, the ring of signing keys: `kid:secret[,kid:secret…]`. The first signs, all verify. */
import { randomBytes } from 'node:crypto';

/** What HS256 takes (RFC 7518 §3.2), as lib/platform/config.ts checks it. */
const SECRET_BYTES = 32;

/** Fewer different bytes than any 32 random ones have: something typed, or repeated. */
const DISTINCT_BYTES = 20;

interface Key {
  kid: string;
  secret: string;
}

export const parseKeyRing = (text: string): Key[] =>
  text.split(',').map((entry) => {
    const [kid = '', secret = ''] = entry.trim().split(':');
    return { kid, secret };
  });

export const formatKeyRing = (keys: Key[]): string =>
  keys.map(({ kid, secret }) => `${kid}:${secret}`).join(',');

/** @param at when it was made, which its name tells */
export function newKey(at = new Date()): Key {
  const second = at.toISOString().slice(0, 19).replaceAll(/[-:]/g, '');
  return {
    kid: `${second}-${randomBytes(3).toString('hex')}`,
    secret: randomBytes(SECRET_BYTES).toString('base64url'),
  };
}

/** For sorting. Keys with names of another form come before those that were made here. */
export const madeAt = (kid: string): string => /^(\d{8}T\d{6})-[0-9a-f]{6}$/.exec(kid)?.[1] ?? '';

export const newKeyRing = (): string => formatKeyRing([newKey()]);

/** @returns the kids of secrets that are not random, or too short */
export const weakKeys = (text: string): string[] =>
  parseKeyRing(text)
    .filter(({ secret }) => {
      const bytes = Buffer.from(secret, 'base64url');
      return bytes.length < SECRET_BYTES || new Set(bytes).size < DISTINCT_BYTES;
    })
    .map(({ kid }) => kid);

/** The first of NAME_KEYS, under which the names of deleted accounts are reserved (lib/accounts/reserved-name.ts): none is ever taken out. */
export const newNameKey = (): string => randomBytes(SECRET_BYTES).toString('base64url');

/** LOG_KEY, under which people's names are hashed in the log (lib/platform/pseudonym.ts). It stays: another key gives everybody another name. */
export const newLogKey = (): string => randomBytes(SECRET_BYTES).toString('base64url');
