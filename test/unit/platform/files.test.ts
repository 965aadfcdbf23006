/** The requests to S3 as they go over the wire, to a real HTTP server that answers as each test wants. */
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { verifySignature } from '../../../local/bucket/signature.ts';

const KEY = { id: 'AKIDEXAMPLE', secret: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };
const SHA256 = 'ab'.repeat(32);
const FILE = { size: 5, type: 'image/png', sha256: SHA256 };
const never = new AbortController().signal;

interface Received {
  method: string;
  url: URL;
  headers: Record<string, string>;
  body: string;
}

let received: Received[];
let answer: RequestListener;
const server = createServer(async (request, response) => {
  const { method = '', url = '', headers } = request;
  const signed = { method, url: new URL(url, `http://${headers.host}`), headers };
  verifySignature(signed, KEY);
  received.push({ ...signed, headers: headers as never, body: String(await buffer(request)) });
  answer(request, response);
});
const status =
  (code: number, body = '', headers = {}): RequestListener =>
  (_, response) =>
    response.writeHead(code, headers).end(body);

type Files = typeof import('#lib/platform/files.ts');
let files: Files;
let origin: string;

async function load(variables: Record<string, string>): Promise<Files> {
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  vi.resetModules();
  return import('#lib/platform/files.ts');
}

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
beforeEach(async () => {
  received = [];
  answer = status(200);
  files = await load({
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: KEY.id,
    AWS_SECRET_ACCESS_KEY: KEY.secret,
    AWS_SESSION_TOKEN: 'the session token/+=',
    FILES_BUCKET: 'a-bucket',
    AWS_ENDPOINT_URL_S3: origin,
  });
});
afterEach(() => vi.unstubAllEnvs());
afterAll(() => {
  server.close();
  server.closeAllConnections();
});

test('is configured by the name of a bucket', async () => {
  expect(files.isConfigured()).toBe(true);
  const without = await load({ FILES_BUCKET: '' });
  expect(without.isConfigured()).toBe(false);
  await expect(without.readStart('a', never)).rejects.toThrow('FILES_BUCKET is not set');
});

test('an upload’s address is the bucket’s own, and binds size, type and checksum', async () => {
  files = await load({ AWS_ENDPOINT_URL_S3: '' });
  const { url, headers } = await files.uploadAddress('attachments/a1', FILE, 900);
  const address = new URL(url);
  expect(address.origin + address.pathname).toBe(
    'https://a-bucket.s3.eu-central-1.amazonaws.com/attachments/a1',
  );
  expect(headers).toEqual({
    'content-type': 'image/png',
    'if-none-match': '*',
    'x-amz-checksum-sha256': Buffer.from(SHA256, 'hex').toString('base64'),
  });
  expect(address.searchParams.get('X-Amz-Expires')).toBe('900');
  expect(address.searchParams.get('X-Amz-SignedHeaders')).toBe(
    'content-length;content-type;host;if-none-match;x-amz-checksum-sha256',
  );
  const sent = { ...headers, host: address.host, 'content-length': '5' };
  expect(verifySignature({ method: 'PUT', url: address, headers: sent }, KEY)).toBe('UNSIGNED-PAYLOAD');
});

test('China’s addresses have a suffix', async () => {
  files = await load({ AWS_ENDPOINT_URL_S3: '', AWS_REGION: 'cn-north-1' });
  const { url } = await files.uploadAddress('a', FILE, 900);
  expect(new URL(url).host).toBe('a-bucket.s3.cn-north-1.amazonaws.com.cn');
});

test('a download’s address says type, disposition and how long it may be stored', async () => {
  const as = { type: 'application/octet-stream', disposition: `attachment; filename*=UTF-8''%C3%A4%20b.pdf` };
  const url = new URL(await files.downloadAddress('attachments/a1', as, 300));
  expect(url.pathname).toBe('/a-bucket/attachments/a1');
  expect(Object.fromEntries(url.searchParams)).toMatchObject({
    'response-content-type': as.type,
    'response-content-disposition': as.disposition,
    'response-cache-control': 'private, max-age=300',
    'X-Amz-Expires': '300',
    'X-Amz-Security-Token': 'the session token/+=',
  });
  expect(verifySignature({ method: 'GET', url, headers: { host: url.host } }, KEY)).toBe('UNSIGNED-PAYLOAD');
});

