/**
 * Rings of keys for access tokens, as text: `kid:key[,kid:key…]`. A key is
 * - `private.SEED`: an Ed25519 key that signs, 32 bytes as base64url,
 * - `public.X`: the part of it that verifies, 32 bytes as base64url (RFC 8037),
 * - without a prefix: an HS256 secret of earlier versions, which signs and verifies, at least 32 bytes as base64url (RFC 7518 §3.2).
 */
import { createPrivateKey, createPublicKey } from 'node:crypto';

export const KEY_BYTES = 32;

export type KeyKind = 'private' | 'public' | 'secret';

/** One key of a ring: `kid` is in token headers. */
export interface RingKey {
  kid: string;
  kind: KeyKind;
  bytes: Buffer;
}

const ENTRY = /^([\w.-]+):(?:(private|public)\.)?([\w-]+)$/;

/** What RFC 8410 puts before the 32 bytes of a private key. */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');

/** @returns undefined when the text is no ring of sound keys with different names */
export function parseRing(text: string): [RingKey, ...RingKey[]] | undefined {
  const keys = text.split(',').map((entry): RingKey => {
    const [, kid = '', kind = 'secret', bytes = ''] = ENTRY.exec(entry.trim()) ?? [];
    return { kid, kind: kind as KeyKind, bytes: Buffer.from(bytes, 'base64url') };
  });
  const isSound = keys.every(
    ({ kid, kind, bytes }) =>
      kid !== '' && (kind === 'secret' ? bytes.length >= KEY_BYTES : bytes.length === KEY_BYTES),
  );
  const isDistinct = new Set(keys.map(({ kid }) => kid)).size === keys.length;
  const [first, ...others] = keys;
  return first && isSound && isDistinct ? [first, ...others] : undefined;
}

export const formatRing = (keys: readonly RingKey[]): string =>
  keys
    .map(
      ({ kid, kind, bytes }) => `${kid}:${kind === 'secret' ? '' : `${kind}.`}${bytes.toString('base64url')}`,
    )
    .join(',');

export const privateKeyOf = ({ bytes }: RingKey) =>
  createPrivateKey({ key: Buffer.concat([PKCS8, bytes]), format: 'der', type: 'pkcs8' });

export const publicKeyOf = ({ bytes }: RingKey) =>
  createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: bytes.toString('base64url') }, format: 'jwk' });

/** What verifies the tokens that a key signs: a secret is both. */
export function verifyingPart(key: RingKey): RingKey {
  if (key.kind !== 'private') return key;
  const { x = '' } = createPublicKey(privateKeyOf(key)).export({ format: 'jwk' });
  return { kid: key.kid, kind: 'public', bytes: Buffer.from(x, 'base64url') };
}

export const verifyingRing = ([first, ...others]: [RingKey, ...RingKey[]]): [RingKey, ...RingKey[]] => [
  verifyingPart(first),
  ...others.map(verifyingPart),
];
