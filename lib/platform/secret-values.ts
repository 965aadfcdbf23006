/** Schemas of the secrets' values: of the environment, and as lib/platform/secrets.ts reads them. */
import { createSecretKey } from 'node:crypto';
import * as v from 'valibot';
import { type KeyKind, parseRing, type RingKey } from './key-ring.ts';
import { publicPushKey } from './push-key.ts';

const HMAC_KEY_BYTES = 32;

const PUSH_KEY_RULE = 'must be a private key of the curve P-256, 32 bytes as base64url';

const RING = 'kid:key[,kid:key…], each key at least 32 bytes as base64url';

const ringOf = (kinds: readonly KeyKind[], rule: string) =>
  v.pipe(
    v.string(),
    v.rawTransform<string, [RingKey, ...RingKey[]]>(({ dataset, addIssue, NEVER }) => {
      const keys = parseRing(dataset.value);
      if (keys?.every(({ kind }) => kinds.includes(kind))) return keys;
      addIssue({ message: `must be ${RING}, ${rule}` });
      return NEVER;
    }),
  );

/** All of them verify, so that tokens stay valid during a rotation. */
export const keyRing = ringOf(['public', 'secret'], 'of Ed25519 after "public."');

/** The first signs. */
export const signingRing = ringOf(['private', 'secret'], 'of Ed25519 after "private."');

/** The edge's key, and during a rotation also the previous or next one: base64url of at least 256 bits each. */
export const edgeKeys = v.pipe(
  v.string(),
  v.regex(
    /^[\w-]{43,}(,[\w-]{43,})?$/,
    `must be one or two keys, each at least ${HMAC_KEY_BYTES} bytes as base64url`,
  ),
  v.transform((text) => text.split(',')),
);

/** base64url of at least 256 bits. */
export const logKey = v.pipe(
  v.string(),
  v.regex(/^[\w-]{43,}$/, `must be at least ${HMAC_KEY_BYTES} bytes as base64url`),
  v.transform((text) => createSecretKey(text, 'base64url')),
);

/** The newest key first; names are compared under all of them. */
export const nameKeyRing = v.pipe(
  v.string(),
  v.regex(
    /^[\w-]{43,}(,[\w-]{43,})*$/,
    `must be keys of at least ${HMAC_KEY_BYTES} bytes as base64url, separated by commas`,
  ),
  v.transform((text) => text.split(',').map((key) => Buffer.from(key, 'base64url'))),
);

/** The private key of notifications (push-key.ts). */
export const pushKey = v.pipe(
  v.string(),
  v.regex(/^[\w-]{43}$/, PUSH_KEY_RULE),
  v.check((key) => publicPushKey(key) !== undefined, PUSH_KEY_RULE),
);

const MAIL_URL_RULE = 'must be smtps://user:password@host, smtp://… or file:///directory';
const MAIL_USER_RULE =
  'must have the special characters of its user and password percent-encoded: a % is written %25';

function isDecodable({ username, password }: URL): boolean {
  try {
    return typeof decodeURIComponent(username + password) === 'string';
  } catch {
    return false;
  }
}

/** Special characters of user and password are percent-encoded. */
export const mailUrl = v.pipe(
  v.string(),
  v.regex(/^(?:smtps?:\/\/[^\s/?#]+\/?|file:\/\/\/[^?#]+)$/, MAIL_URL_RULE),
  v.check((url) => URL.canParse(url), MAIL_URL_RULE),
  v.transform((url) => new URL(url)),
  v.check(isDecodable, MAIL_USER_RULE),
);

export const mongodbUri = v.pipe(
  v.string(),
  v.regex(/^mongodb(\+srv)?:\/\/\S+$/, 'must start with mongodb:// or mongodb+srv://'),
);
