/**
 * Fetching pages for people. The attacker chooses the address, answers for their names and serves what they want; they want an answer of
 * something inside the network, or the function's time and memory.
 */
import http from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { fetchPublicPage } from '#lib/platform/public-fetch.ts';
import { html, lookups, names, serve, stopServing, visits } from '../../support/server/web-site.ts';

vi.mock('#lib/platform/internet.ts', () => import('../../support/server/web-site.ts'));

const PAGE = '<title>Harbour</title>';

beforeEach(() => serve(html(PAGE)));
afterAll(stopServing);

/** @returns the text of the page @throws as fetchPublicPage does */
async function fetched(url: string, most = Number.POSITIVE_INFINITY): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  await fetchPublicPage(url, {
    begin: () => {},
    write: (chunk) => {
      chunks.push(Buffer.from(chunk));
      size += chunk.length;
      return size < most;
    },
  });
  return Buffer.concat(chunks).toString();
}

test('gets a page, with no cookie, no referrer and nothing of the person', async () => {
  expect(await fetched('http://site.example/a?b=c#d')).toBe(PAGE);
  expect(visits).toEqual([
    {
      url: 'http://site.example/a?b=c',
      headers: {
        'user-agent': 'CoreChat-LinkPreview/1.0',
        accept: 'text/html',
        'accept-encoding': 'gzip',
        host: 'site.example',
        connection: 'close',
      },
    },
  ]);
});

describe('connects to no address inside a network', () => {
  test.each([
    'http://127.0.0.2/',
    'http://127.1.1.1/',
    'http://2130706434/',
    'http://0x7f000002/',
    'http://0177.0.0.2/',
    'http://127.2/',
    'http://0/',
    'http://169.254.169.254/latest/meta-data/',
    'http://10.0.0.1/',
    'http://192.168.0.1/',
    'http://[::1]/',
    'http://[::]/',
    'http://[::ffff:127.0.0.1]/',
    'http://[::ffff:a9fe:a9fe]/',
    'http://[64:ff9b::a9fe:a9fe]/',
    'http://[fd00:ec2::254]/',
    'http://①②⑦.0.0.2/',
  ])('%s', async (url) => {
    await expect(fetched(url)).rejects.toThrow('the address is not public');
    expect(visits).toEqual([]);
    expect(lookups).toEqual([]);
  });

  test.each([
    [['127.0.0.2']],
    [['10.1.2.3']],
    [['169.254.169.254']],
    [['::1']],
    [['fd00:ec2::254']],
    [['::ffff:127.0.0.1']],
    [['127.0.0.1', '10.0.0.1']],
    [['8.8.8.8', '169.254.169.254']],
    [['2606:4700:4700::1111', '::1']],
  ])('a name that leads to %j', async (addresses) => {
    names.set('evil.example', [addresses]);
    await expect(fetched('http://evil.example/')).rejects.toThrow('the address is not public');
    expect(visits).toEqual([]);
  });

  test('a name whose second answer is a private address: it is asked once', async () => {
    names.set('rebind.example', [['127.0.0.1'], ['10.0.0.1']]);
    expect(await fetched('http://rebind.example/')).toBe(PAGE);
    expect(lookups).toEqual(['rebind.example']);
  });

  test.each([
    'http://127.0.0.2/',
    'http://169.254.169.254/latest/meta-data/',
    'http://inside.example/',
    '//[::1]/',
  ])('a redirect to %s', async (location) => {
    names.set('inside.example', [['10.0.0.1']]);
    await serve((_, response) => response.writeHead(302, { location }).end());
    names.set('inside.example', [['10.0.0.1']]);
    await expect(fetched('http://site.example/')).rejects.toThrow('the address is not public');
    expect(visits).toHaveLength(1);
  });

  test('the second look-up of the same name, after a redirect', async () => {
    await serve((_, response) => response.writeHead(302, { location: '/again' }).end());
    names.set('rebind.example', [['127.0.0.1'], ['169.254.169.254']]);
    await expect(fetched('http://rebind.example/')).rejects.toThrow('the address is not public');
    expect(visits).toHaveLength(1);
  });
});

describe('takes no other', () => {
  test.each([
    ['ftp://site.example/', 'the scheme is not http'],
    ['file:///etc/passwd', 'the scheme is not http'],
    ['data:text/html,<title>x</title>', 'the scheme is not http'],
    ['http://user:secret@site.example/', 'the address contains credentials'],
    ['http://site.example:8080/', 'the port is not allowed'],
    ['http://site.example:22/', 'the port is not allowed'],
  ])('%s', async (location, problem) => {
    await expect(fetched(location)).rejects.toThrow(problem);
    expect(visits).toEqual([]);
    await serve((_, response) => response.writeHead(301, { location }).end());
    await expect(fetched('http://site.example/')).rejects.toThrow(problem);
    expect(visits).toHaveLength(1);
  });

  test.each(['image/png', 'application/json', 'text/htmlx', 'text/plain; x=text/html', ''])(
    'type: "%s"',
    async (type) => {
      await serve(html(PAGE, { 'content-type': type }));
      await expect(fetched('http://site.example/')).rejects.toThrow('it is no HTML');
    },
  );

  test.each([204, 206, 304, 404, 500])('status: %i', async (status) => {
    await serve((_, response) => response.writeHead(status, { 'content-type': 'text/html' }).end());
    await expect(fetched('http://site.example/')).rejects.toThrow(`the answer is ${status}`);
  });

  test('encoding than gzip', async () => {
    await serve(html(PAGE, { 'content-encoding': 'br' }));
    await expect(fetched('http://site.example/')).rejects.toThrow('the encoding is not known');
  });
});

