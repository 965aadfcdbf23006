/** The port to S3 and its local stand-in, over real HTTP. */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test } from 'vitest';
import { setClock } from '#lib/platform/clock.ts';
import {
  copyFile,
  deleteFiles,
  downloadAddress,
  isConfigured,
  readStart,
  uploadAddress,
} from '#lib/platform/files.ts';
import { FILES_BUCKET } from '../../local/files-bucket.ts';
import { STAND_INS } from '../../local/servers.ts';
import { rawSearch } from '../support/server/raw-search.ts';

const MEGABYTE = 1024 * 1024;
const signal = AbortSignal.timeout(60_000);
const INLINE = { type: 'image/png', disposition: 'inline' };

const keyOf = () => `attachments/${randomUUID()}`;
const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
const factsOf = (bytes: Buffer, type = 'image/png') => ({ size: bytes.length, type, sha256: sha256(bytes) });

const put = (url: string, headers: Record<string, string>, body: Buffer) =>
  fetch(url, { method: 'PUT', headers, body: new Uint8Array(body) });

async function upload(bytes: Buffer, key = keyOf()): Promise<string> {
  const { url, headers } = await uploadAddress(key, factsOf(bytes), 60);
  expect((await put(url, headers, bytes)).status).toBe(200);
  return key;
}

async function codeOf(response: Response): Promise<string> {
  const [, code = ''] = /<Code>(\w+)<\/Code>/.exec(await response.text()) ?? [];
  return `${response.status} ${code}`;
}

afterEach(() => setClock());

test('the stack has a bucket', () => expect(isConfigured()).toBe(true));

test('a file of 25 MB goes up and comes back', async () => {
  const bytes = randomBytes(25 * MEGABYTE);
  const key = await upload(bytes);
  expect(await readStart(key, signal)).toEqual({ ...factsOf(bytes), start: bytes.subarray(0, 65_536) });
  const response = await fetch(await downloadAddress(key, INLINE, 60));
  expect(bytes.equals(Buffer.from(await response.arrayBuffer()))).toBe(true);
  // Other tests look through everything that is stored.
  await deleteFiles([key], signal);
});

test('a short file is read whole', async () => {
  const bytes = Buffer.from('short');
  expect(await readStart(await upload(bytes), signal)).toEqual({ ...factsOf(bytes), start: bytes });
});

const bytes = Buffer.from('the right bytes');

test.each([
  ['other bytes', {}, Buffer.from('the wrong bytes'), '400 BadDigest'],
  ['more bytes', {}, Buffer.from('the right bytes and more'), '403 SignatureDoesNotMatch'],
  ['fewer bytes', {}, Buffer.from('the right'), '403 SignatureDoesNotMatch'],
  ['another type', { 'content-type': 'text/html' }, bytes, '403 SignatureDoesNotMatch'],
  ['another checksum', { 'x-amz-checksum-sha256': 'x' }, bytes, '403 SignatureDoesNotMatch'],
  ['a header of AWS', { 'x-amz-acl': 'public-read' }, bytes, '403 AccessDenied'],
  ['leave to replace', { 'if-none-match': 'x' }, bytes, '403 SignatureDoesNotMatch'],
])('refuses an upload with %s', async (_, changed, body, refusal) => {
  const key = keyOf();
  const { url, headers } = await uploadAddress(key, factsOf(bytes), 60);
  expect(await codeOf(await put(url, { ...headers, ...changed }, body))).toBe(refusal);
  expect(await readStart(key, signal)).toBeNull();
});

test('refuses an upload without its checksum', async () => {
  const { url, headers } = await uploadAddress(keyOf(), factsOf(bytes), 60);
  const { 'x-amz-checksum-sha256': _, ...rest } = headers;
  expect(await codeOf(await put(url, rest, bytes))).toBe('403 SignatureDoesNotMatch');
});

