/**
 * What is said about a function beside its handler, in `functions/<capability>/<name>.endpoint.ts`: `spec` is what runs, `endpoint` is
 * what routes, documents, clients and tests derive from (`npm run generate`), and stays out of the bundle.
 */
import type { GenericSchema } from 'valibot';
import type { RateLimitName } from '../limits/rate-limit.ts';
import type { EndpointSpec } from './endpoint.ts';
import type { ProblemCode } from './errors.ts';

/** Sections of the OpenAPI document. */
export type Tag = 'Accounts' | 'Sessions' | 'People' | 'Messages' | 'Conversations' | 'Real time' | 'System';

export type RequestHeader = 'Prefer' | 'X-CoreChat-Session';

export type ResponseHeader =
  | 'X-Request-Id'
  | 'Link'
  | 'X-Sync-Token'
  | 'Set-Cookie'
  | 'Content-Disposition'
  | 'Vary'
  | 'Preference-Applied'
  | 'ETag'
  | 'WWW-Authenticate'
  | 'RateLimit'
  | 'RateLimit-Policy'
  | 'Retry-After';

export interface Success {
  status: number;
  description: string;
  /** the original API's short answer; with `output`, what is answered without `Prefer: return=representation` */
  sentence?: string;
  /** absent for no content */
  output?: GenericSchema;
  /** of what a page is an array; not `v.array(…)`, which esbuild would keep in the bundle */
  list?: GenericSchema;
  /** of files */
  contentTypes?: readonly string[];
  headers?: readonly ResponseHeader[];
}

/** What happened to the sender of a request since the token was issued. */
export type Standing = 'their own' | 'session ended' | 'account suspended' | 'account deleted';

/** What docs/authorization.md says of one request. An outcome is a status, or a status and a code. */
export interface Authorization {
  /** what differs from what the endpoint's access and `session` say */
  standings?: Partial<Record<Standing, string>>;
  /**
   * What others are answered who name the sender's object: the other member of its conversation, and a stranger. Absent where a
   * request names nothing that belongs to anyone, `peer` where it would name something of their own.
   */
  others?: { peer?: string; stranger: string };
}

/** What is answered while a dependency is away: `works`, `works, without a push`, `503`. */
export interface Degradation {
  mongodb: string;
  dynamodb: string;
  push: string;
  /** absent: as its grants say */
  queue?: string;
}

/** For one of several requests to an endpoint, where the answer depends on more than the endpoint. */
export interface Case {
  authorization?: Authorization;
  degradation?: Partial<Degradation>;
}

export interface EndpointDeclaration extends Case {
  spec: EndpointSpec;
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: string;
  /** further paths that the same function answers, by the same method */
  alsoAt?: readonly string[];
  tag: Tag;
  summary: string;
  description?: string;
  success: Success;
  /** the original API's answers that are a JSON string, by status */
  sentences?: Record<number, { description: string; sentences: readonly string[] }>;
  /** it asks whether the session still lives: 401 session_ended when it does not */
  session?: true;
  /** counts its uses: 429 rate_limited beyond the limit, RateLimit headers otherwise */
  limit?: { name: RateLimitName /** of these uses only */; when?: string };
  /** besides those that every endpoint of its kind can answer (openapi/operation.ts) */
  problems?: readonly ProblemCode[];
  /** request headers that change what it does */
  requestHeaders?: readonly RequestHeader[];
  /** a rule about several fields, which the schema has as code */
  bodyRule?: Record<string, unknown>;
  /** it asks no database, and so cannot find one away */
  isStatic?: true;
  notModified?: true;
  /** answers 503 with the state of each dependency */
  tellsDependencies?: true;
  /** the same request again changes nothing and is answered the same; PUT and DELETE are idempotent without saying so */
  idempotent?: true;
  /** the SDK's method, where it is this one request and nothing more */
  sdk?: string;
  /** by name; one request without a name unless there are some */
  cases?: Record<string, Case>;
}

/** A function of the WebSocket API. */
export interface SocketDeclaration {
  /** that selects it */
  socket: string;
  /** the frame that it takes */
  frame?: GenericSchema;
  summary: string;
  degradation: Degradation;
}

export type Declaration = EndpointDeclaration | SocketDeclaration;
