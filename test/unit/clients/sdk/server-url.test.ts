import { afterEach, expect, test, vi } from 'vitest';
import { CoreChat, CoreChatError, sentence, serverUrl } from '#sdk';
import { fakeFetch } from '../../../support/http/fake-fetch.ts';

afterEach(() => vi.unstubAllGlobals());

const inPage = (origin: string) => vi.stubGlobal('location', { origin });

test.each([
  ['localhost:5400', 'http://localhost:5400'],
  ['127.0.0.1:5400', 'http://127.0.0.1:5400'],
  ['[::1]:5400', 'http://[::1]:5400'],
  ['chat.localhost', 'http://chat.localhost'],
  ['chat.example.org', 'https://chat.example.org'],
  ['chat.example.org:8443/prod/', 'https://chat.example.org:8443/prod'],
  ['http://192.168.1.5:5000', 'http://192.168.1.5:5000'],
  ['https:/chat.example.org', 'https://chat.example.org'],
  ['http:\\\\192.168.1.5:5000', 'http://192.168.1.5:5000'],
  ['0.0.0.0:5400', 'http://0.0.0.0:5400'],
  ['[::]:5400', 'http://[::]:5400'],
  ['notlocalhost:5400', 'https://notlocalhost:5400'],
  ['localhost.example.org', 'https://localhost.example.org'],
  ['localhost.:5400', 'http://localhost.:5400'],
])('%j is %s', (text, url) => {
  expect(serverUrl(text)).toBe(url);
});

test('a client sends to an address without a scheme', async () => {
  const asked: string[] = [];
  const fetch = async (url: string) => {
    asked.push(url);
    return { status: 200, headers: new Headers(), text: async () => '[]' };
  };
  const chat = new CoreChat({ url: 'localhost:5400', fetch });
  for await (const _ of chat.users.list());
  expect(asked).toEqual(['http://localhost:5400/Users']);
});

test.each(['/api', '//chat.example.org', '/'])('%j outside of a page is refused', (url) => {
  const refused = expect.objectContaining({
    code: 'validation_failed',
    message: expect.stringContaining(
      'needs the address of the server here, such as https://chat.example.org',
    ),
  });
  expect(() => new CoreChat({ url })).toThrow(refused);
  expect(() => new CoreChat()).toThrow(refused);
});

test.each([
  ['/api', 'https://app.example.org/api'],
  ['//chat.example.org', 'https://chat.example.org'],
  ['/', 'https://app.example.org'],
])('%j in a page is %s', (text, url) => {
  inPage('https://app.example.org');
  expect(serverUrl(text)).toBe(url);
});

test('a client in a page calls the server of the page, unless another one is given', async () => {
  inPage('https://app.example.org');
  const { fetch, calls } = fakeFetch(() => ({ body: [] }));
  for await (const _ of new CoreChat({ fetch, url: '/api' }).users.list());
  for await (const _ of new CoreChat({ fetch }).users.list());
  expect(calls.map(({ path }) => path)).toEqual(['/api/Users', '/Users']);
});

// A page from a file has the origin `null`.
test.each(['', 'ftp://example.org', 'javascript:alert(1)', 'http://a b', '/api'])(
  '%j is no server',
  (url) => {
    inPage('null');
    expect(() => new CoreChat({ url })).toThrow(CoreChatError);
    expect(() => serverUrl(url)).toThrow(
      `"${url}" is not the address of a server. Write it as https://chat.example.org`,
    );
  },
);

test('a failed call from a page of another origin names the setting', async () => {
  inPage('https://app.example.org');
  const fetch = () => Promise.reject(new TypeError('Failed to fetch'));
  const other = new CoreChat({ url: 'https://chat.example.org', fetch });
  const error = await other.logIn({ username: 'alice', password: 'x' }).catch((thrown) => thrown);
  expect(error).toMatchObject({
    code: 'network',
    transient: true,
    pageOrigin: 'https://app.example.org',
    message: 'The server cannot be reached, or its CORS_ORIGINS do not list https://app.example.org',
  });
  expect(sentence(error)).toBe(
    'CoreChat cannot be reached. Check the connection and try again. Perhaps the server does not accept calls from https://app.example.org (CORS_ORIGINS).',
  );
});

test.each([
  ['of the same origin', 'https://app.example.org', { onLine: true }],
  ['without a network', 'https://chat.example.org', { onLine: false }],
])('a failed call from a page %s does not', async (_, url, navigator) => {
  inPage('https://app.example.org');
  vi.stubGlobal('navigator', navigator);
  const chat = new CoreChat({ url, fetch: () => Promise.reject(new TypeError('Failed to fetch')) });
  const error = await chat.logIn({ username: 'alice', password: 'x' }).catch((thrown) => thrown);
  expect(error.message).toBe('The server cannot be reached');
  expect(sentence(error)).toBe('CoreChat cannot be reached. Check the connection and try again.');
});
