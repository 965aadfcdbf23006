/** Keys for tests: an Ed25519 key signs; the secrets of an earlier version verify. */
import { parseRing } from '#lib/platform/key-ring.ts';
import { verifyingKeysOf } from '../../../deploy/key-ring.ts';

export const CURRENT_SECRET = Buffer.alloc(32, 'current key');
export const PREVIOUS_SECRET = Buffer.alloc(32, 'previous key');

export const TEST_SIGNING_KEYS = `signing:private.${Buffer.alloc(32, 'signing key').toString('base64url')}`;

export const TEST_KEYS = [
  verifyingKeysOf(TEST_SIGNING_KEYS),
  `current:${CURRENT_SECRET.toString('base64url')}`,
  `previous:${PREVIOUS_SECRET.toString('base64url')}`,
].join(',');

/** Of the key that signs: what every function that verifies has. */
export const TEST_PUBLIC_KEY = parseRing(TEST_KEYS)?.[0].bytes ?? Buffer.alloc(0);
