import { expect, test } from 'vitest';
import { handler } from '../../../functions/system/fallback.ts';
import { call } from '../../support/http/gateway.ts';

test.each(['/nowhere', '/users', '/messages/', '/messages/1/2', '/favicon.ico', '/Register%0d%0aX: y'])(
  '%s is not there',
  async (path) => {
    expect(await call(handler, { path })).toMatchObject({ status: 404, body: { code: 'route_not_found' } });
  },
);

test.each([
  ['PUT', '/messages', 'POST, GET'],
  ['POST', '/messages/65a000000000000000000001', 'PATCH, DELETE'],
  ['DELETE', '/Users', 'GET'],
  ['GET', '/Login', 'POST'],
])('%s %s names the methods that are allowed', async (method, path, allow) => {
  const { status, headers, body } = await call(handler, { method, path });
  expect([status, body.code, headers.allow]).toEqual([405, 'method_not_allowed', allow]);
});
