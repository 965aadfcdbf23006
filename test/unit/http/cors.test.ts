import { beforeAll, expect, test, vi } from 'vitest';
import type { LambdaHandler } from '#lib/http/endpoint.ts';
import { buildContext, buildEvent } from '../../support/http/gateway.ts';

const ORIGIN = 'https://chat.example.org';
let handler: LambdaHandler;

beforeAll(async () => {
  vi.stubEnv('CORS_ORIGINS', `${ORIGIN},http://localhost:5173`);
  vi.resetModules();
  ({ handler } = await import('../../../functions/system/fallback.ts'));
});

const ask = (method: string, origin: string) =>
  handler(buildEvent({ method, path: '/messages', headers: { origin } }), buildContext());

test('a preflight from a configured origin is answered', async () => {
  const { statusCode, headers } = await ask('OPTIONS', ORIGIN);
  expect(statusCode).toBe(204);
  expect(headers).toMatchObject({
    'Access-Control-Allow-Origin': ORIGIN,
    'Access-Control-Allow-Methods': 'GET,POST,PUT,PATCH,DELETE',
    'Access-Control-Allow-Headers': 'Authorization,Content-Type,Idempotency-Key,Prefer,X-CoreChat-Session',
    Vary: 'Origin',
  });
});

test('also an error may be read by a configured origin', async () => {
  const { statusCode, headers } = await ask('PUT', ORIGIN);
  expect(statusCode).toBe(405);
  expect(headers['Access-Control-Allow-Origin']).toBe(ORIGIN);
});

test.each(['https://evil.example', `${ORIGIN}.evil.example`, 'null'])(
  '%s is allowed nothing',
  async (origin) => {
    for (const method of ['OPTIONS', 'PUT']) {
      expect((await ask(method, origin)).headers).not.toHaveProperty('Access-Control-Allow-Origin');
    }
  },
);
