/** The stand-in's check of signatures, with the example of AWS's documentation. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { verifySignature } from '../../../local/bucket/signature.ts';

/** https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html */
const KEY = { id: 'AKIAIOSFODNN7EXAMPLE', secret: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' };
const HOST = 'examplebucket.s3.amazonaws.com';
const ADDRESS =
  `https://${HOST}/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256` +
  '&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request' +
  '&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host' +
  '&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404';

beforeEach(() => vi.setSystemTime('2013-05-24T23:59:59Z'));
afterEach(() => vi.useRealTimers());

const verify = (address: string, headers = {}, key = KEY) =>
  verifySignature({ method: 'GET', url: new URL(address), headers: { host: HOST, ...headers } }, key);

test('accepts the address of the documentation until it expires', () => {
  expect(verify(ADDRESS)).toBe('UNSIGNED-PAYLOAD');
  vi.setSystemTime('2013-05-25T00:00:00Z');
  expect(() => verify(ADDRESS)).toThrow('Request has expired');
});

test.each([
  ['another path', ADDRESS.replace('test.txt', 'other.txt')],
  ['a longer life', ADDRESS.replace('86400', '86401')],
  ['another parameter', `${ADDRESS}&response-content-type=text%2Fhtml`],
  ['another day of its key', ADDRESS.replace('F20130524', 'F20130525')],
  ['another service', ADDRESS.replace('Fs3', 'Fsqs')],
  ['another signature', ADDRESS.replace(/4$/, '5')],
  ['no whole signature', ADDRESS.slice(0, -2)],
])('refuses it with %s', (_, address) => {
  expect(() => verify(address)).toThrow('The signature does not match the request');
});

test('refuses it for another method, host or secret', () => {
  const url = new URL(ADDRESS);
  const refused = 'The signature does not match the request';
  expect(() => verifySignature({ method: 'PUT', url, headers: { host: HOST } }, KEY)).toThrow(refused);
  expect(() => verify(ADDRESS, { host: 'other.example.org' })).toThrow(refused);
  expect(() => verify(ADDRESS, {}, { ...KEY, secret: 'another' })).toThrow(refused);
  expect(() => verify(ADDRESS, {}, { ...KEY, id: 'another' })).toThrow('The access key does not exist');
});

test('refuses headers of AWS that are not signed', () => {
  expect(() => verify(ADDRESS, { 'x-amz-acl': 'public-read' })).toThrow('The header x-amz-acl is not signed');
});

test('refuses a request without a signature', () => {
  expect(() => verify(`https://${HOST}/test.txt`)).toThrow('Access Denied');
  expect(() => verify(`https://${HOST}/test.txt`, { authorization: 'Bearer x' })).toThrow('Access Denied');
});