test('follows three redirects, and no more', async () => {
  let left = 3;
  await serve((request, response) =>
    left-- > 0
      ? response.writeHead(307, { location: `/${left}`, 'set-cookie': 'a=b' }).end()
      : html(PAGE)(request, response),
  );
  expect(await fetched('http://site.example/')).toBe(PAGE);
  expect(visits.map(({ url }) => new URL(url).pathname)).toEqual(['/', '/2', '/1', '/0']);
  expect(visits.at(-1)?.headers).not.toHaveProperty('cookie');
  left = 4;
  await expect(fetched('http://site.example/')).rejects.toThrow('there are too many redirects');
});

test('asks no proxy of the environment', async () => {
  const connections = vi.fn();
  const proxy = createServer((socket) => socket.end()).on('connection', connections);
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const { port } = proxy.address() as AddressInfo;
  const { globalAgent } = http;
  // As with NODE_USE_ENV_PROXY.
  http.globalAgent = new http.Agent({ proxyEnv: { HTTP_PROXY: `http://127.0.0.1:${port}` } });
  expect(await fetched('http://site.example/')).toBe(PAGE);
  http.globalAgent = globalAgent;
  proxy.close();
  expect(connections).not.toHaveBeenCalled();
});

const MAXIMUM = 512 * 1024;

describe('a body without end', () => {
  test('ends at half a MiB', async () => {
    let sent = 0;
    await serve((_, response) => {
      response.writeHead(200, { 'content-type': 'text/html' });
      const more = () => {
        while (!response.destroyed && response.write('x'.repeat(65_536))) sent += 65_536;
      };
      response.on('drain', more);
      more();
    });
    expect(await fetched('http://site.example/')).toHaveLength(MAXIMUM);
    const before = sent;
    await new Promise((resolve) => setTimeout(resolve, 100));
    // The connection is closed.
    expect(sent).toBe(before);
  });

  test('ends there as well when it was packed', async () => {
    const bomb = gzipSync(Buffer.alloc(200 * MAXIMUM));
    await serve((_, response) =>
      response.writeHead(200, { 'content-type': 'text/html', 'content-encoding': 'gzip' }).write(bomb),
    );
    const before = process.memoryUsage().rss;
    expect(await fetched('http://site.example/')).toHaveLength(MAXIMUM);
    expect(process.memoryUsage().rss - before).toBeLessThan(50 * 1024 * 1024);
  });

  test('ends when the reader has enough', async () => {
    await serve(html('x'.repeat(10 * MAXIMUM)));
    expect((await fetched('http://site.example/', 1)).length).toBeLessThan(MAXIMUM);
  });
});

test('unpacks gzip', async () => {
  await serve((_, response) =>
    response.writeHead(200, { 'content-type': 'text/html', 'content-encoding': 'gzip' }).end(gzipSync(PAGE)),
  );
  expect(await fetched('http://site.example/')).toBe(PAGE);
});

describe('takes five seconds at most', () => {
  const { timeout } = AbortSignal;
  /** A tenth of the time passes. */
  const asked = vi.spyOn(AbortSignal, 'timeout');
  beforeEach(() => {
    asked.mockClear().mockImplementation((ms) => timeout.call(AbortSignal, ms / 10));
  });
  afterEach(() => expect(asked.mock.calls).toEqual([[5_000]]));
  afterAll(() => asked.mockRestore());

  test.each<[string, Parameters<typeof serve>[0]]>([
    ['no answer', () => {}],
    [
      'headers and no body',
      (_, response) => void response.writeHead(200, { 'content-type': 'text/html' }).write('<'),
    ],
    [
      'a byte from time to time',
      (_, response) => {
        response.writeHead(200, { 'content-type': 'text/html' });
        setInterval(() => response.write('x'), 10).unref();
      },
    ],
    [
      'a slow redirect to itself',
      (_, response) => void setTimeout(() => response.writeHead(302, { location: '/' }).end(), 200),
    ],
  ])('%s', async (_, listener) => {
    await serve(listener);
    const startedAt = performance.now();
    await expect(fetched('http://site.example/')).rejects.toThrow('it took too long');
    expect(performance.now() - startedAt).toBeLessThan(1_500);
  });

  test('also for a name server that does not answer', async () => {
    vi.spyOn(
      await import('../../support/server/web-site.ts').then(({ INTERNET }) => INTERNET),
      'resolve',
    ).mockReturnValueOnce(new Promise(() => {}));
    await expect(fetched('http://site.example/')).rejects.toThrow('it took too long');
  });
});

test('a connection that breaks off, and a server that speaks no HTTP, are failures', async () => {
  await serve((_, response) => {
    response.writeHead(200, { 'content-type': 'text/html', 'content-length': '1000' }).write('<');
    setTimeout(() => response.destroy(), 20);
  });
  await expect(fetched('http://site.example/')).rejects.toThrow();
  await serve((request) => request.socket.end('what?\r\n\r\n'));
  await expect(fetched('http://site.example/')).rejects.toThrow();
});
