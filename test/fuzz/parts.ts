/** Whole parts of requests that no client of ours would send: methods, bodies, headers, paths. */
import { OPERATOR_MARK } from './values.ts';

export const METHODS = [
  'GET',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'HEAD',
  'OPTIONS',
  'TRACE',
  'get',
  'PROPFIND',
];

export const BODIES = [
  '',
  ' ',
  '{',
  '[]',
  'null',
  '"text"',
  '5',
  '{"a":1,"a":2}',
  '{"User":"%%peer%%","User":"%%victim%%","Message":"twice"}',
  '{"__proto__":{"polluted":true}}',
  `{"User":{"$ne":"${OPERATOR_MARK}"},"Message":"x"}`,
  `{"username":{"$gt":"${OPERATOR_MARK}"},"password":{"$gt":"${OPERATOR_MARK}"}}`,
  '['.repeat(100_000),
  `{"Message":"${'x'.repeat(140_000)}"}`,
  `{"Message":${'['.repeat(20_000)}${']'.repeat(20_000)}}`,
  '\uFEFF{}',
  '{"Message":"\\ud800"}',
  '{}{}',
  'User=%%peer%%&Message=form',
  '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
];

/** Not UTF-8: overlong, cut off, of surrogates, beyond Unicode; and what claims to be gzip. */
export const BYTES = [
  [0xff],
  [0xc0, 0xaf],
  [0xed, 0xa0, 0x80],
  [0xf5, 0x80, 0x80, 0x80],
  [0x22, 0xc3, 0x22],
  [0x1f, 0x8b, 8, 0, 0, 0, 0, 0],
  [0],
].map((bytes) =>
  Buffer.from([...Buffer.from('{"Message":"'), ...bytes, ...Buffer.from('"}')]).toString('base64'),
);

export const HEADERS: [string, string[]][] = [
  [
    'content-type',
    [
      'text/plain',
      'application/json; charset=utf-16',
      'application/x-www-form-urlencoded',
      '',
      'application/json, text/html',
      'multipart/form-data; boundary=x',
      'APPLICATION/JSON',
      'application/vnd.api+json',
      'application/problem+json',
    ],
  ],
  ['content-encoding', ['gzip', 'br', 'identity, gzip', 'nonsense']],
  ['accept-encoding', ['gzip;q=1e400', '*;q=0', 'br;q=-1', ',,,,', 'x'.repeat(2_000)]],
  ['accept', ['text/html', '*/*;q=nonsense']],
  ['if-none-match', ['*', '"', 'W/"x"', ','.repeat(3_000)]],
  [
    'prefer',
    [
      'return=representation',
      'return="representation"',
      'return',
      ';;==',
      'return=representation, return=minimal',
    ],
  ],
  ['origin', ['null', 'https://evil.example', 'javascript:alert(1)', '']],
  [
    'authorization',
    [
      '',
      'Bearer',
      'Bearer ',
      'Bearer %%token%% x',
      'Basic YTpi',
      'bearer %%token%%',
      'Bearer e30.e30.e30',
      `Bearer ${'a.'.repeat(5_000)}`,
      'Bearer %%victimLike%%',
      'Bearer null',
      'Bearer {"Token":1}',
    ],
  ],
  ['x-corechat-session', ['cookie', 'COOKIE', 'cookie, cookie', '{"$ne":1}']],
  ['x-forwarded-for', ['127.0.0.1', '1.1.1.1, 2.2.2.2', '$ne']],
  ['x-http-method-override', ['DELETE']],
  ['user-agent', ['', 'x'.repeat(5_000), 'Firefox\u0000', '() { :; }; echo', '(((('.repeat(500)]],
  ['host', ['evil.example', '']],
  ['transfer-encoding', ['chunked']],
  ['content-length', ['0', '-1']],
  ['range', ['bytes=0-1', 'bytes=-9999999']],
  ['if-modified-since', ['yesterday']],
  ['sec-websocket-key', ['x']],
];

export const PATHS = [
  '/',
  '//',
  '/Users/',
  '/users',
  '/me/../Users',
  '/%2e%2e/%2e%2e/etc/passwd',
  '/app/..%2f..%2fpackage.json',
  '/docs/../package.json',
  '/messages/%00',
  '/__proto__',
  '/constructor/prototype',
  '/Users/__proto__/x',
  `/${'a'.repeat(5_000)}`,
  '/messages//report',
  '/<script>alert(1)</script>',
  '/\r\nX-Injected: yes',
  '/%0d%0aX-Injected:%20yes',
];
