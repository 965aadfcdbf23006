/**
 * The only importer of jose. Access tokens: JWT (RFC 9068) signed with Ed25519 (RFC 8037). Tokens that earlier versions signed with HS256
 * are valid until they expire. The key decides the algorithm (RFC 8725 §3.1).
 */
import { createSecretKey, type webcrypto } from 'node:crypto';
import { errors, type JWTHeaderParameters, jwtVerify, SignJWT } from 'jose';
import { ApiError } from '../http/errors.ts';
import { now } from '../platform/clock.ts';
import { config } from '../platform/config.ts';
import { privateKeyOf, publicKeyOf, type RingKey } from '../platform/key-ring.ts';
import { renewSecrets } from '../platform/secrets.ts';
import { signingKey, verifyingKeys } from './keys.ts';

const TYPE = 'at+jwt';

const algorithmOf = ({ kind }: RingKey): 'HS256' | 'EdDSA' => (kind === 'secret' ? 'HS256' : 'EdDSA');

/** The form that jose uses internally; it would convert any other form for each token, which takes longer than the check. */
function toCryptoKey(key: RingKey): webcrypto.CryptoKey {
  switch (key.kind) {
    case 'secret':
      return createSecretKey(key.bytes).toCryptoKey({ name: 'HMAC', hash: 'SHA-256' }, false, [
        'sign',
        'verify',
      ]);
    case 'private':
      return privateKeyOf(key).toCryptoKey('Ed25519', false, ['sign']);
    case 'public':
      return publicKeyOf(key).toCryptoKey('Ed25519', false, ['verify']);
  }
}

interface Verifier {
  algorithm: 'HS256' | 'EdDSA';
  key: webcrypto.CryptoKey;
}

let verifiers = new Map<string, Verifier>();
let madeOf: RingKey[] | undefined;

function verifierOf(kid: string | undefined): Verifier | undefined {
  const keys = verifyingKeys();
  if (keys !== madeOf) {
    verifiers = new Map(keys.map((key) => [key.kid, { algorithm: algorithmOf(key), key: toCryptoKey(key) }]));
    // Tokens signed by a removed key are no longer valid.
    verified.clear();
    madeOf = keys;
  }
  return verifiers.get(kid ?? '');
}

/** An unknown key may be newer than the secret that this environment has read. */
async function verifyingKey({ kid, alg }: JWTHeaderParameters): Promise<webcrypto.CryptoKey> {
  let verifier = verifierOf(kid);
  if (!verifier) {
    await renewSecrets();
    verifier = verifierOf(kid);
  }
  if (!verifier) throw new errors.JWSInvalid('unknown key id');
  // Otherwise a token could be signed with a public key as the secret.
  if (verifier.algorithm !== alg) throw new errors.JOSEAlgNotAllowed('not the algorithm of this key');
  return verifier.key;
}

let signer: { of: RingKey; key: webcrypto.CryptoKey } | undefined;

function signerOf(of: RingKey): webcrypto.CryptoKey {
  if (signer?.of !== of) signer = { of, key: toCryptoKey(of) };
  return signer.key;
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
  const key = signingKey();
  const issuedAt = now();
  // JWT times are whole seconds (RFC 7519 §2): returns the time that verification will use.
  const expiry = Math.floor(issuedAt.getTime() / 1000) + lifetime;
  const token = await new SignJWT({ sid: session, auth_time: openedAt.getTime() / 1000 })
    .setProtectedHeader({ alg: algorithmOf(key), typ: TYPE, kid: key.kid })
    .setSubject(username)
    .setIssuer(config.jwt.issuer)
    .setAudience(config.jwt.audience)
    .setIssuedAt(issuedAt)
    .setExpirationTime(expiry)
    .sign(signerOf(key));
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
  verifierOf(undefined);
  const known = verified.get(token);
  if (known && now().getTime() / 1000 < known.expiry) return known.bearer;
  try {
    const { payload } = await jwtVerify(token, verifyingKey, {
      algorithms: ['EdDSA', 'HS256'],
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

/** The public key of RFC 8032 §7.1, test 1. */
const SOMEBODYS = Buffer.from('d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a', 'hex');

/** Warm-up: a failing verification, which loads and compiles the code. */
export async function rehearseVerification(): Promise<void> {
  const parts = [{ alg: 'EdDSA', typ: TYPE }, {}].map((part) => JSON.stringify(part));
  const token = [...parts, ''].map((part) => Buffer.from(part).toString('base64url')).join('.');
  const key = toCryptoKey({ kid: '', kind: 'public', bytes: SOMEBODYS });
  await jwtVerify(token, key, { algorithms: ['EdDSA'], typ: TYPE }).catch(() => undefined);
}
