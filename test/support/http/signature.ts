/**
 * AWS Signature Version 4 as a server checks it, written from its specification and not with the SDK's parts.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
import { createHash, createHmac } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

export interface ReceivedRequest {
  method: string;
  /** as it stood in the request line, without a query */
  path: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

export interface Signer {
  accessKeyId: string;
  region: string;
  service: string;
}

const sha256 = (data: string | Buffer): string => createHash('sha256').update(data).digest('hex');
const hmac = (key: string | Buffer, data: string): Buffer => createHmac('sha256', key).update(data).digest();

const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request, SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/;

/** RFC 3986: what encodeURIComponent leaves alone and SigV4 does not. */
const encode = (segment: string): string =>
  encodeURIComponent(segment).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );

/** @returns who signed the request @throws Error when the signature is not that of this secret over this request */
export function verifySignature({ method, path, headers, body }: ReceivedRequest, secretKey: string): Signer {
  const [, accessKeyId = '', date = '', region = '', service = '', names = '', signature = ''] =
    AUTHORIZATION.exec(headers.authorization ?? '') ?? [];
  const signed = names.split(';');
  if (!signed.includes('host')) throw new Error('The host is not signed');
  const canonical = [
    method,
    // Every service but S3 encodes the path once more.
    path.split('/').map(encode).join('/'),
    '',
    ...signed.map((name) => `${name}:${String(headers[name]).trim().replace(/ +/g, ' ')}`),
    '',
    names,
    sha256(body),
  ].join('\n');
  const scope = `${date}/${region}/${service}/aws4_request`;
  const toSign = ['AWS4-HMAC-SHA256', headers['x-amz-date'], scope, sha256(canonical)].join('\n');
  const key = [date, region, service, 'aws4_request'].reduce(hmac, `AWS4${secretKey}` as never) as never;
  if (hmac(key, toSign).toString('hex') !== signature) throw new Error('The signature is another one');
  return { accessKeyId, region, service };
}
