import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import type { Bearer } from '../sessions/token.ts';

/** Plain JSON, not yet validated. */
export type Untrusted = Record<string, unknown>;

/** The gateway's event (HTTP API, payload format 2.0) as handlers receive it from the middleware. */
export interface ApiEvent extends Omit<APIGatewayProxyEventV2, 'body'> {
  /** Text as received, then the parsed JSON; undefined when none was sent. */
  body?: unknown;
  input?: unknown;
  /** the sender, once their token is verified */
  bearer?: Bearer;
  /** rejects with rate_limited when the limit is used up; RateLimit headers otherwise */
  limited?: Promise<Record<string, string>> | undefined;
  /** like `limited`, and rejects with session_ended when the sender's session has ended */
  admitted?: Promise<void> | undefined;
  /** the client's address, from an authenticated edge */
  viewerAddress?: string | undefined;
}

export interface ApiResponse {
  statusCode: number;
  headers: Record<string, string>;
  /** whole `Set-Cookie` values */
  cookies?: string[];
  body?: string;
  /** The body is base64; the gateway decodes it. */
  isBase64Encoded?: boolean;
}

/** @middy/core's request, narrowed to this stack. */
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
