import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import type { LambdaHandler } from '#lib/http/endpoint.ts';
import { ensureReference } from '../../../openapi/build.ts';
import { call } from '../../support/http/gateway.ts';

const ROOT = join(import.meta.dirname, '../../..');

let handler: LambdaHandler;
beforeAll(async () => {
  await ensureReference();
  ({ handler } = await import('../../../functions/system/openapi.ts'));
});

test('the document is openapi.json as it stands in the repository', async () => {
  const { status, headers, body } = await call(handler, { path: '/openapi.json' });
  expect([status, headers['content-type']]).toEqual([200, 'application/json']);
  expect(body).toEqual(JSON.parse(readFileSync(join(ROOT, 'openapi.json'), 'utf8')));
});

test('the page names files that are there, and nothing inline', async () => {
  const { body: page, headers } = await call(handler, { path: '/docs' });
  expect(headers['content-type']).toBe('text/html; charset=utf-8');
  const named = [...page.matchAll(/\b(?:src|href)="([^"#]+)"/g)].map(([, address = '']) => address);
  expect(named.length).toBeGreaterThan(4);
  for (const path of named) expect([path, (await call(handler, { path })).status]).toEqual([path, 200]);
  expect(page).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\bstyle=|\bon\w+=/i);
});

test('what a browser has is not sent again', async () => {
  const { headers } = await call(handler, { path: '/openapi.json' });
  const again = await call(handler, {
    path: '/openapi.json',
    headers: { 'if-none-match': headers.etag ?? '' },
  });
  expect([again.status, again.body]).toEqual([304, undefined]);
});

test('all other paths are 404', async () => {
  for (const path of ['/docs/', '/docs/.inputs', '/docs/../package.json', '/docs.html']) {
    const { status, body } = await call(handler, { path });
    expect([path, status, body.code]).toEqual([path, 404, 'route_not_found']);
  }
});
