import { beforeAll, expect, test } from 'vitest';
import type { LambdaHandler } from '#lib/http/endpoint.ts';
import { ensureWebApp } from '../../../local/web-app.ts';
import { buildContext, buildEvent, call } from '../../support/http/gateway.ts';

let handler: LambdaHandler;
beforeAll(async () => {
  await ensureWebApp();
  ({ handler } = await import('../../../functions/system/web.ts'));
});

async function get(
  path: string,
  request: { headers?: Record<string, string>; query?: Record<string, string> } = {},
) {
  const event = buildEvent({ path, ...request });
  const { statusCode, headers, body = '', isBase64Encoded } = await handler(event, buildContext());
  const text = isBase64Encoded ? Buffer.from(body, 'base64').toString() : body;
  return { status: statusCode, headers, text };
}

test('the page names files that are there, hashed, and nothing inline', async () => {
  const { status, headers, text } = await get('/');
  expect([status, headers['Cache-Control'], headers['Content-Type']]).toEqual([
    200,
    'no-store',
    'text/html; charset=utf-8',
  ]);
  // Also the file of the screens that open later, whose address a retry needs.
  const named = [...text.matchAll(/\b(?:src|href|content)="(\/[^"#]+)"/g)].map(([, address = '']) => address);
  expect(named.filter((address) => /^\/app\/rest-[\w-]{8}\.js$/.test(address))).toHaveLength(1);
  for (const address of named.filter((each) => !each.endsWith('.webmanifest'))) {
    const file = await get(address);
    expect([address, file.status, file.headers['Cache-Control']]).toEqual([
      address,
      200,
      'public, max-age=31536000, immutable',
    ]);
  }
  expect(text).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\bstyle=|\bon\w+=|javascript:/i);
});

test('the service worker and the manifest are asked for each time, and name files that are there', async () => {
  const worker = await get('/sw.js');
  expect([worker.status, worker.headers['Cache-Control'], worker.headers['Content-Type']]).toEqual([
    200,
    'no-cache',
    'text/javascript; charset=utf-8',
  ]);
  expect(worker.headers['Content-Security-Policy']).toContain("script-src 'self'");
  const manifest = await get('/app/manifest.webmanifest');
  expect([manifest.status, manifest.headers['Cache-Control'], manifest.headers['Content-Type']]).toEqual([
    200,
    'no-cache',
    'application/manifest+json',
  ]);
  const icons: { src: string; purpose: string }[] = JSON.parse(manifest.text).icons;
  expect(icons.map(({ purpose }) => purpose)).toContain('maskable');
  const files = [...worker.text.matchAll(/[`'"](\/app\/[^`'"]+)[`'"]/g)].map(([, address = '']) => address);
  expect(files).toContainEqual(expect.stringMatching(/^\/app\/rest-/));
  for (const address of [...files, ...icons.map(({ src }) => src)]) {
    if (address !== '/app/') expect([address, (await get(address)).status]).toEqual([address, 200]);
  }
});

test('a link with a query still opens the page', async () => {
  expect((await get('/', { query: { utm_source: 'newsletter' } })).status).toBe(200);
});

test('the policy allows its own files, the API, the WebSocket and the bucket, and nothing else', async () => {
  const { headers } = await get('/');
  const policy = (headers['Content-Security-Policy'] ?? '').split('; ').sort();
  const bucket = `${process.env.AWS_ENDPOINT_URL_S3}/corechat-local-files/`;
  expect(policy).toEqual([
    "base-uri 'none'",
    `connect-src 'self' ws://localhost:3001 ${bucket}`,
    "default-src 'none'",
    "font-src 'self'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    `img-src 'self' data: blob: ${bucket}`,
    "manifest-src 'self'",
    `media-src 'self' blob: ${bucket}`,
    "require-trusted-types-for 'script'",
    "script-src 'self'",
    "style-src 'self'",
    'trusted-types corechat-worker',
    "worker-src 'self'",
  ]);
  expect(headers).toMatchObject({
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Permissions-Policy': expect.stringContaining('camera=()'),
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
  });
});

test('a missing file is a problem document that is not cached', async () => {
  const { status, headers, body } = await call(handler, { path: '/app/index-00000000.js' });
  expect([status, headers['content-type'], headers['cache-control'], body.code]).toEqual([
    404,
    'application/problem+json',
    'no-store',
    'route_not_found',
  ]);
});

/** The page's scripts and those that they import at once, which Vite names as preloads. Screens that open later are apart. */
const INITIAL = /<(?:script|link rel="modulepreload")[^>]*\b(?:src|href)="([^"]+)"/g;
const BUDGET_BYTES = 70_000;

test('the scripts of the first paint take less than 70 KB', async () => {
  const { text } = await get('/');
  const scripts = [...text.matchAll(INITIAL)].map(([, address = '']) => address);
  let bytes = 0;
  for (const path of scripts) {
    const event = buildEvent({ path, headers: { 'accept-encoding': 'gzip' } });
    const { headers, body = '' } = await handler(event, buildContext());
    expect(headers['Content-Encoding']).toBe('gzip');
    bytes += Buffer.from(body, 'base64').length;
  }
  console.log(`${scripts.length} initial scripts: ${(bytes / 1000).toFixed(1)} KB of gzip`);
  expect(bytes).toBeGreaterThan(10_000);
  expect(bytes).toBeLessThan(BUDGET_BYTES);
});
