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

const NAVIGATION = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' };

test.each([
  ['/login', '/#/login'],
  ['/Login', '/#/login'],
  ['/settings/devices', '/#/settings/devices'],
  ['/c/a b', '/#/c/a%20b'],
  ['/c/%0d%0aX: y', '/#/c/%250d%250aX%3A%20y'],
  ['//evil.example', '/'],
  ['/nowhere', '/'],
])('%s in a browser leads to the app at %s', async (path, location) => {
  const { status, headers } = await call(handler, { path, headers: NAVIGATION });
  expect([status, headers.location]).toEqual([302, location]);
});

test('a browser that posts gets the answer of the API', async () => {
  const answer = await call(handler, { method: 'PUT', path: '/login', headers: NAVIGATION });
  expect(answer).toMatchObject({ status: 404, body: { code: 'route_not_found' } });
});
