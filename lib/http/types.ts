import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import type { Principal } from '../sessions/token.ts';

/** Plain JSON before a schema has looked at it. */
export type Untrusted = Record<string, unknown>;

/** The gateway's event (HTTP API, payload format 2.0) as the middleware leaves it for the handler. */
export interface ApiEvent extends Omit<APIGatewayProxyEventV2, 'body'> {
  /** Text as received; after the JSON parser its value; undefined when none was sent. */
  body?: unknown;
  input?: unknown;
  principal?: Principal;
  /** of the client, as an edge that has proved itself tells it */
  viewerAddress?: string | undefined;
}

export interface ApiResponse {
  statusCode: number;
  headers: Record<string, string>;
  /** whole `Set-Cookie` values */
  cookies?: string[];
  body?: string;
  /** The body is bytes: the gateway decodes it before it answers. */
  isBase64Encoded?: boolean;
}

/** What a middleware sees (@middy/core's request, narrowed to this stack). */
export interface Exchange {
  event: ApiEvent;
  context: Context;
  response?: ApiResponse | undefined;
  error?: unknown;
}

export interface Middleware {
  before?: (exchange: Exchange) => void | Promise<void>;
  after?: (exchange: Exchange) => void | Promise<void>;
  onError?: (exchange: Exchange) => void | Promise<void>;
}
