/** Names this server to a push service: a JWT of ES256 in the header Authorization (RFC 8292). */
import { createPrivateKey, sign } from 'node:crypto';
import { now } from '../platform/clock.ts';
import { config } from '../platform/config.ts';
import { publicPushKey } from '../platform/push-key.ts';
import { pushKey } from '../platform/secret-values.ts';
import { Secret } from '../platform/secrets.ts';

const key = new Secret<string>('push', 'PUSH_KEY', pushKey, config.push.key);

/** The module that sends calls this when it is loaded. */
export const needPushKey = (): void => key.need();

/** RFC 8292 allows 24 hours. */
const VALID_SECONDS = 12 * 60 * 60;
/** Tokens are made again long before they expire, because clocks differ. */
const USED_SECONDS = 60 * 60;

/** The contact of the operator. Apple's push service refuses tokens without one (RFC 8292 §2.1). */
function contact(): string {
  const { contact: address } = config.security;
  if (/^(?:mailto|https):/.test(address)) return address;
  return `https://${new URL(config.websocket.url).hostname}`;
}

const base64url = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');

function signingKey(privateKey: string, publicKey: Buffer) {
  const [x, y] = [publicKey.subarray(1, 33), publicKey.subarray(33)].map((part) =>
    part.toString('base64url'),
  );
  return createPrivateKey({
    key: { kty: 'EC', crv: 'P-256', d: privateKey, x: x ?? '', y: y ?? '' },
    format: 'jwk',
  });
}

interface Issued {
  header: string;
  /** of the key that signed */
  privateKey: string;
  until: number;
}

/** By origin of the push service. */
const issued = new Map<string, Issued>();

/** @param origin of the push service @returns the header Authorization */
export function authorizationFor(origin: string): string {
  const [seconds, privateKey] = [Math.floor(now().getTime() / 1000), key.value];
  const known = issued.get(origin);
  if (known && known.until > seconds && known.privateKey === privateKey) return known.header;
  const publicKey = publicPushKey(privateKey) ?? '';
  const claims = { aud: origin, exp: seconds + VALID_SECONDS, sub: contact() };
  const text = `${base64url({ typ: 'JWT', alg: 'ES256' })}.${base64url(claims)}`;
  const signature = sign('sha256', Buffer.from(text), {
    key: signingKey(privateKey, Buffer.from(publicKey, 'base64url')),
    dsaEncoding: 'ieee-p1363',
  });
  const header = `vapid t=${text}.${signature.toString('base64url')}, k=${publicKey}`;
  issued.set(origin, { header, privateKey, until: seconds + USED_SECONDS });
  return header;
}
