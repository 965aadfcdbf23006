/** The only importer of jose. Access tokens: JWT (RFC 9068) signed HS256 with a key ring, algorithms pinned (RFC 8725). */
import { createSecretKey, type webcrypto } from 'node:crypto';
import { errors, type JWTHeaderParameters, jwtVerify, SignJWT } from 'jose';
import { ApiError } from '../http/errors.ts';
import { now } from '../platform/clock.ts';
import { config } from '../platform/config.ts';
import type { SigningKey } from '../platform/environment.ts';
import { renewSecrets } from '../platform/secrets.ts';
import { signingKeys } from './keys.ts';

const ALGORITHM = 'HS256';
const TYPE = 'at+jwt';

/** The form that jose uses internally; it would convert any other form for each token, which takes longer than the check. */
let hmacKeys = new Map<string, webcrypto.CryptoKey>();
let madeOf: SigningKey[] | undefined;

function keyOf(kid: string | undefined): webcrypto.CryptoKey | undefined {
  const keys = signingKeys();
  if (keys !== madeOf) {
    hmacKeys = new Map(keys.map((key) => [key.kid, toHmacKey(key.secret)]));
    // Tokens signed by a removed key are no longer valid.
    verified.clear();
    madeOf = keys;
  }
  return hmacKeys.get(kid ?? '');
}

/** An unknown key may be newer than the secret that this environment has read. */
async function verifyingKey({ kid }: JWTHeaderParameters): Promise<webcrypto.CryptoKey> {
  let key = keyOf(kid);
  if (!key) {
    await renewSecrets();
    key = keyOf(kid);
  }
  if (!key) throw new errors.JWSInvalid('unknown key id');
  return key;
}

function toHmacKey(secret: Buffer): webcrypto.CryptoKey {
  return createSecretKey(secret).toCryptoKey({ name: 'HMAC', hash: 'SHA-256' }, false, ['sign', 'verify']);
}

export interface AccessToken {
  token: string;
  issuedAt: Date;
  expiresAt: Date;
}

/** The user and session of a token. */
export interface Principal {
  /** as the user spelled it at registration */
  username: string;
  /** id of the session that the token belongs to */
  session: string;
}

/** The sender of a request. */
export interface Bearer extends Principal {
  /** when the session was opened */
  openedAt: Date;
}

/** @param openedAt of the session; now when it is new @param lifetime in seconds */
export async function issueAccessToken(
  { username, session }: Principal,
  openedAt: Date = now(),
  lifetime: number = config.jwt.lifetimeSeconds,
): Promise<AccessToken> {
  const [{ kid }] = signingKeys();
  const issuedAt = now();
  // JWT times are whole seconds (RFC 7519 §2): returns the time that verification will use.
  const expiry = Math.floor(issuedAt.getTime() / 1000) + lifetime;
  const token = await new SignJWT({ sid: session, auth_time: openedAt.getTime() / 1000 })
    .setProtectedHeader({ alg: ALGORITHM, typ: TYPE, kid })
    .setSubject(username)
    .setIssuer(config.jwt.issuer)
    .setAudience(config.jwt.audience)
    .setIssuedAt(issuedAt)
    .setExpirationTime(expiry)
    .sign(keyOf(kid) as webcrypto.CryptoKey);
  return { token, issuedAt, expiresAt: new Date(expiry * 1000) };
}

interface Verified {
  bearer: Bearer;
  /** in seconds since the epoch */
  expiry: number;
}

/**
 * Verified tokens by their text. A client sends a token dozens of times, and its signature stays valid, so only the expiry is checked
 * again. The oldest entry is evicted first.
 */
const verified = new Map<string, Verified>();
const VERIFIED_MAX = 1_000;

function remember(token: string, found: Verified): void {
  const [oldest] = verified.keys();
  if (verified.size >= VERIFIED_MAX && oldest !== undefined) verified.delete(oldest);
  verified.set(token, found);
}

/** @throws ApiError token_expired, or invalid_token for any other fault */
export async function verifyAccessToken(token: string): Promise<Bearer> {
  // First, because a changed ring clears the verified tokens.
  keyOf(undefined);
  const known = verified.get(token);
  if (known && now().getTime() / 1000 < known.expiry) return known.bearer;
  try {
    const { payload } = await jwtVerify(token, verifyingKey, {
      algorithms: [ALGORITHM],
      typ: TYPE,
      issuer: config.jwt.issuer,
      audience: config.jwt.audience,
      requiredClaims: ['sub', 'sid', 'iat', 'exp'],
      currentDate: now(),
    });
    // Tokens issued by an earlier version do not say when their session was opened: not later than they were issued.
    const openedAt = new Date(Math.round(Number(payload.auth_time ?? payload.iat) * 1000));
    const bearer = Object.freeze({
      username: payload.sub as string,
      session: payload.sid as string,
      openedAt,
    });
    remember(token, { bearer, expiry: payload.exp as number });
    return bearer;
  } catch (cause) {
    throw new ApiError(cause instanceof errors.JWTExpired ? 'token_expired' : 'invalid_token', { cause });
  }
}

/** Warm-up: a failing verification, which loads and compiles the code. */
export async function rehearseVerification(): Promise<void> {
  const parts = [{ alg: ALGORITHM, typ: TYPE }, {}].map((part) => JSON.stringify(part));
  const token = [...parts, ''].map((part) => Buffer.from(part).toString('base64url')).join('.');
  const options = { algorithms: [ALGORITHM], typ: TYPE };
  await jwtVerify(token, toHmacKey(Buffer.alloc(32)), options).catch(() => undefined);
}
