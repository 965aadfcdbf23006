/** Random secrets, of which the server stores hashes only. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** 256 bits as base64url. */
export const newSecret = (): string => randomBytes(32).toString('base64url');

export const hashSecret = (secret: string): string => createHash('sha256').update(secret).digest('base64url');

/** Compares in constant time. */
export const matchesHash = (secret: string, hash: string): boolean => {
  const [a, b] = [Buffer.from(hashSecret(secret)), Buffer.from(hash)];
  return a.length === b.length && timingSafeEqual(a, b);
};
