/**
 * Requests to AWS without the service's client: signed and sent by parts of the DynamoDB client, which bundles contain anyway
 * (docs/decisions/017-management-api-without-its-client.md).
 */
import type { Readable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { HttpRequest } from '@smithy/core/protocols';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { SignatureV4 } from '@smithy/signature-v4';
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

export interface SignedRequest {
  method: 'POST' | 'DELETE';
  url: URL;
  headers?: Record<string, string>;
  body?: Buffer | undefined;
}

export interface SignedResponse {
  /** 0 when the connection was lost */
  status: number;
  body: string;
}

/** To the end, so that the connection can be reused. Hundreds of sockets would notice the cost of an iterator. */
function textOf(stream: Readable): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const chunks: Buffer[] = [];
  stream
    .on('data', (chunk: Buffer) => chunks.push(chunk))
    .on('end', () => resolve(Buffer.concat(chunks).toString()))
    .on('error', reject)
    .on('close', () => reject(new Error('The answer was cut off')));
  return promise;
}

/**
 * @param service name in signatures
 * @returns a function that sends a request and retries once after a transient failure, and with doubled pauses while it is throttled
 */
export function signedRequests(service: string) {
  const signer = new SignatureV4({ service, ...signing });
  const connections = new NodeHttpHandler({
    connectionTimeout: 300,
    requestTimeout: 1_000,
    throwOnRequestTimeout: true,
  });

  /** @throws TimeoutError, AbortError or a network error */
  async function attempt(request: HttpRequest, abortSignal: AbortSignal): Promise<SignedResponse> {
    try {
      const signed = new HttpRequest(await signer.sign(request));
      const { response } = await connections.handle(signed, { abortSignal });
      return { status: response.statusCode, body: await textOf(response.body as Readable) };
    } catch (error) {
      if (CONNECTION_LOST.has((error as NodeJS.ErrnoException).code ?? '')) return { status: 0, body: '' };
      throw error;
    }
  }

  return async (
    { method, url, headers, body }: SignedRequest,
    signal: AbortSignal,
  ): Promise<SignedResponse> => {
    const { protocol, hostname, port, host, pathname } = url;
    const request = new HttpRequest({
      method,
      protocol,
      hostname,
      ...(port ? { port: Number(port) } : {}),
      path: pathname,
      headers: { host, ...headers },
      body,
    });
    let response = await attempt(request, signal);
    for (let made = 1; made < attemptsAfter(response.status); made++) {
      await setTimeout(Math.random() * BACKOFF_MS * 2 ** (made - 1), undefined, { signal });
      response = await attempt(request, signal);
    }
    return response;
  };
}
