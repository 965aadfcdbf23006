/** The only importer of API Gateway's management client: speaks to open WebSockets by their connection id. */
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

/** @returns false when the socket is gone (or has not finished connecting) @throws for anything else */
export async function postToSocket(id: string, frame: string, abortSignal: AbortSignal): Promise<boolean> {
  try {
    await client.send(new PostToConnectionCommand({ ConnectionId: id, Data: Buffer.from(frame) }), {
      abortSignal,
    });
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === 'GoneException') return false;
    throw error;
  }
}

/** Closing what is already closed is fine. */
export async function closeSocket(id: string, abortSignal: AbortSignal): Promise<void> {
  try {
    await client.send(new DeleteConnectionCommand({ ConnectionId: id }), { abortSignal });
  } catch (error) {
    if (!(error instanceof Error && error.name === 'GoneException')) throw error;
  }
}
