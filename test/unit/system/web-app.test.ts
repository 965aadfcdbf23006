import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ApiEvent } from '#lib/http/types.ts';
import { answerFile, loadWebApp, type WebApp } from '#lib/system/web-app.ts';

const SCRIPT = '/app/index-Ab3_-9xZ.js';

let directory: string;
let app: WebApp;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'corechat-web-app-'));
  const files = {
    'index.html': '<!doctype html>',
    'index.html.br': 'page by brotli',
    '.inputs': 'not for the public',
    'app/index-Ab3_-9xZ.js': 'plain',
    'app/index-Ab3_-9xZ.js.br': 'by brotli',
    'app/index-Ab3_-9xZ.js.gz': 'by gzip',
    'app/icon-12345678.png': '\x89PNG',
    'app/theme.js': 'no hash in its name',
    'app/index-Ab3_-9xZ.js.map': 'sources',
  };
  mkdirSync(join(directory, 'app'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text);
  app = loadWebApp(directory);
});
afterAll(() => rmSync(directory, { recursive: true }));

function get(rawPath: string, headers: Record<string, string> = {}) {
  const answer = answerFile(app, { rawPath, headers } as unknown as ApiEvent);
  const { body, isBase64Encoded } = answer;
  return { ...answer, text: isBase64Encoded && body ? Buffer.from(body, 'base64').toString() : body };
}

test.each([
  ['', 'plain', undefined],
  ['gzip, deflate, br, zstd', 'by brotli', 'br'],
  ['gzip', 'by gzip', 'gzip'],
  ['GZIP;q=0.5, deflate', 'by gzip', 'gzip'],
  ['gzip;q=0.9, br;q=0.8', 'by gzip', 'gzip'],
  ['br;q=0, *', 'by gzip', 'gzip'],
  ['identity, br;q=0.5', 'plain', undefined],
  ['*;q=0', 'plain', undefined],
  ['zstd', 'plain', undefined],
  [';;q=,=', 'plain', undefined],
])('Accept-Encoding: %s', (accepted, text, coding) => {
  const answer = get(SCRIPT, { 'accept-encoding': accepted });
  expect([answer.statusCode, answer.text, answer.headers['Content-Encoding']]).toEqual([200, text, coding]);
  expect(answer.headers.Vary).toBe('Accept-Encoding');
});

test('a file without compressed forms is answered as it is', () => {
  const { text, headers } = get('/app/icon-12345678.png', { 'accept-encoding': 'br' });
  expect([text, headers['Content-Type'], headers['Content-Encoding']]).toEqual([
    '\x89PNG',
    'image/png',
    undefined,
  ]);
});

test.each([
  ['/', 'no-store', 'text/html; charset=utf-8'],
  [SCRIPT, 'public, max-age=31536000, immutable', 'text/javascript; charset=utf-8'],
  ['/app/theme.js', 'no-cache', 'text/javascript; charset=utf-8'],
])('%s is cached as %s', (path, cacheControl, type) => {
  const { headers } = get(path);
  expect([headers['Cache-Control'], headers['Content-Type']]).toEqual([cacheControl, type]);
});

describe('validators', () => {
  test('each coding has its own', () => {
    const tags = ['br', 'gzip', ''].map((coding) => get(SCRIPT, { 'accept-encoding': coding }).headers.ETag);
    expect(new Set(tags).size).toBe(3);
    for (const tag of tags) expect(tag).toMatch(/^"[\w-]{22}"$/);
  });

  test('a browser with the current file gets 304', () => {
    const { ETag = '' } = get(SCRIPT).headers;
    for (const known of [ETag, `W/${ETag}`, `"other", ${ETag}`]) {
      const { statusCode, body, headers } = get(SCRIPT, { 'if-none-match': known });
      expect([statusCode, body, headers.ETag]).toEqual([304, undefined, ETag]);
    }
    expect(get(SCRIPT, { 'if-none-match': '"other"' }).statusCode).toBe(200);
  });
});

test.each([
  '/app/nothing.js',
  '/app/../index.html',
  '/app/..%2f.inputs',
  '/.inputs',
  '/app/',
  '/index.html',
  `${SCRIPT}.br`,
  `${SCRIPT}.map`,
  '/__proto__',
])('%s is not found', (path) => {
  expect(() => get(path)).toThrow(expect.objectContaining({ code: 'route_not_found' }));
});

test('without a build the function says how to make one', () => {
  expect(() => loadWebApp(join(directory, 'nowhere'))).toThrow('npm run build:web');
});
