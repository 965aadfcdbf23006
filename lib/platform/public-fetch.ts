/**
 * Fetches a page of the internet for people, who choose its address. An address inside the network of the functions must not be
 * reached that way (SSRF): docs/decisions/060-link-previews.md says what stands in the way.
 */
import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import { isIP } from 'node:net';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { INTERNET } from './internet.ts';

const TIMEOUT_MS = 5_000;
const REDIRECTS_MAX = 3;
/** Decoded. A page has its title at its beginning. */
const BODY_MAX_BYTES = 512 * 1024;
const HEADERS_MAX_BYTES = 16 * 1024;

const HEADERS = {
  'user-agent': 'CoreChat-LinkPreview/1.0',
  accept: 'text/html',
  'accept-encoding': 'gzip',
};

const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/** Why there is no page. The text names no address, because it is logged. */
export class PageError extends Error {
  override readonly name = 'PageError';
}

export interface Reader {
  /** Called before the body. @param contentType as the server sent it */
  begin(contentType: string): void;
  /** @returns whether it wants more */
  write(chunk: Buffer): boolean;
}

/** @throws PageError unless all addresses of the host are public: of some the name's owner could choose a private one later */
async function addressOf({ hostname }: URL): Promise<string> {
  const bare = hostname.replace(/^\[|\]$/g, '');
  const addresses = isIP(bare) ? [bare] : await INTERNET.resolve(bare);
  const [first] = addresses;
  if (first === undefined) throw new PageError('the name has no address');
  if (!addresses.every((address) => INTERNET.isAllowed(address)))
    throw new PageError('the address is not public');
  return addresses.find((address) => isIP(address) === 4) ?? first;
}

const requireWeb = ({ protocol, username, password }: URL): void => {
  if (protocol !== 'http:' && protocol !== 'https:') throw new PageError('the scheme is not http');
  if (username !== '' || password !== '') throw new PageError('the address contains credentials');
};

/** The name is resolved once, and exactly that address is connected to: a second answer of the name server counts for nothing. */
async function request(url: URL, signal: AbortSignal): Promise<IncomingMessage> {
  requireWeb(url);
  const port = INTERNET.portOf(url);
  if (port === null) throw new PageError('the port is not allowed');
  const address = await addressOf(url);
  signal.throwIfAborted();
  const entry = { address, family: isIP(address) };
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const { request: open } = url.protocol === 'https:' ? https : http;
  open(url, {
    // A separate agent: no connection is reused, and no proxy of the environment is asked.
    agent: false,
    port,
    signal,
    headers: { ...HEADERS, host: url.host },
    maxHeaderSize: HEADERS_MAX_BYTES,
    lookup: (_, { all }, done) => (all ? done(null, [entry]) : done(null, address, entry.family)),
  })
    .on('response', resolve)
    .on('error', reject)
    .end();
  return promise;
}

/** @throws PageError for an encoding that was not asked for */
function decoded(response: IncomingMessage): Readable {
  const encoding = response.headers['content-encoding'] ?? 'identity';
  if (encoding === 'identity') return response;
  if (encoding !== 'gzip') throw new PageError('the encoding is not known');
  return pipeline(response, createGunzip(), () => {});
}

async function read(response: IncomingMessage, reader: Reader): Promise<void> {
  const { 'content-type': type = '' } = response.headers;
  if (!/^text\/html(?:\s*;|$)/i.test(type)) throw new PageError('it is no HTML');
  reader.begin(type);
  let left = BODY_MAX_BYTES;
  for await (const chunk of decoded(response) as AsyncIterable<Buffer>) {
    const wantsMore = reader.write(chunk.subarray(0, left));
    left -= chunk.length;
    if (!wantsMore || left <= 0) return;
  }
}

/** @returns where it redirects to; undefined when the reader has got the page */
async function visit(url: URL, reader: Reader, signal: AbortSignal): Promise<URL | undefined> {
  const response = await request(url, signal);
  try {
    const { statusCode = 0, headers } = response;
    if (REDIRECTS.has(statusCode)) {
      const next = URL.parse(headers.location ?? '', url.href);
      if (!next) throw new PageError('the redirect leads nowhere');
      return next;
    }
    if (statusCode !== 200) throw new PageError(`the answer is ${statusCode}`);
    await read(response, reader);
    return undefined;
  } finally {
    // The rest is not read. Errors of the connection come after that.
    response.on('error', () => {}).destroy();
  }
}

/**
 * Gives the HTML page at an address to the reader, up to BODY_MAX_BYTES, within five seconds.
 * @param address http or https
 * @throws PageError, or an error of the network
 */
export async function fetchPublicPage(address: string, reader: Reader): Promise<void> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const { promise: late, reject } = Promise.withResolvers<never>();
  // Name servers do not take the signal.
  signal.addEventListener('abort', () => reject(new PageError('it took too long')), { once: true });
  const visiting = async () => {
    let url = new URL(address);
    for (let redirects = 0; redirects <= REDIRECTS_MAX; redirects++) {
      const next = await visit(url, reader, signal);
      if (!next) return;
      url = next;
    }
    throw new PageError('there are too many redirects');
  };
  const work = visiting();
  work.catch(() => {});
  await Promise.race([work, late]);
}
