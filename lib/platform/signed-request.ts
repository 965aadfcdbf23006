/**
 * Requests to AWS without the service's client: signed and sent by parts of the DynamoDB client, which bundles contain anyway
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

/** Errors of a kept-alive connection that the other side has closed, as is usual after a freeze of the environment. */
const CONNECTION_LOST = new Set(['ECONNRESET', 'EPIPE']);

const isPassing = (status: number): boolean => status === 0 || status === THROTTLED || status >= 500;

export interface SignedRequest {
  method: 'POST' | 'DELETE';
  url: URL;
  headers?: Record<string, string>;
  body?: Buffer | undefined;
}

/** @param service name in signatures @returns a function that sends a request and retries once after a transient failure */
export function signedRequests(service: string) {
  const signer = new SignatureV4({ service, ...signing });
  const connections = new NodeHttpHandler({
    connectionTimeout: 300,
    requestTimeout: 1_000,
    throwOnRequestTimeout: true,
  });

  /** @returns the status, 0 when the connection was lost @throws TimeoutError, AbortError or a network error */
  async function attempt(request: HttpRequest, abortSignal: AbortSignal): Promise<number> {
    try {
      const signed = new HttpRequest(await signer.sign(request));
      const { response } = await connections.handle(signed, { abortSignal });
      // Read to the end so that the connection can be reused.
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
