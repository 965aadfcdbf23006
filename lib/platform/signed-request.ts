/**
 * Requests to AWS without the service's client: signed and sent by the parts that the DynamoDB client brings along
 * (docs/decisions/017-management-api-without-its-client.md).
 */
import type { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { setTimeout } from 'node:timers/promises';
import { HttpRequest } from '@smithy/core/protocols';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { SignatureV4 } from '@smithy/signature-v4';
import { signing } from './dynamo.ts';

const ATTEMPTS = 2;
const BACKOFF_MS = 60;
const THROTTLED = 429;

/** Of a connection that was kept open, and that the other side closed meanwhile: usual after an environment was frozen. */
const CONNECTION_LOST = new Set(['ECONNRESET', 'EPIPE']);

const isPassing = (status: number): boolean => status === 0 || status === THROTTLED || status >= 500;

export interface SignedRequest {
  method: 'POST' | 'DELETE';
  url: URL;
  headers?: Record<string, string>;
  body?: Buffer | undefined;
}

/** @param service as signatures name it @returns what sends a request, twice when the first attempt fails in passing */
export function signedRequests(service: string) {
  const signer = new SignatureV4({ service, ...signing });
  const connections = new NodeHttpHandler({
    connectionTimeout: 300,
    requestTimeout: 1_000,
    throwOnRequestTimeout: true,
  });

  /** @returns its status, 0 when the connection was lost @throws TimeoutError, AbortError, or what Node.js says of the network */
  async function attempt(request: HttpRequest, abortSignal: AbortSignal): Promise<number> {
    try {
      const signed = new HttpRequest(await signer.sign(request));
      const { response } = await connections.handle(signed, { abortSignal });
      // Read to its end, or the connection could not be used again.
      await finished((response.body as Readable).resume());
      return response.statusCode;
    } catch (error) {
      if (CONNECTION_LOST.has((error as NodeJS.ErrnoException).code ?? '')) return 0;
      throw error;
    }
  }

  return async ({ method, url, headers, body }: SignedRequest, signal: AbortSignal): Promise<number> => {
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
    let status = await attempt(request, signal);
    for (let made = 1; made < ATTEMPTS && isPassing(status); made++) {
      await setTimeout(Math.random() * BACKOFF_MS, undefined, { signal });
      status = await attempt(request, signal);
    }
    return status;
  };
}
