/**
 * The bucket of attachments (S3). Bytes go directly between clients and the bucket, by presigned addresses; functions read the start
 * of a file, copy and delete. Sends its few kinds of requests without the client, which would add 300 KB to a bundle.
 *
 * Permissions are those of S3, which names them by action: `GetObject` covers HEAD, `DeleteObject` covers the deletion of many.
 * test/support/deploy/reachable-calls.ts reads them from this file.
 */
import { createHash } from 'node:crypto';
import { config } from './config.ts';
import {
  type SignedRequest,
  type SignedResponse,
  signedAddresses,
  signedRequests,
} from './signed-request.ts';

const send = signedRequests('s3');
const sign = signedAddresses('s3');

/** The bucket refuses, is away or does not answer in time. */
export class FilesError extends Error {
  override readonly name = 'FilesError';
}

export interface StoredHead {
  /** bytes */
  size: number;
  /** hex */
  sha256: string;
  /** as it was uploaded */
  type: string;
  /** at most PART_BYTES */
  start: Buffer;
}

/** How much of a file is read at once. */
export const PART_BYTES = 64 * 1024;

/** S3 copies about 100 MB a second; a file has at most some tens of MB. */
const COPY_TIMEOUT_MS = 4_000;
const READ_TIMEOUT_MS = 2_000;
/** S3 deletes at most this many in one request. */
const DELETE_MAX = 1_000;

type Permission = 'DeleteObject' | 'GetObject' | 'ListBucket' | 'PutObject';

/** Whether there is a bucket. */
export const isConfigured = (): boolean => config.files !== undefined;

function bucket() {
  if (!config.files) throw new FilesError('There is no bucket: FILES_BUCKET is not set');
  return config.files;
}

const pathOf = (key: string): string => key.split('/').map(encodeURIComponent).join('/');

const urlOf = (key: string, query: Record<string, string> = {}): URL => {
  const url = new URL(`${bucket().url}/${pathOf(key)}`);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url;
};

/** @param _permissions that the request needs @throws FilesError */
async function ask(
  _permissions: Permission[],
  request: SignedRequest,
  signal: AbortSignal,
): Promise<SignedResponse> {
  try {
    return await send(request, signal);
  } catch (cause) {
    throw new FilesError(`${request.method}: ${(cause as Error).name}`, { cause });
  }
}

/** @param _permission that the holder of the address uses */
const address = (_permission: Permission, request: SignedRequest, expiresIn: number): Promise<string> =>
  sign(request, expiresIn);

/** @throws FilesError */
function refused({ method }: SignedRequest, { status, body }: SignedResponse): never {
  const [, code = ''] = /<Code>(\w{1,100})<\/Code>/.exec(body.toString('latin1', 0, 2_000)) ?? [];
  throw new FilesError(`${method}: ${status || 'the connection was lost'} ${code}`.trim());
}

const toBase64 = (hex: string): string => Buffer.from(hex, 'hex').toString('base64');

/**
 * For one upload of exactly this file. The bucket refuses other bytes (400 BadDigest), another size or type (403), and a second upload
 * (412), which a client that did not get the first answer takes as success.
 * @param file `size` in bytes, `sha256` as hex
 * @returns `headers` that the PUT must have; clients add content-length by themselves
 */
export async function uploadAddress(
  key: string,
  { size, type, sha256 }: { size: number; type: string; sha256: string },
  expiresInSeconds: number,
): Promise<{ url: string; headers: Record<string, string> }> {
  const headers = {
    'content-type': type,
    'if-none-match': '*',
    'x-amz-checksum-sha256': toBase64(sha256),
  };
  const signed = { ...headers, 'content-length': String(size) };
  const request = { method: 'PUT', url: urlOf(key), headers: signed } as const;
  return { url: await address('PutObject', request, expiresInSeconds), headers };
}