test('refuses an altered key and an expired address', async () => {
  const key = keyOf();
  const { url, headers } = await uploadAddress(key, factsOf(bytes), 60);
  expect(await codeOf(await put(url.replace(key, keyOf()), headers, bytes))).toBe(
    '403 SignatureDoesNotMatch',
  );
  setClock(() => Date.now() - 61_000);
  const late = await uploadAddress(key, factsOf(bytes), 60);
  expect(await codeOf(await put(late.url, late.headers, bytes))).toBe('403 AccessDenied');
});

test('refuses a second upload to a key, also at the same time', async () => {
  const key = keyOf();
  const { url, headers } = await uploadAddress(key, factsOf(bytes), 60);
  const responses = await Promise.all(Array.from({ length: 5 }, () => put(url, headers, bytes)));
  expect(responses.map(({ status }) => status).sort()).toEqual([200, 412, 412, 412, 412]);
  expect(await codeOf(await put(url, headers, bytes))).toBe('412 PreconditionFailed');
  expect((await readStart(key, signal))?.sha256).toBe(sha256(bytes));
});

test('an upload that is cut off leaves nothing', async () => {
  const large = randomBytes(5 * MEGABYTE);
  const key = keyOf();
  const { url, headers } = await uploadAddress(key, factsOf(large), 60);
  const cut = new AbortController();
  const body = new ReadableStream({
    start: (controller) => controller.enqueue(new Uint8Array(large.subarray(0, MEGABYTE))),
  });
  const sending = fetch(url, {
    method: 'PUT',
    headers: { ...headers, 'content-length': String(large.length) },
    body,
    duplex: 'half',
    signal: cut.signal,
  });
  setTimeout(() => cut.abort(), 100);
  await expect(sending).rejects.toThrow();
  expect(await readStart(key, signal)).toBeNull();
  await upload(large, key);
});

test('a download has the type and disposition of its address, and no others', async () => {
  const key = await upload(bytes);
  const as = { type: 'application/octet-stream', disposition: 'attachment; filename="a.html"' };
  const url = await downloadAddress(key, as, 60);
  const { headers } = await fetch(url);
  expect(headers.get('content-type')).toBe('application/octet-stream');
  expect(headers.get('content-disposition')).toBe('attachment; filename="a.html"');
  expect(headers.get('cache-control')).toBe('private, max-age=60');
  const altered = url.replace('octet-stream', 'html');
  expect(await codeOf(await fetch(altered))).toBe('403 SignatureDoesNotMatch');
  expect(await codeOf(await fetch(url.split('?')[0] ?? ''))).toBe('403 AccessDenied');
  expect(await codeOf(await fetch(url, { method: 'DELETE' }))).toBe('403 SignatureDoesNotMatch');
});

test.each([
  ['bytes=0-2', 206, 'the', 'bytes 0-2/15'],
  ['bytes=10-', 206, 'bytes', 'bytes 10-14/15'],
  ['bytes=-5', 206, 'bytes', 'bytes 10-14/15'],
  ['bytes=10-99', 206, 'bytes', 'bytes 10-14/15'],
])('a download of the range %s, as players ask for it', async (range, status, body, contentRange) => {
  const url = await downloadAddress(await upload(bytes), INLINE, 60);
  const response = await fetch(url, { headers: { range } });
  expect(response.status).toBe(status);
  expect(await response.text()).toBe(body);
  expect(response.headers.get('content-range')).toBe(contentRange);
});

test('a range beyond the end is refused', async () => {
  const url = await downloadAddress(await upload(bytes), INLINE, 60);
  expect(await codeOf(await fetch(url, { headers: { range: 'bytes=15-' } }))).toBe('416 InvalidRange');
});

test('a copy has the bytes, type and checksum of its source', async () => {
  const [from, to] = [await upload(bytes), keyOf()];
  expect(await copyFile(from, to, signal)).toBe(true);
  await deleteFiles([from], signal);
  expect(await readStart(to, signal)).toEqual({ ...factsOf(bytes), start: bytes });
  expect(await copyFile(from, to, signal)).toBe(false);
});

