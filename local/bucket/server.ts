/** The part of S3's protocol that lib/platform/files.ts and the clients use, for one bucket, at a path. */
import { createHash } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { type CorsRule, corsHeaders, preflightHeaders } from './cors.ts';
import { BucketError } from './error.ts';
import { type Key, verifySignature } from './signature.ts';
import type { FileStore, StoredFile } from './store.ts';

export interface BucketOptions {
  bucket: string;
  store: FileStore;
  key: Key;
  cors: CorsRule;
}

/** More than any answer of ours; a deletion lists at most 1,000 keys. */
const XML_BYTES = 2 * 1024 * 1024;

const notFound = () => new BucketError(404, 'NoSuchBucket', 'The specified bucket does not exist');

function xml(response: ServerResponse, root: string, content: string): void {
  response.setHeader('content-type', 'application/xml');
  response.end(`<?xml version="1.0" encoding="UTF-8"?>\n<${root}>${content}</${root}>`);
}

const describe = (response: ServerResponse, { size, type, modified }: StoredFile): void => {
  response.setHeader('content-type', type);
  response.setHeader('content-length', size);
  response.setHeader('last-modified', new Date(modified).toUTCString());
  response.setHeader('accept-ranges', 'bytes');
};

/** response-content-type and the like in the address replace the file's own headers. */
function override(response: ServerResponse, { searchParams }: URL): void {
  for (const [name, value] of searchParams) {
    const [, header] = /^response-(content-type|content-disposition|cache-control)$/.exec(name) ?? [];
    if (header) response.setHeader(header, value);
  }
}

/** @returns first and last byte @throws BucketError 416 */
function rangeOf(header: string, size: number): [number, number] {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(header) ?? [];
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if ((first === '' && last === '') || start > end) {
    throw new BucketError(416, 'InvalidRange', 'The requested range is not satisfiable');
  }
  return [start, end];
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html */
async function get(
  { store }: BucketOptions,
  name: string,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
) {
  const file = await store.facts(name);
  const { range, 'x-amz-checksum-mode': mode } = request.headers;
  describe(response, file);
  override(response, url);
  let [start, end] = [0, file.size - 1];
  if (range !== undefined && file.size > 0) {
    [start, end] = rangeOf(range, file.size);
    response.statusCode = 206;
    response.setHeader('content-range', `bytes ${start}-${end}/${file.size}`);
    response.setHeader('content-length', end - start + 1);
  } else if (mode === 'ENABLED') response.setHeader('x-amz-checksum-sha256', file.sha256);
  if (request.method === 'HEAD' || file.size === 0) response.end();
  else await pipeline(store.read(name, start, end), response);
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html and API_CopyObject.html */
async function put(
  { bucket, store }: BucketOptions,
  name: string,
  request: IncomingMessage,
  response: ServerResponse,
) {
  const { headers } = request;
  const source = headers['x-amz-copy-source'];
  if (source !== undefined) {
    const [from, ...key] = decodeURIComponent(String(source)).replace(/^\//, '').split('/');
    if (from !== bucket) throw notFound();
    await store.copy(key.join('/'), name);
    xml(response, 'CopyObjectResult', '');
    return;
  }
  const sha256 = headers['x-amz-checksum-sha256'];
  const isNew = headers['if-none-match'] === '*';
  // Before the bytes come; the store decides between two uploads at once.
  if (isNew && store.has(name)) {
    throw new BucketError(412, 'PreconditionFailed', 'The key exists already.');
  }
  await store.write(name, request, {
    type: headers['content-type'] ?? 'binary/octet-stream',
    sha256: sha256 === undefined ? undefined : String(sha256),
    isNew,
  });
  response.end();
}

const fromXml = (text: string): string => text.replaceAll('&lt;', '<').replaceAll('&amp;', '&');

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html */
async function deleteMany({ store }: BucketOptions, body: Buffer, response: ServerResponse) {
  for (const [, name = ''] of body.toString().matchAll(/<Key>([^<]*)<\/Key>/g))
    await store.delete(fromXml(name));
  xml(response, 'DeleteResult', '');
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html, all on one page. */
async function list({ store }: BucketOptions, response: ServerResponse) {
  const keys = (await store.keys()).map((key) => key.replaceAll('&', '&amp;').replaceAll('<', '&lt;'));
  xml(response, 'ListBucketResult', keys.map((key) => `<Contents><Key>${key}</Key></Contents>`).join(''));
}

async function answer(options: BucketOptions, request: IncomingMessage, response: ServerResponse) {
  const { method = '', headers } = request;
  const url = new URL(`http://${headers.host}${request.url}`);
  const [, bucket, ...path] = url.pathname.split('/').map(decodeURIComponent);
  if (bucket !== options.bucket) throw notFound();
  if (method === 'OPTIONS') {
    response.writeHead(200, preflightHeaders(options.cors, headers)).end();
    return;
  }
  for (const [name, value] of Object.entries(corsHeaders(options.cors, method, headers.origin))) {
    response.setHeader(name, value);
  }
  const payload = verifySignature({ method, url, headers }, options.key);
  const name = path.join('/');
  if (method === 'PUT' && name) return put(options, name, request, response);
  if ((method === 'GET' || method === 'HEAD') && name) return get(options, name, url, request, response);
  if (method === 'GET') return list(options, response);
  if (method === 'DELETE' && name) {
    await options.store.delete(name);
    response.writeHead(204).end();
    return;
  }
  if (method !== 'POST' || !url.searchParams.has('delete') || Number(headers['content-length']) > XML_BYTES) {
    throw new BucketError(501, 'NotImplemented', 'The stand-in does not implement this request');
  }
  const body = await buffer(request);
  if (createHash('sha256').update(body).digest('hex') !== payload) {
    throw new BucketError(400, 'XAmzContentSHA256Mismatch', 'The body is another than the signed one');
  }
  await deleteMany(options, body, response);
}

export const bucketServer =
  (options: BucketOptions): RequestListener =>
  async (request, response) => {
    try {
      await answer(options, request, response);
    } catch (error) {
      if (response.headersSent || response.destroyed) {
        response.destroy();
        return;
      }
      const refusal =
        error instanceof BucketError
          ? error
          : new BucketError(500, 'InternalError', (error as Error).message);
      // Takes the rest of an upload, so that the client reads the answer instead of a reset connection.
      request.resume();
      for (const header of ['content-length', 'content-disposition', 'cache-control'])
        response.removeHeader(header);
      response.writeHead(refusal.status, { 'content-type': 'application/xml' });
      response.end(request.method === 'HEAD' ? undefined : refusal.toXml());
    }
  };