test('an address counts from the clock of the functions', async () => {
  const { setClock } = await import('#lib/platform/clock.ts');
  setClock(() => Date.now() - 16 * 60_000);
  const { url, headers } = await files.uploadAddress('a', FILE, 900);
  const sent = { ...headers, host: new URL(url).host, 'content-length': '5' };
  expect(() => verifySignature({ method: 'PUT', url: new URL(url), headers: sent }, KEY)).toThrow('expired');
});

test('reads the head of a file and at most its first 64 KB', async () => {
  const sha256 = Buffer.from(SHA256, 'hex').toString('base64');
  answer = (request, response) =>
    request.method === 'HEAD'
      ? status(200, '', {
          'content-length': 70_000,
          'content-type': 'image/png',
          'x-amz-checksum-sha256': sha256,
        })(request, response)
      : status(206, 'start')(request, response);
  expect(await files.readStart('attachments/a1', never)).toEqual({
    size: 70_000,
    sha256: SHA256,
    type: 'image/png',
    start: Buffer.from('start'),
  });
  const [head, get] = received.toSorted((a, b) => b.method.localeCompare(a.method)) as [Received, Received];
  expect(head).toMatchObject({ method: 'HEAD', headers: { 'x-amz-checksum-mode': 'ENABLED' } });
  expect(get).toMatchObject({ method: 'GET', headers: { range: 'bytes=0-65535' } });
});

test('reads null where there is no file', async () => {
  answer = status(404);
  expect(await files.readStart('attachments/ä b', never)).toBeNull();
});

test('copies within the bucket, with a checksum', async () => {
  await files.copyFile('attachments/a1', 'attachments/b2', never);
  expect(received).toMatchObject([
    {
      method: 'PUT',
      url: new URL(`${origin}/a-bucket/attachments/b2`),
      headers: {
        'x-amz-copy-source': '/a-bucket/attachments/a1',
        'x-amz-checksum-algorithm': 'SHA256',
      },
    },
  ]);
});

test('deletes up to a thousand files in one request', async () => {
  const keys = Array.from({ length: 1_001 }, (_, index) => `attachments/${index}`);
  await files.deleteFiles([...keys, 'a<&b'], never);
  expect(received).toMatchObject([
    { method: 'POST', url: new URL(`${origin}/a-bucket/?delete=`) },
    {
      body: '<Delete><Quiet>true</Quiet><Object><Key>attachments/1000</Key></Object><Object><Key>a&lt;&amp;b</Key></Object></Delete>',
    },
  ]);
  expect(received[0]?.headers['x-amz-checksum-sha256']).toMatch(/^[\w+/]{43}=$/);
  await files.deleteFiles([], never);
  expect(received).toHaveLength(2);
});

const ERROR = '<?xml version="1.0"?><Error><Code>InternalError</Code></Error>';

test.each<[string, (given: Files) => Promise<unknown>, string]>([
  ['reading', (given) => given.readStart('a', never), 'HEAD: 403'],
  ['copying', (given) => given.copyFile('a', 'b', never), 'PUT: 403 InternalError'],
  ['deleting', (given) => given.deleteFiles(['a'], never), 'POST: 403 InternalError'],
])('fails when S3 refuses %s', async (_, act, message) => {
  answer = status(403, ERROR);
  await expect(act(files)).rejects.toThrow(expect.objectContaining({ name: 'FilesError', message }));
});

test.each<[string, (given: Files) => Promise<unknown>]>([
  ['copying', (given) => given.copyFile('a', 'b', never)],
  ['deleting', (given) => given.deleteFiles(['a'], never)],
])('fails when S3 answers 200 with an error to %s', async (_, act) => {
  answer = status(200, ERROR);
  await expect(act(files)).rejects.toThrow('200 InternalError');
});

test('repeats a request once after an error of the service', async () => {
  answer = (_, response) => response.writeHead(received.length === 1 ? 503 : 200).end();
  await files.deleteFiles(['a'], never);
  expect(received).toHaveLength(2);
});

test('fails when S3 is away or falls silent', async () => {
  answer = (request) => request.socket.destroy();
  await expect(files.copyFile('a', 'b', never)).rejects.toThrow('the connection was lost');
  answer = () => {};
  const silent = files.deleteFiles(['a'], AbortSignal.timeout(50));
  await expect(silent).rejects.toThrow(expect.objectContaining({ name: 'FilesError' }));
});
