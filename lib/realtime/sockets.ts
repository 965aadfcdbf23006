/**
 * Speaks to open WebSockets by their connection id, over API Gateway's management API.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-how-to-call-websocket-api-connections.html
 */
import { config } from '../platform/config.ts';
import { signedRequests } from '../platform/signed-request.ts';

/** All connections belong to the one WebSocket API of this stack; its stage is part of the path. */
const api = config.websocket.managementUrl.replace(/\/$/, '');
const send = signedRequests('execute-api');

const GONE = 410;

export class ManagementApiError extends Error {
  override readonly name = 'ManagementApiError';
}

/** @returns false when the socket is gone @throws when the API refuses, or fails twice */
async function reach(method: 'POST' | 'DELETE', id: string, abortSignal: AbortSignal, body?: Buffer) {
  const url = new URL(`${api}/@connections/${encodeURIComponent(id)}`);
  const headers: Record<string, string> = body ? { 'content-type': 'application/octet-stream' } : {};
  const status = await send({ method, url, headers, body }, abortSignal);
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
