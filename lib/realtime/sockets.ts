/** The only importer of API Gateway's management client: speaks to open WebSockets by their connection id. */
import type { Readable } from 'node:stream';
import {
  ApiGatewayManagementApiClient,
  DeleteConnectionCommand,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi';
import { config } from '../config.ts';

/** All connections belong to the one WebSocket API of this stack. */
const client = new ApiGatewayManagementApiClient({
  endpoint: config.websocket.managementUrl,
  maxAttempts: 1,
  requestHandler: { connectionTimeout: 300, requestTimeout: 1_000, throwOnRequestTimeout: true },
});

/** 410: GoneException, in the SDK's terms. */
const HTTP_GONE = 410;
const gone = new Error('The socket is gone');

// Said before the SDK reads the answer and makes an error of its own of it: finding a socket gone then costs less than a
// delivery, and 1.2 times as much without.
client.middlewareStack.add(
  (next) => async (request) => {
    const result = await next(request);
    const { statusCode, body } = result.response as { statusCode: number; body: Readable };
    if (statusCode !== HTTP_GONE) return result;
    // Read to its end, or the connection could not be used again.
    body.resume();
    throw gone;
  },
  { step: 'deserialize', priority: 'low', name: 'goneSockets' },
);

/** @returns false when the socket is gone (or has not finished connecting) @throws for anything else */
export async function postToSocket(id: string, frame: string, abortSignal: AbortSignal): Promise<boolean> {
  try {
    await client.send(new PostToConnectionCommand({ ConnectionId: id, Data: Buffer.from(frame) }), {
      abortSignal,
    });
    return true;
  } catch (error) {
    if (error === gone) return false;
    throw error;
  }
}

/** Closing what is already closed is fine. */
export async function closeSocket(id: string, abortSignal: AbortSignal): Promise<void> {
  try {
    await client.send(new DeleteConnectionCommand({ ConnectionId: id }), { abortSignal });
  } catch (error) {
    if (error !== gone) throw error;
  }
}
