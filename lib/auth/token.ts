/** The only importer of jose. Access tokens: JWT (RFC 9068) signed HS256 with a key ring, algorithms pinned (RFC 8725). */
import { createSecretKey, type KeyObject } from 'node:crypto';
import { errors, type JWTHeaderParameters, jwtVerify, SignJWT } from 'jose';
import { now } from '../clock.ts';
import { config } from '../config.ts';
import { ApiError } from '../errors.ts';

const ALGORITHM = 'HS256';
const TYPE = 'at+jwt';

const [signingKey] = config.jwt.keys;
const keyRing = new Map<string, KeyObject>(
  config.jwt.keys.map(({ kid, secret }) => [kid, createSecretKey(secret)]),
);

export interface AccessToken {
  token: string;
  issuedAt: Date;
  expiresAt: Date;
}

/** Who a verified token speaks for. */
export interface Principal {
  /** as the user spelled it at registration */
  username: string;
  /** id of the session that the token belongs to */
  session: string;
}

export async function issueAccessToken({ username, session }: Principal): Promise<AccessToken> {
  const issuedAt = now();
  // JWT times are whole seconds (RFC 7519 §2): the answer names the instant that verification will use.
  const expiry = Math.floor(issuedAt.getTime() / 1000) + config.jwt.lifetimeSeconds;
  const token = await new SignJWT({ sid: session })
    .setProtectedHeader({ alg: ALGORITHM, typ: TYPE, kid: signingKey.kid })
    .setSubject(username)
    .setIssuer(config.jwt.issuer)
    .setAudience(config.jwt.audience)
    .setIssuedAt(issuedAt)
    .setExpirationTime(expiry)
    .sign(keyOf(signingKey.kid));
  return { token, issuedAt, expiresAt: new Date(expiry * 1000) };
}

function keyOf(kid: string | undefined): KeyObject {
  const key = keyRing.get(kid ?? '');
  if (!key) throw new errors.JWSInvalid('unknown key id');
  return key;
}

/** @throws ApiError token_expired, or invalid_token for anything else that is wrong with it */
export async function verifyAccessToken(token: string): Promise<Principal> {
  try {
    const { payload } = await jwtVerify(token, ({ kid }: JWTHeaderParameters) => keyOf(kid), {
      algorithms: [ALGORITHM],
      typ: TYPE,
      issuer: config.jwt.issuer,
      audience: config.jwt.audience,
      requiredClaims: ['sub', 'sid', 'exp'],
      currentDate: now(),
    });
    return { username: payload.sub as string, session: payload.sid as string };
  } catch (cause) {
    throw new ApiError(cause instanceof errors.JWTExpired ? 'token_expired' : 'invalid_token', { cause });
  }
}
