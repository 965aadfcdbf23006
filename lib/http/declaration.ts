/**
 * The declaration of a function, in `functions/<capability>/<name>.endpoint.ts`: the handler runs with `spec`; routes, documents,
 * clients and tests derive from `endpoint` (`npm run generate`), which stays out of the bundle.
 */
import type { GenericSchema } from 'valibot';
import type { EndpointSpec } from './endpoint.ts';
import type { ProblemCode } from './errors.ts';

/** Sections of the OpenAPI document. */
export type Tag =
  | 'Accounts'
  | 'Sessions'
  | 'People'
  | 'Messages'
  | 'Conversations'
  | 'Groups'
  | 'Real time'
  | 'System';

export type RequestHeader = 'Prefer' | 'X-CoreChat-Session' | 'Idempotency-Key';

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
  /** the original API's short response; with `output`, the response without `Prefer: return=representation` */
  sentence?: string;
  /** absent for no content */
  output?: GenericSchema;
  /** schema of the items of a page; not `v.array(…)`, which esbuild would keep in the bundle */
  list?: GenericSchema;
  /** for files */
  contentTypes?: readonly string[];
  headers?: readonly ResponseHeader[];
}

/** The state of the sender's account and session since the token was issued. */
export type Standing = 'their own' | 'session ended' | 'account suspended' | 'account deleted';

/** The row of a request in docs/authorization.md. An outcome is a status, or a status and a code. */
export interface Authorization {
  /** outcomes that differ from those that follow from the endpoint's access and `session` */
  standings?: Partial<Record<Standing, string>>;
  /**
   * Responses to others who request the sender's object: the other member of its conversation (`peer`), and a `stranger`. Absent
   * where a request addresses no owned object; `peer` is absent where the same request would address their own.
   */
  others?: { peer?: string; stranger: string };
}

/** The response while a dependency is down: `works`, `works, without a push`, `503`. */
export interface Degradation {
  mongodb: string;
  dynamodb: string;
  push: string;
  /** absent: follows from its grants */
  queue?: string;
  /** S3; absent: works, because addresses are signed without asking it, and the sweep deletes what a deletion leaves */
  files?: string;
}

/** One of several kinds of requests to an endpoint, where the response depends on more than the endpoint. */
export interface Case {
  authorization?: Authorization;
  degradation?: Partial<Degradation>;
}

export interface EndpointDeclaration extends Case {
  spec: EndpointSpec;
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: string;
  /** further paths of the same function and method */
  alsoAt?: readonly string[];
  tag: Tag;
  summary: string;
  description?: string;
  success: Success;
  /** the original API's responses that are a JSON string, by status */
  sentences?: Record<number, { description: string; sentences: readonly string[] }>;
  /** in addition to those of every endpoint of its kind (openapi/operation.ts) */
  problems?: readonly ProblemCode[];
  /** request headers that change its behaviour */
  requestHeaders?: readonly RequestHeader[];
  /** JSON Schema of a rule about several fields, which the valibot schema has as code */
  bodyRule?: Record<string, unknown>;
  /** it uses no database, so it works while one is down */
  isStatic?: true;
  notModified?: true;
  /** its 503 contains the state of each dependency */
  tellsDependencies?: true;
  /** repeating the request changes nothing and returns the same response; PUT and DELETE are idempotent by default */
  idempotent?: true;
  /** the SDK's method, where it is exactly this one request */
  sdk?: string;
  /** by name; by default there is one, without a name */
  cases?: Record<string, Case>;
}

/** A function of the WebSocket API. */
export interface SocketDeclaration {
  /** the route that selects it */
  socket: string;
  /** the schema of its frame */
  frame?: GenericSchema;
  summary: string;
  degradation: Degradation;
}

export type Declaration = EndpointDeclaration | SocketDeclaration;
