/**
 * The key pair with which this server names itself to push services (VAPID, RFC 8292): P-256, as base64url. The private key is 32 bytes,
 * the public one an uncompressed point of 65 bytes, as browsers take it.
 */
import { createECDH } from 'node:crypto';

const CURVE = 'prime256v1';

/** @returns undefined when the text is no private key of the curve */
export function publicPushKey(privateKey: string): string | undefined {
  const bytes = Buffer.from(privateKey, 'base64url');
  const pair = createECDH(CURVE);
  try {
    pair.setPrivateKey(bytes);
  } catch {
    return undefined;
  }
  return bytes.length === 32 ? pair.getPublicKey().toString('base64url') : undefined;
}

/** A new private key. */
export function newPushKey(): string {
  const pair = createECDH(CURVE);
  pair.generateKeys();
  // Shorter when it begins with zeros.
  const bytes = Buffer.alloc(32);
  const made = pair.getPrivateKey();
  made.copy(bytes, 32 - made.length);
  return bytes.toString('base64url');
}
