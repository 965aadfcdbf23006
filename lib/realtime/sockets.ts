/**
 * Speaks to open WebSockets by their connection id, over API Gateway's management API: two requests, signed and sent by the parts
 * that the DynamoDB client brings along (docs/decisions/017-management-api-without-its-client.md).
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-how-to-call-websocket-api-connections.html
 */
import type { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { setTimeout } from 'node:timers/promises';
import { HttpRequest } from '@smithy/core/protocols';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { SignatureV4 } from '@smithy/signature-v4';
import { config } from '../platform/config.ts';
import { signing } from '../platform/dynamo.ts';

/** All connections belong to the one WebSocket API of this stack; its stage is part of the path. */
const api = new URL(config.websocket.managementUrl);
const signer = new SignatureV4({ service: 'execute-api', ...signing });
const connections = new NodeHttpHandler({
  connectionTimeout: 300,
  requestTimeout: 1_000,
  throwOnRequestTimeout: true,
});

const ATTEMPTS = 2;
const BACKOFF_MS = 60;
const GONE = 410;
const THROTTLED = 429;

/** Of a connection that was kept open, and that the other side closed meanwhile: usual after an environment was frozen. */
const CONNECTION_LOST = new Set(['ECONNRESET', 'EPIPE']);

export class ManagementApiError extends Error {
  override readonly name = 'ManagementApiError';
}

/** @returns its status, 0 when the connection was lost @throws TimeoutError, AbortError, or what Node.js says of the network */
async function ask(request: HttpRequest, abortSignal: AbortSignal): Promise<number> {
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

const isPassing = (status: number): boolean => status === 0 || status === THROTTLED || status >= 500;

/** @returns false when the socket is gone @throws when the API refuses, or fails twice */
async function reach(method: 'POST' | 'DELETE', id: string, abortSignal: AbortSignal, body?: Buffer) {
  const { protocol, hostname, port, host, pathname } = api;
  const request = new HttpRequest({
    method,
    protocol,
    hostname,
    ...(port ? { port: Number(port) } : {}),
    path: `${pathname.replace(/\/$/, '')}/@connections/${encodeURIComponent(id)}`,
    headers: { host, ...(body ? { 'content-type': 'application/octet-stream' } : {}) },
    body,
  });
  let status = 0;
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    status = await ask(request, abortSignal);
    if (!isPassing(status)) break;
    if (attempt < ATTEMPTS) await setTimeout(Math.random() * BACKOFF_MS, undefined, { signal: abortSignal });
  }
  if (status === GONE) return false;
  if (status >= 200 && status < 300) return true;
  throw new ManagementApiError(`${method} @connections: ${status || 'the connection was lost'}`);
}

/** @returns false when the socket is gone (or has not finished connecting) @throws for anything else */
export const postToSocket = (id: string, frame: string, abortSignal: AbortSignal): Promise<boolean> =>
  reach('POST', id, abortSignal, Buffer.from(frame));

/** Closing what is already closed is fine. */
export async function closeSocket(id: string, abortSignal: AbortSignal): Promise<void> {
  await reach('DELETE', id, abortSignal);
}
