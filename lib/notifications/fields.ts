/** Fields of requests about push subscriptions, as browsers name them (W3C Push API, PushSubscription.toJSON). */
import { ECDH } from 'node:crypto';
import * as v from 'valibot';
import { text } from '../http/fields.ts';

const ENDPOINT_MAX = 500;

export const ENDPOINT_RULE = 'must be the address of a push service';

/** Which push services the server knows is configuration, so that subscribing.ts checks it. */
export const endpointAddress = v.pipe(
  text,
  v.maxLength(ENDPOINT_MAX, `must be at most ${ENDPOINT_MAX} characters`),
  v.check((address) => URL.canParse(address), ENDPOINT_RULE),
);

const KEY_RULE = 'must be the public key of a subscription: 65 bytes of the curve P-256, as base64url';

/** An uncompressed point has 65 bytes; one that is not on the curve would reveal the key of a message. */
function isPoint(key: string): boolean {
  try {
    const bytes = Buffer.from(key, 'base64url');
    return bytes.length === 65 && ECDH.convertKey(bytes, 'prime256v1').length === 65;
  } catch {
    return false;
  }
}

export const deviceKey = v.pipe(text, v.regex(/^[\w-]{87}$/, KEY_RULE), v.check(isPoint, KEY_RULE));

export const deviceSecret = v.pipe(
  text,
  v.regex(/^[\w-]{22}$/, 'must be the secret of a subscription: 16 bytes, as base64url'),
);
