/** What people and programs get wrong, over real HTTP: the right status, a code, and nothing changed. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { exchange } from '../fuzz/raw-http.ts';
import { bearer, http } from '../support/http/http.ts';
import { registration } from '../support/people/registration.ts';
import { makeDataDir, type Product, removeDataDir, startProduct } from '../support/server/product.ts';

let product: Product;
let token: string;

beforeAll(async () => {
  product = await startProduct(await makeDataDir());
  for (const name of ['alice', 'bob']) await http('POST', `${product.url}/Register`, registration(name));
  const { username, password } = registration('alice');
  token = (await http('POST', `${product.url}/Login`, { username, password })).body.Token;
});
afterAll(async () => {
  await product.interrupt();
  await removeDataDir(product.dataDir);
});

const noneToken = `${btoa('{"alg":"none","typ":"at+jwt"}')}.${btoa('{"sub":"alice"}')}.`.replaceAll('=', '');

test.each<[string, string, string, unknown, Record<string, string>, number, string]>([
  ['malformed JSON', 'POST', '/Login', '{"username":', {}, 400, 'malformed_json'],
  [
    'a field given twice',
    'POST',
    '/Login',
    '{"username":"alice","username":"bob","password":"x"}',
    {},
    400,
    'duplicate_key',
  ],
  [
    'an operator object',
    'POST',
    '/Login',
    { username: 'alice', password: { $ne: null } },
    {},
    400,
    'validation_failed',
  ],
  ['missing fields', 'POST', '/Register', { username: 'carol' }, {}, 400, 'validation_failed'],
  [
    'an extra field',
    'POST',
    '/Register',
    { ...registration('carol'), admin: true },
    {},
    400,
    'validation_failed',
  ],
  ['no body', 'POST', '/Register', undefined, {}, 400, 'validation_failed'],
  [
    'a form',
    'POST',
    '/Login',
    'username=alice',
    { 'content-type': 'application/x-www-form-urlencoded' },
    415,
    'unsupported_media_type',
  ],
  [
    'an oversized body',
    'POST',
    '/Register',
    { first_name: 'x'.repeat(200_000) },
    {},
    413,
    'payload_too_large',
  ],
  ['a JSON string', 'POST', '/Login', '"alice"', {}, 400, 'validation_failed'],
  ['JSON null', 'POST', '/Login', 'null', {}, 400, 'validation_failed'],
  ['a broken address', 'GET', '/Users%', undefined, {}, 400, 'validation_failed'],
  ['a wrong method', 'PUT', '/messages', {}, {}, 405, 'method_not_allowed'],
  ['a wrong address', 'GET', '/message', undefined, {}, 404, 'route_not_found'],
  ['no token', 'GET', '/messages?User=bob', undefined, {}, 401, 'unauthenticated'],
  ['a forged token', 'GET', '/messages?User=bob', undefined, bearer('e30.e30.c2ln'), 401, 'invalid_token'],
  ['a token with alg none', 'GET', '/messages?User=bob', undefined, bearer(noneToken), 401, 'invalid_token'],
])('%s', async (_, method, path, body, headers, status, code) => {
  const answer = await http(method, product.url + path, body, headers);
  expect(answer).toMatchObject({ status, body: { status, code, request_id: expect.any(String) } });
  expect(answer.headers['content-type']).toBe('application/problem+json');
});

test.each<[string, string, string, unknown, number, string]>([
  ['an unknown recipient', 'POST', '/messages', { User: 'nobody', Message: 'x' }, 404, 'user_not_found'],
  [
    'too long a message',
    'POST',
    '/messages',
    { User: 'bob', Message: 'x'.repeat(8_001) },
    400,
    'validation_failed',
  ],
  ['a bad limit', 'GET', '/messages?User=bob&limit=1000', undefined, 400, 'validation_failed'],
  ['a bad cursor', 'GET', '/messages?User=bob&before=%00', undefined, 400, 'invalid_cursor'],
  ['an unknown message', 'DELETE', '/messages/1', undefined, 404, 'message_not_found'],
])('%s, logged in', async (_, method, path, body, status, code) => {
  expect(await http(method, product.url + path, body, bearer(token))).toMatchObject({
    status,
    body: { code },
  });
});

test('after all of which nothing has changed', async () => {
  expect((await http('GET', `${product.url}/Users`)).body).toEqual(['alice', 'bob']);
  expect((await http('GET', `${product.url}/messages?User=bob`, undefined, bearer(token))).body).toEqual([]);
});

test('no other origin is let in by the local gateway', async () => {
  const origin = { origin: 'https://evil.example' };
  for (const method of ['GET', 'OPTIONS']) {
    const { headers } = await http(method, `${product.url}/Users`, undefined, origin);
    expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  }
});

test.each<[string, string, string, Record<string, string>, number]>([
  ['a trailing slash', 'GET', '/Users/', {}, 404],
  ['a trailing slash before a query', 'GET', '/Users/?limit=1', {}, 404],
  ['HEAD', 'HEAD', '/Users', {}, 405],
  ['OPTIONS', 'OPTIONS', '/Login', {}, 405],
  [
    'a preflight where no origin is allowed',
    'OPTIONS',
    '/Login',
    { origin: 'https://a.example', 'access-control-request-method': 'POST' },
    405,
  ],
])('%s is no route of the local gateway', async (_, method, path, headers, status) => {
  const answer = await fetch(product.url + path, { method, headers });
  expect(answer.status).toBe(status);
  const body = await answer.text();
  if (method !== 'HEAD') expect(JSON.parse(body).status).toBe(status);
});

test.each<[string, Record<string, string>, number, string]>([
  ['bytes that are not UTF-8', { 'content-type': 'application/json' }, 400, 'malformed_json'],
  ['a body without a content type', {}, 415, 'unsupported_media_type'],
])('%s are refused', async (_, headers, status, code) => {
  const text = JSON.stringify({ username: 'alice', password: 'größe 123' });
  const body = Buffer.from(text, status === 400 ? 'latin1' : 'utf8');
  const pairs = Object.entries({ host: 'localhost', 'content-length': String(body.length), ...headers });
  const target = { method: 'POST', target: '/Login', headers: pairs as [string, string][], body };
  const answer = await exchange(new URL(product.url), target);
  expect(answer?.status).toBe(status);
  expect(JSON.parse(String(answer?.body)).code).toBe(code);
});

/** What clients refuse to send. */
test.each<[string, string, [string, string][], number]>([
  ['a host that is none', '/Users', [['host', '👨‍👩‍👧‍👦']], 400],
  [
    'a part of an answer',
    '/Users',
    [
      ['host', 'localhost'],
      ['range', 'bytes=0-1'],
    ],
    200,
  ],
  [
    'two ways to end a body',
    '/Users',
    [
      ['host', 'localhost'],
      ['content-length', '1'],
      ['content-length', '2'],
    ],
    400,
  ],
])('%s is answered by the local gateway as by API Gateway', async (_, target, headers, status) => {
  const close: [string, string] = ['connection', 'close'];
  const body = Buffer.alloc(0);
  const answer = await exchange(new URL(product.url), {
    method: 'GET',
    target,
    headers: [close, ...headers],
    body,
  });
  expect(answer?.status).toBe(status);
  if (status === 200) expect(JSON.parse(String(answer?.body))).toEqual(['alice', 'bob']);
});

test('what a client of the local gateway gets wrong is answered with an id', async () => {
  const answer = await http('POST', `${product.url}/Login`, '{}', {
    'content-type': 'application/json, text/html',
  });
  expect(answer).toMatchObject({ status: 400, body: { code: 'validation_failed' } });
  expect(answer.headers['x-request-id']).toBe(answer.body.request_id);
});
