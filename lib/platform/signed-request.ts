/**
 * Requests to AWS without the service's client: signed and sent by parts of the DynamoDB client, which bundles contain anyway
 * (docs/decisions/017-management-api-without-its-client.md).
 */
import type { Readable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { buildQueryString, HttpRequest } from '@smithy/core/protocols';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { SignatureV4 } from '@smithy/signature-v4';
import { now } from './clock.ts';
import { signing } from './dynamo.ts';

const ATTEMPTS = 2;
/** What is throttled passes later: pushes to hundreds of sockets are a burst. The caller's signal bounds the time. */
const THROTTLED_ATTEMPTS = 6;
const BACKOFF_MS = 60;
const THROTTLED = 429;

/** Errors of a kept-alive connection that the other side has closed, as is usual after a freeze of the environment. */
const CONNECTION_LOST = new Set(['ECONNRESET', 'EPIPE']);

function attemptsAfter(status: number): number {
  if (status === THROTTLED) return THROTTLED_ATTEMPTS;
  return status === 0 || status >= 500 ? ATTEMPTS : 1;
}

const TIMEOUT_MS = 1_000;

export interface SignedRequest {
  method: 'DELETE' | 'GET' | 'HEAD' | 'POST' | 'PUT';
  /** with the query */
  url: URL;
  headers?: Record<string, string>;
  body?: Buffer | undefined;
  /** of one attempt; 1,000 when absent */
  timeoutMs?: number;
}

export interface SignedResponse {
  /** 0 when the connection was lost */
  status: number;
  /** by lower-case name */
  headers: Record<string, string>;
  body: Buffer;
}

/** @param service name in signatures. S3 alone signs a path as it is; other services encode it once more. */
const signerFor = (service: string): SignatureV4 =>
  new SignatureV4({ service, ...signing, uriEscapePath: service !== 's3' });

const requestOf = ({ method, url, headers, body }: SignedRequest): HttpRequest =>
  new HttpRequest({
    method,
    protocol: url.protocol,
    hostname: url.hostname,
    ...(url.port ? { port: Number(url.port) } : {}),
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers: { host: url.host, ...headers },
    body,
  });

/** To the end, so that the connection can be reused. Hundreds of sockets would notice the cost of an iterator. */
function bytesOf(stream: Readable): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const chunks: Buffer[] = [];
  stream
    .on('data', (chunk: Buffer) => chunks.push(chunk))
    .on('end', () => resolve(Buffer.concat(chunks)))
    .on('error', reject)
    .on('close', () => reject(new Error('The answer was cut off')));
  return promise;
}

/**
 * @param service name in signatures
 * @returns a function that sends a request and retries once after a transient failure, and with doubled pauses while it is throttled
 */
export function signedRequests(service: string) {
  const signer = signerFor(service);
  const connections = new NodeHttpHandler({
    connectionTimeout: 300,
    requestTimeout: TIMEOUT_MS,
    throwOnRequestTimeout: true,
  });

  /** @throws TimeoutError, AbortError or a network error */
  async function attempt(
    request: HttpRequest,
    requestTimeout: number,
    abortSignal: AbortSignal,
  ): Promise<SignedResponse> {
    try {
      const signed = new HttpRequest(await signer.sign(request));
      const { response } = await connections.handle(signed, { abortSignal, requestTimeout });
      const body = await bytesOf(response.body as Readable);
      return { status: response.statusCode, headers: response.headers, body };
    } catch (error) {
      if (!CONNECTION_LOST.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
      return { status: 0, headers: {}, body: Buffer.alloc(0) };
    }
  }

  return async (given: SignedRequest, signal: AbortSignal): Promise<SignedResponse> => {
    const { timeoutMs = TIMEOUT_MS } = given;
    const request = requestOf(given);
    let response = await attempt(request, timeoutMs, signal);
    for (let made = 1; made < attemptsAfter(response.status); made++) {
      await setTimeout(Math.random() * BACKOFF_MS * 2 ** (made - 1), undefined, { signal });
      response = await attempt(request, timeoutMs, signal);
    }
    return response;
  };
}

/**
 * @param service name in signatures
 * @returns a function that makes an address with which anyone can send the request until it expires, with exactly these headers and
 * any body. Headers stay headers; without that, the signer moves those of AWS into the address.
 */
export function signedAddresses(service: string) {
  const signer = signerFor(service);
  return async (given: SignedRequest, expiresIn: number): Promise<string> => {
    const request = requestOf({
      ...given,
      headers: { ...given.headers, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' },
    });
    const signed = await signer.presign(request, {
      expiresIn,
      signingDate: now(),
      unhoistableHeaders: new Set(Object.keys(given.headers ?? {})),
    });
    const { origin, pathname } = given.url;
    return `${origin}${pathname}?${buildQueryString(signed.query ?? {})}`;
  };
}
