import * as v from 'valibot';
import { expect, test, vi } from 'vitest';
import { BODY_MAX_BYTES, MESSAGE_BODY_MAX_BYTES } from '#lib/http/body-size.ts';
import { endpoint } from '#lib/http/endpoint.ts';
import { json } from '#lib/http/responses.ts';
import { type ApiRequest, buildContext, buildEvent, call } from '../../support/http/gateway.ts';

const input = v.strictObject({ text: v.optional(v.string('must be a string')) });
const limit = { name: 'files', by: 'address' } as const;
const echo = endpoint({ access: 'public', limit, input }, async (request) => json(200, request.input));
const writing = endpoint(
  { access: 'public', limit, bodyMax: MESSAGE_BODY_MAX_BYTES, input },
  async (request) => json(200, request.input),
);
const post = (body: unknown, more: ApiRequest = {}) => call(echo, { method: 'POST', body, ...more });

test('a JSON body reaches the handler as its schema describes it', async () => {
  expect(await post({ text: 'hi' })).toMatchObject({ status: 200, body: { text: 'hi' } });
});

test.each([
  ['a broken body', '{"text":', 'malformed_json'],
  ['a body with a forbidden key', '{"__proto__":{"admin":true}}', 'malformed_json'],
  ['a field given twice', '{"text":"a","text":"b"}', 'duplicate_key'],
  ['a field given twice inside another', '{"text":{"a":1,"a":2}}', 'duplicate_key'],
  ['a wrong type', { text: { $ne: null } }, 'validation_failed'],
  ['an unknown field', { txt: 'hi' }, 'validation_failed'],
  ['an array', [], 'validation_failed'],
])('%s is a 400', async (_, body, code) => {
  const answer = await post(body);
  expect(answer).toMatchObject({ status: 400, body: { code } });
  expect(answer.headers['content-type']).toBe('application/problem+json');
});

test('a body nested beyond reason is a 400', async () => {
  const body = `{"text":${'['.repeat(50_000)}${']'.repeat(50_000)}}`;
  const answer = await call(writing, { method: 'POST', body });
  expect(answer).toMatchObject({ status: 400, body: { code: 'malformed_json' } });
});

test.each(['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp', ''])(
  'content type %j is a 415',
  async (type) => {
    expect(await post('{}', { headers: { 'content-type': type } })).toMatchObject({
      status: 415,
      body: { code: 'unsupported_media_type' },
    });
  },
);

test.each(['application/json; charset=utf-8', 'Application/JSON', 'application/vnd.api+json'])(
  'content type %j is JSON',
  async (type) => {
    expect((await post('{}', { headers: { 'content-type': type } })).status).toBe(200);
  },
);

test('a body at the limit is read and one beyond it is a 413', async () => {
  const padding = (bytes: number) => JSON.stringify({ text: 'x'.repeat(bytes - '{"text":""}'.length) });
  expect((await post(padding(BODY_MAX_BYTES))).status).toBe(200);
  expect(await post(padding(BODY_MAX_BYTES + 1))).toMatchObject({
    status: 413,
    body: { code: 'payload_too_large' },
  });
  expect((await call(writing, { method: 'POST', body: padding(MESSAGE_BODY_MAX_BYTES) })).status).toBe(200);
});

test('a body that is too long is refused by its length, before it is decoded', async () => {
  const decode = vi.spyOn(TextDecoder.prototype, 'decode');
  const event = {
    ...buildEvent({ method: 'POST', body: {} }),
    body: Buffer.alloc(BODY_MAX_BYTES + 4, '{').toString('base64'),
    isBase64Encoded: true,
  };
  expect((await echo(event, buildContext())).statusCode).toBe(413);
  expect(decode).not.toHaveBeenCalled();
  vi.restoreAllMocks();
});

test('an endpoint without a limit does not compile, nor one that is counted exactly without a counter', () => {
  const exact = { name: 'sends', by: 'address' } as const;
  const handle = async () => json(200, 'unlimited');
  // @ts-expect-error: `limit` is missing
  expect(() => endpoint({ access: 'public', input }, handle)).toBeTypeOf('function');
  const byUser = { name: 'files', by: 'user' } as const;
  // @ts-expect-error: without a token there is no user
  expect(() => endpoint({ access: 'public', limit: byUser, input }, handle)).toBeTypeOf('function');
  // @ts-expect-error: requireAdmission is missing
  expect(() => endpoint({ access: 'public', limit: exact, input }, handle)).toBeTypeOf('function');
});

test('a base64 body is decoded', async () => {
  const event = {
    ...buildEvent({ method: 'POST', body: {} }),
    body: btoa('{"text":"hi"}'),
    isBase64Encoded: true,
  };
  expect((await echo(event, buildContext())).body).toBe('{"text":"hi"}');
});

test('a base64 body that is not UTF-8 is refused', async () => {
  const body = Buffer.from('{"text":"grün"}', 'latin1').toString('base64');
  const event = { ...buildEvent({ method: 'POST', body: {} }), body, isBase64Encoded: true };
  const answer = await echo(event, buildContext());
  expect(JSON.parse(answer.body ?? '')).toMatchObject({ status: 400, code: 'malformed_json' });
});

test.each(['application/json; charset=iso-8859-1', 'application/json;charset="utf-16"'])(
  'content type %j is refused',
  async (type) => {
    const { status, body } = await post('{}', { headers: { 'content-type': type } });
    expect([status, body.code]).toEqual([415, 'unsupported_media_type']);
  },
);

test('a fault in a handler is a 500 that shows nothing of it', async () => {
  const faulty = endpoint({ access: 'public', limit, input }, async () => {
    throw new Error('secret: mongodb://user:hunter2@db');
  });
  const { status, headers, body } = await call(faulty);
  expect(status).toBe(500);
  expect(JSON.stringify([headers, body])).not.toContain('hunter2');
  expect(headers['x-request-id']).toBe(body.request_id);
});

test('a handler that outlasts its function is answered for one second before the end', async () => {
  const hanging = endpoint({ access: 'public', limit, input }, () => new Promise(() => {}));
  const context = { ...buildContext(), getRemainingTimeInMillis: () => 1_020 };
  const answer = await hanging(buildEvent({}), context);
  expect(answer).toMatchObject({ statusCode: 503, headers: { 'Retry-After': '5' } });
});

test('every answer carries the security headers and its request id, and is not cached', async () => {
  for (const answer of [await post({ text: 'hi' }), await post('{')]) {
    expect(answer.headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'strict-transport-security': expect.stringContaining('max-age=31536000'),
      'content-security-policy': expect.stringContaining("default-src 'none'"),
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
      'x-request-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
  }
});

test('without configured origins no answer has CORS headers', async () => {
  const { headers } = await post({}, { headers: { origin: 'https://elsewhere.example' } });
  expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
});

test('an endpoint without a schema does not compile', () => {
  // @ts-expect-error: `input` is missing
  const forgetful = () => endpoint({ access: 'public', limit }, async () => json(200, 'unchecked'));
  expect(forgetful).toBeTypeOf('function');
});