/** @param as the content type and content disposition of the answer; they replace those of the file */
export async function downloadAddress(
  key: string,
  as: { type: string; disposition: string },
  expiresInSeconds: number,
): Promise<string> {
  const url = urlOf(key, {
    'response-cache-control': `private, max-age=${expiresInSeconds}`,
    'response-content-disposition': as.disposition,
    'response-content-type': as.type,
  });
  return address('GetObject', { method: 'GET', url }, expiresInSeconds);
}

/**
 * Two requests side by side, because S3 gives the checksum of a whole file only.
 * @returns null when there is no such file. Without ListBucket, S3 would answer 403 in that case. @throws FilesError
 */
export async function readStart(key: string, signal: AbortSignal): Promise<StoredHead | null> {
  const url = urlOf(key);
  const checked = { 'x-amz-checksum-mode': 'ENABLED' };
  const whole = { method: 'HEAD', url, headers: checked, timeoutMs: READ_TIMEOUT_MS } as const;
  const range = { range: `bytes=0-${PART_BYTES - 1}` };
  const beginning = { method: 'GET', url, headers: range, timeoutMs: READ_TIMEOUT_MS } as const;
  const [head, start] = await Promise.all([
    ask(['GetObject', 'ListBucket'], whole, signal),
    ask(['GetObject', 'ListBucket'], beginning, signal),
  ]);
  if (head.status === 404 || start.status === 404) return null;
  if (head.status !== 200) refused(whole, head);
  if (start.status !== 206) refused(beginning, start);
  const { headers } = head;
  return {
    size: Number(headers['content-length']),
    sha256: Buffer.from(headers['x-amz-checksum-sha256'] ?? '', 'base64').toString('hex'),
    type: headers['content-type'] ?? '',
    start: start.body,
  };
}

/** @returns at most PART_BYTES; null when there is no such file @throws FilesError */
export async function readEnd(key: string, signal: AbortSignal): Promise<Buffer | null> {
  const headers = { range: `bytes=-${PART_BYTES}` };
  const request = { method: 'GET', url: urlOf(key), headers, timeoutMs: READ_TIMEOUT_MS } as const;
  const answer = await ask(['GetObject', 'ListBucket'], request, signal);
  if (answer.status === 404) return null;
  if (answer.status !== 206) refused(request, answer);
  return answer.body;
}

/** With its type and checksum; replaces what is at `to`. @returns false when there is no file at `from` @throws FilesError */
export async function copyFile(from: string, to: string, signal: AbortSignal): Promise<boolean> {
  const headers = {
    'x-amz-checksum-algorithm': 'SHA256',
    'x-amz-copy-source': `/${bucket().bucket}/${pathOf(from)}`,
  };
  const request = { method: 'PUT', url: urlOf(to), headers, timeoutMs: COPY_TIMEOUT_MS } as const;
  const answer = await ask(['GetObject', 'ListBucket', 'PutObject'], request, signal);
  if (answer.status === 404) return false;
  // S3 may begin the answer before the copy succeeds.
  if (answer.status !== 200 || answer.body.includes('<Error>')) refused(request, answer);
  return true;
}

const escapeXml = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** Idempotent: a file that is not there counts as deleted. @throws FilesError when one is left */
export async function deleteFiles(keys: string[], signal: AbortSignal): Promise<void> {
  for (let from = 0; from < keys.length; from += DELETE_MAX) {
    const listed = keys
      .slice(from, from + DELETE_MAX)
      .map((key) => `<Object><Key>${escapeXml(key)}</Key></Object>`);
    const body = Buffer.from(`<Delete><Quiet>true</Quiet>${listed.join('')}</Delete>`);
    const headers = {
      'content-type': 'application/xml',
      'x-amz-checksum-sha256': createHash('sha256').update(body).digest('base64'),
    };
    const url = urlOf('', { delete: '' });
    const request = { method: 'POST', url, headers, body, timeoutMs: READ_TIMEOUT_MS } as const;
    const answer = await ask(['DeleteObject'], request, signal);
    if (answer.status !== 200 || answer.body.includes('<Error>')) refused(request, answer);
  }
}
