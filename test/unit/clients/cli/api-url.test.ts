import { expect, test } from 'vitest';
import { parseApiUrl } from '../../../../clients/cli/src/api-url.ts';
import { CliError } from '../../../../clients/cli/src/cli-error.ts';

test.each([
  ['http://localhost:5000', 'http://localhost:5000'],
  ['http://localhost:5000/', 'http://localhost:5000'],
  ['localhost:5000', 'http://localhost:5000'],
  ['127.0.0.1:5000', 'http://127.0.0.1:5000'],
  ['http://[::1]:5000', 'http://[::1]:5000'],
  ['chat.example.org', 'https://chat.example.org'],
  [' https://Chat.Example.org/prod// ', 'https://chat.example.org/prod'],
])('%j is %s', (text, url) => {
  expect(parseApiUrl(text, false)).toBe(url);
});

test.each(['', 'http://', 'ftp://example.org', 'file:///etc/passwd', 'javascript:alert(1)', 'http://a b'])(
  '%j is no server',
  (text) => {
    expect(() => parseApiUrl(text, false)).toThrow(/is not the address of a server/);
  },
);

test.each([
  'https://alice:secret@example.org',
  'https://example.org/?token=secret',
  'https://example.org/#x',
])('%j holds what does not belong there, which is not repeated', (text) => {
  expect(() => parseApiUrl(text, false)).toThrow(/must not hold/);
  expect(() => parseApiUrl(text, false)).not.toThrow(/secret/);
});

test.each([
  'http://chat.example.org',
  'http://192.168.1.5:5000',
  'http://localhost.example.org',
  'http://127.0.0.1.nip.io',
])('%s would carry passwords in the clear', (text) => {
  expect(() => parseApiUrl(text, false)).toThrow(CliError);
  expect(() => parseApiUrl(text, false)).toThrow(/not encrypted/);
  expect(parseApiUrl(text, true)).toBe(text);
});
