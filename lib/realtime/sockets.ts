/**
 * Sends to and closes WebSockets by connection id, over API Gateway's management API.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-how-to-call-websocket-api-connections.html
 */
import { config } from '../platform/config.ts';
import { signedRequests } from '../platform/signed-request.ts';

/** The stack has one WebSocket API; its stage is part of the path. */
const api = config.websocket.managementUrl.replace(/\/$/, '');
const send = signedRequests('execute-api');

const GONE = 410;

export class ManagementApiError extends Error {
  override readonly name = 'ManagementApiError';
}

/** @returns false when the socket no longer exists @throws when the API refuses, or fails twice */
async function reach(method: 'POST' | 'DELETE', id: string, abortSignal: AbortSignal, body?: Buffer) {
  const url = new URL(`${api}/@connections/${encodeURIComponent(id)}`);
  const headers: Record<string, string> = body ? { 'content-type': 'application/octet-stream' } : {};
  const { status } = await send({ method, url, headers, body }, abortSignal);
  if (status === GONE) return false;
  if (status >= 200 && status < 300) return true;
  throw new ManagementApiError(`${method} @connections: ${status || 'the connection was lost'}`);
}

/** @returns false when the socket no longer exists, or has not finished connecting @throws for any other failure */
export const postToSocket = (id: string, frame: string, abortSignal: AbortSignal): Promise<boolean> =>
  reach('POST', id, abortSignal, Buffer.from(frame));

/** Idempotent. */
export async function closeSocket(id: string, abortSignal: AbortSignal): Promise<void> {
  await reach('DELETE', id, abortSignal);
}
