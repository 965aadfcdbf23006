/** The wrapper of WebSocket functions, like endpoint() for HTTP. */

import type { Context } from 'aws-lambda';
import { parse as parseStrictly } from 'lossless-json';
import type { GenericSchema, InferOutput } from 'valibot';
import { needEdge, requireEdgeOfSocket } from '../http/edge.ts';
import { ApiError, problems } from '../http/errors.ts';
import { validate } from '../http/input.ts';
import { toApiError } from '../http/problem.ts';
import { addressGroup } from '../limits/address-group.ts';
import { countInMemory } from '../limits/windows.ts';
import { describeError, log, logRequest } from '../platform/log.ts';
import { countMetric, inRequestScope, markLoaded } from '../platform/request-scope.ts';
import { renewingSecrets, secretsReady } from '../platform/secrets.ts';
import { withinTime } from '../platform/time-limit.ts';
import { admitFrame } from './connection.ts';
import type { ServerFrame } from './resources.ts';
import type { Connection } from './store/connection-items.ts';

/** The used part of API Gateway's event for a WebSocket route. */
export interface SocketEvent {
  requestContext: {
    connectionId: string;
    routeKey: string;
    eventType: 'CONNECT' | 'DISCONNECT' | 'MESSAGE';
    requestId: string;
    /** absent where the gateway closes a socket itself */
    identity?: { sourceIp: string };
  };
  headers?: Record<string, string | undefined>;
  queryStringParameters?: Record<string, string | undefined> | null;
  body?: string | null;
}

export interface SocketResponse {
  statusCode: number;
  /** frame for the client */
  body?: string;
}

export interface SocketRequest<Input> {
  connectionId: string;
  input: Input;
  event: SocketEvent;
}

export type SocketHandler = (event: SocketEvent, context: Context) => Promise<SocketResponse>;

/** Clients send only small commands; messages are sent over HTTP. */
export const FRAME_MAX_BYTES = 4 * 1024;

function refuseLargeFrame(text: string | null | undefined): void {
  if (Buffer.byteLength(text ?? '') > FRAME_MAX_BYTES) {
    throw new ApiError('payload_too_large', { detail: `A frame has at most ${FRAME_MAX_BYTES} bytes` });
  }
}

function parseFrame(text: string | null | undefined): unknown {
  try {
    return parseStrictly(text ?? '', null, { parseNumber: Number });
  } catch (cause) {
    throw new ApiError('malformed_json', { cause });
  }
}

function toErrorFrame(error: ApiError, requestId: string): ServerFrame {
  const title = error.options.detail ?? problems[error.code].title;
  return { type: 'error', data: { code: error.code, title, request_id: requestId } };
}

async function record(event: SocketEvent, { awsRequestId: requestId }: Context, error?: ApiError) {
  const { routeKey, connectionId, requestId: gatewayRequestId } = event.requestContext;
  const status = error ? problems[error.code].status : 200;
  if (error && status >= 500) {
    // Logged here because the gateway's IntegrationError also counts refused handshakes (4xx).
    countMetric('SocketFailures');
    log.error('frame failed', { requestId, code: error.code, error: describeError(error.cause ?? error) });
  }
  await logRequest('frame', { requestId, gatewayRequestId, route: routeKey, connectionId, status });
}

type Handle<Input> = (request: SocketRequest<Input>) => Promise<ServerFrame | undefined>;

async function run<Input>(
  event: SocketEvent,
  context: Context,
  read: () => Input | Promise<Input>,
  handle: Handle<Input>,
): Promise<{ frame?: ServerFrame | undefined; error?: ApiError }> {
  const { connectionId } = event.requestContext;
  try {
    const frame = await withinTime(context, async () => {
      await secretsReady();
      return handle({ connectionId, input: await read(), event });
    });
    await record(event, context);
    return { frame };
  } catch (thrown) {
    const error = toApiError(thrown);
    await record(event, context, error);
    return { error };
  }
}

/** @throws ApiError route_not_found for a handshake past the edge, rate_limited */
function admitHandshake({ headers, requestContext }: SocketEvent): void {
  const viewer = requireEdgeOfSocket(headers);
  countInMemory('handshakes', addressGroup(viewer ?? requestContext.identity?.sourceIp ?? ''));
}

/** `$connect` and `$disconnect`: an error refuses the connection with its status. */
export function lifecycleEndpoint(
  eventType: 'CONNECT' | 'DISCONNECT',
  handle: Handle<undefined>,
): SocketHandler {
  const opens = eventType === 'CONNECT';
  if (opens) needEdge();
  markLoaded();
  return async (event, context) => {
    const read = () => {
      if (opens) admitHandshake(event);
      // A client's frame can name any route, so the gateway's event type must confirm that a socket opens or closes.
      if (event.requestContext.eventType !== eventType) throw new ApiError('unknown_frame_type');
      return undefined;
    };
    const { error } = await inRequestScope(() => renewingSecrets(() => run(event, context, read, handle)));
    return { statusCode: error ? problems[error.code].status : 200 };
  };
}

/** Admits a client's frame and validates it. The response, or the error, is a frame too. */
export function frameEndpoint<Schema extends GenericSchema>(
  input: Schema,
  handle: (connection: Connection, input: InferOutput<Schema>) => Promise<ServerFrame | undefined>,
): SocketHandler {
  markLoaded();
  return async (event, context) => {
    const read = async () => {
      refuseLargeFrame(event.body);
      const connection = await admitFrame(event.requestContext.connectionId);
      return { connection, frame: validate(input, parseFrame(event.body)) };
    };
    const { frame, error } = await inRequestScope(() =>
      renewingSecrets(() =>
        run(event, context, read, ({ input: { connection, frame } }) => handle(connection, frame)),
      ),
    );
    const answer = error ? toErrorFrame(error, context.awsRequestId) : frame;
    return { statusCode: 200, ...(answer ? { body: JSON.stringify(answer) } : {}) };
  };
}