test('a raw search finds a file by its key and by its bytes', async () => {
  const key = await upload(Buffer.from('a text that nothing else holds'));
  expect(await rawSearch(['text that nothing else'])).toEqual([
    `bucket: ${key} a text that nothing else holds`,
  ]);
  expect(await rawSearch([key])).toHaveLength(1);
  await deleteFiles([key], signal);
  expect(await rawSearch(['text that nothing else', key])).toEqual([]);
});

test('deletes files, and those that are not there as well', async () => {
  const keys = [await upload(bytes), await upload(bytes), keyOf()];
  await deleteFiles(keys, signal);
  for (const key of keys) expect(await readStart(key, signal)).toBeNull();
});

test.each([
  ['the web app’s upload', 'PUT', 'content-type,if-none-match,x-amz-checksum-sha256', 200],
  ['another method', 'DELETE', '', 403],
  ['another header', 'PUT', 'x-amz-acl', 403],
])('CORS as in resources/files.yml: %s', async (_, method, headers, status) => {
  const { url } = await uploadAddress(keyOf(), factsOf(bytes), 60);
  const response = await fetch(url, {
    method: 'OPTIONS',
    headers: {
      origin: 'http://localhost:3000',
      'access-control-request-method': method,
      'access-control-request-headers': headers,
    },
  });
  expect(response.status).toBe(status);
  expect(response.headers.get('access-control-allow-origin')).toBe(status === 200 ? '*' : null);
});

test('a page may read a refusal', async () => {
  const { url, headers } = await uploadAddress(keyOf(), factsOf(bytes), 60);
  const sent = { ...headers, origin: 'http://localhost:3000' };
  const response = await put(url, sent, Buffer.from('the wrong bytes'));
  expect(response.headers.get('access-control-allow-origin')).toBe('*');
});

const dataDir = mkdtempSync(join(tmpdir(), 'corechat-files-'));
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

test('keeps files and port through a restart, and removes what a crash left unfinished', async () => {
  const first = await STAND_INS.files.start(join(dataDir, 'files'));
  const { url, headers } = await uploadAddress(keyOf(), factsOf(bytes), 60);
  const own = url.replace(process.env.AWS_ENDPOINT_URL_S3 ?? '', first.address);
  // Signed for the other server's host.
  expect(await codeOf(await put(own, headers, bytes))).toBe('403 SignatureDoesNotMatch');
  const { S3Client, PutObjectCommand, GetObjectCommand } = await import('@aws-sdk/client-s3');
  const client = new S3Client({ endpoint: first.address, forcePathStyle: true });
  const object = { Bucket: FILES_BUCKET, Key: 'attachments/a1' };
  await client.send(new PutObjectCommand({ ...object, Body: bytes, ContentType: 'image/png' }));
  await first.stop(1_000);
  expect(await first.ended).toBe('with code 0');
  mkdirSync(join(dataDir, 'files/unfinished/an-upload-that-a-crash-cut-off'));
  const second = await STAND_INS.files.start(join(dataDir, 'files'));
  expect(second.address).toBe(first.address);
  const { Body, ContentType } = await client.send(new GetObjectCommand(object));
  expect([await Body?.transformToString(), ContentType]).toEqual([String(bytes), 'image/png']);
  expect(readdirSync(join(dataDir, 'files/unfinished'))).toEqual([]);
  await second.stop(1_000);
});

test('without a directory it leaves nothing', async () => {
  const before = readdirSync(tmpdir()).filter((name) => name.startsWith('corechat-files-'));
  const server = await STAND_INS.files.start();
  await server.stop(1_000);
  const after = readdirSync(tmpdir()).filter((name) => name.startsWith('corechat-files-'));
  expect(after.every((name) => before.includes(name) || !existsSync(join(tmpdir(), name)))).toBe(true);
});
