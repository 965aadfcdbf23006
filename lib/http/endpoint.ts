/**
 * The one middleware stack. Every HTTP function is `endpoint(spec, handle)`:
 *
 * @example
 * export const handler = endpoint(
 *   { access: 'token', limit: { name: 'sends', by: 'user' }, input: SendMessageInput },
 *   async ({ user, input }) => json(201, await sendMessage(user.username, input)),
 *   requireLive,
 *   requireAdmission,
 * );
 */
import middy from '@middy/core';
import httpCors from '@middy/http-cors';
import httpEventNormalizer from '@middy/http-event-normalizer';
import httpHeaderNormalizer from '@middy/http-header-normalizer';
import httpSecurityHeaders from '@middy/http-security-headers';
import type { Context } from 'aws-lambda';
import type { GenericSchema, InferOutput } from 'valibot';
import type { ExactLimitName } from '../limits/rate-limit.ts';
import { config } from '../platform/config.ts';
import { inRequestScope, markLoaded } from '../platform/request-scope.ts';
import { renewingSecrets, secretsReady } from '../platform/secrets.ts';
import { ANSWER_EARLY_MS, outOfTime } from '../platform/time-limit.ts';
import type { Bearer } from '../sessions/token.ts';
import { type Admission, type Admissions, type CountUse, type LimitSpec, refusalFirst } from './admission.ts';
import { bodyAuthentication, headerAuthentication } from './authentication.ts';
import { jsonBody } from './body.ts';
import { needEdge, throughEdge } from './edge.ts';
import { inputValidation } from './input.ts';
import { problemMapper } from './problem.ts';
import { requestLog } from './request-log.ts';
import { withHeaders } from './responses.ts';
import { DATA_SECURITY, type SecurityHeaders } from './security-headers.ts';
import type { ApiEvent, ApiResponse } from './types.ts';

/**
 * Callers: everyone, or bearers of a valid access token; and the limit of each. Required, so no endpoint is without one. docs/limits.md
 * lists the limits.
 */
type Callers =
  | { access: 'public'; limit: LimitSpec & { by: 'address' } }
  | { access: 'token'; limit: LimitSpec };

export type EndpointSpec = Callers & {
  /** The longest body in bytes; 4 KiB by default. */
  bodyMax?: number;
  /** Accepts a form in place of JSON, and ignores it: mail programs send one (RFC 8058). */
  takesForms?: true;
  /** Schema of path, query and body together. Required, so no endpoint is without one. */
  input: GenericSchema;
  /**
   * 'handler': the handler awaits `admitted` itself, beside other work, before it changes anything. By default the endpoint awaits it:
   * before the handler runs, or for GET while it runs.
   */
  admission?: 'handler';
  /** Security headers of its responses; by default those for data. */
  security?: SecurityHeaders;
};

export interface EndpointRequest<Spec extends EndpointSpec> {
  input: InferOutput<Spec['input']>;
  user: Spec['access'] extends 'token' ? Bearer : undefined;
  /** rejects when the limit is used up, or the sender's session has ended; see EndpointSpec.admission */
  admitted: Promise<void>;
  /** rejects when the limit is used up */
  limited: Promise<unknown>;
  /** The client requested the resource instead of the original API's short sentence. */
  prefersRepresentation: boolean;
  /** Method, URL, headers (in lower case) and cookies, for the few endpoints that need them. */
  event: ApiEvent;
}

/** RFC 7240 §2: preferences are separated by commas, their parameters by semicolons; of two of one name the first counts. */
function prefersRepresentation(prefer = ''): boolean {
  const preferences = prefer.split(',').map((preference) => preference.split(';')[0]?.trim() ?? '');
  const wanted = preferences.find((preference) => /^return\s*=/i.test(preference));
  return /^return\s*=\s*"?representation"?$/i.test(wanted ?? '');
}

/** Without configured origins there are no CORS headers, so browsers let no other site's pages read responses. */
const cors = () =>
  config.corsOrigins.length === 0
    ? []
    : [
        httpCors({
          origins: [...config.corsOrigins],
          disableBeforePreflightResponse: false,
          methods: 'GET,POST,PUT,PATCH,DELETE',
          headers: 'Authorization,Content-Type,Idempotency-Key,Prefer,X-CoreChat-Session',
          exposeHeaders:
            'Link,RateLimit,RateLimit-Policy,Retry-After,WWW-Authenticate,X-Request-Id,X-Sync-Token',
          maxAge: 600,
        }),
      ];

const timeOut = (): never => {
  throw outOfTime();
};

/** What Lambda calls, with an event of payload format 2.0. */
export type LambdaHandler = (event: unknown, context: Context) => Promise<ApiResponse>;

/** A handler with its spec, which tests compare with the documents. */
export type Endpoint = LambdaHandler & { spec: EndpointSpec };

/** What an endpoint needs besides its handler: a check of the session where it takes a token, a counter where its limit is exact. */
type Checks<Spec extends EndpointSpec> = [
  ...(Spec['access'] extends 'token' ? [Admission] : []),
  ...(Spec['limit']['name'] extends ExactLimitName ? [CountUse] : []),
];

export function endpoint<const Spec extends EndpointSpec>(
  spec: Spec,
  handle: (request: EndpointRequest<Spec>) => Promise<ApiResponse>,
  ...checks: Checks<Spec>
): Endpoint {
  const given: readonly unknown[] = checks;
  const [admit, count] = spec.access === 'token' ? given : [undefined, ...given];
  const admissions = { limit: spec.limit, admit, count } as Admissions;

  const respond = async (event: ApiEvent): Promise<ApiResponse> => {
    const { admitted = Promise.resolve(), limited = Promise.resolve() } = event;
    if (event.requestContext.http.method !== 'GET' && spec.admission !== 'handler') await admitted;
    const responding = handle({
      input: event.input as InferOutput<Spec['input']>,
      user: event.bearer as EndpointRequest<Spec>['user'],
      admitted,
      limited,
      prefersRepresentation: prefersRepresentation(event.headers.prefer),
      event,
    });
    if (spec.admission === 'handler') return responding;
    // A refusal precedes any other failure.
    responding.catch(() => undefined);
    await admitted;
    return responding;
  };
  const lambda = async (event: ApiEvent): Promise<ApiResponse> => {
    const response = await respond(event);
    return withHeaders(response, (await event.limited) ?? {});
  };

  needEdge();
  // middy runs `before` downwards, `after` and `onError` upwards: an error becomes a problem first and gets its
  // headers after. Its own types insist on a literal event type per middleware, which one shared stack cannot have.
  const stack: unknown[] = [
    requestLog(),
    httpHeaderNormalizer(),
    httpEventNormalizer(),
    httpSecurityHeaders((spec.security ?? DATA_SECURITY) as never),
    ...cors(),
    problemMapper(),
    { before: secretsReady },
    throughEdge(),
    refusalFirst(),
    headerAuthentication(spec.access, admissions),
    jsonBody(spec.bodyMax, spec.takesForms),
    bodyAuthentication(spec.access, admissions),
    inputValidation(spec.input),
  ];
  const pipeline = middy({ timeoutEarlyInMillis: ANSWER_EARLY_MS, timeoutEarlyResponse: timeOut });
  pipeline.use(stack as middy.MiddlewareObj[]).handler(lambda as never);
  const run = pipeline as unknown as LambdaHandler;
  const handler: LambdaHandler = (event, context) =>
    inRequestScope(() => renewingSecrets(() => run(event, context)));
  markLoaded();
  return Object.assign(handler, { spec });
}
