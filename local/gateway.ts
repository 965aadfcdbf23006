/**
 * Makes serverless-offline's HTTP server behave like API Gateway. By default serverless-offline
 * - drops the body of GET requests, which the original client sends and API Gateway passes on;
 * - adds CORS headers for every origin, also when the function did not allow it;
 * - rewrites JSON bodies, treats a body without a content type as JSON, and replaces invalid UTF-8;
 * - treats /Users/ as /Users and HEAD as GET, which API Gateway distinguishes, and answers each preflight with 200;
 * - returns its own errors in a different format, and a broken function as 200 with a stack trace.
 *
 * serverless-offline has no hook for its server, but accepts an authentication scheme per route
 * (`custom.offline.customAuthenticationProvider`); hapi hands a scheme its server and, before any payload is read,
 * each request. This module is loaded by `require`, hence the export's name.
 */
import { isUtf8 } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { ApiError, type ProblemCode, problems } from '../lib/http/errors.ts';
import { problemResponse } from '../lib/http/problem.ts';
import { methodsAt } from '../lib/routes.ts';

/** The used part of hapi, which is a dependency of serverless-offline. */
interface HapiRequest {
  method: string;
  path: string;
  payload: unknown;
  headers: Headers;
  raw: { req: IncomingMessage };
  plugins: { corechat?: { corsHeaders: Set<string>; status: number } };
  mime: string | null;
  setUrl(url: string, stripTrailingSlash: boolean): void;
  response: {
    isBoom?: boolean;
    statusCode: number;
    headers: Headers;
    source: unknown;
    output: { statusCode: number; headers: Headers };
  };
}
type Headers = Record<string, unknown>;

interface HapiResponse {
  code(status: number): HapiResponse;
  type(mime: string): HapiResponse;
  header(name: string, value: string): HapiResponse;
  takeover(): HapiResponse;
}

interface HapiToolkit {
  continue: unknown;
  response(body: string): HapiResponse;
  authenticated(result: { credentials: object }): unknown;
}

interface HapiServer {
  ext(event: string, method: (request: HapiRequest, toolkit: HapiToolkit) => unknown): void;
}

const isCorsHeader = (name: string): boolean => name.toLowerCase().startsWith('access-control-');

/** hapi reads no payload for these methods. */
const BODILESS = new Set(['get', 'head']);

async function authenticate(request: HapiRequest, toolkit: HapiToolkit): Promise<unknown> {
  if (BODILESS.has(request.method)) request.payload = await buffer(request.raw.req);
  return toolkit.authenticated({ credentials: {} });
}

/** Keeps the function's CORS headers and removes those that serverless-offline adds. */
function correctCors({ plugins, response }: HapiRequest): void {
  const headers = response.isBoom ? response.output.headers : response.headers;
  for (const name of Object.keys(headers)) {
    if (isCorsHeader(name) && !plugins.corechat?.corsHeaders.has(name)) delete headers[name];
  }
}

/** Detects a crashed function: no function returns these two fields. */
function failureOf(source: unknown): { errorMessage: string; stackTrace: unknown } | undefined {
  if (typeof source !== 'string' || !source.startsWith('{"errorMessage":')) return undefined;
  const failure = JSON.parse(source);
  return failure.stackTrace === undefined ? undefined : failure;
}

/** Detects responses that are not from a function: hapi's errors, and the stack trace of a function that failed to load. */
function findFault({ response }: HapiRequest): ProblemCode | undefined {
  if (response.isBoom) {
    const { statusCode } = response.output;
    const codes = Object.keys(problems) as ProblemCode[];
    return codes.find((code) => problems[code].status === statusCode) ?? 'internal_error';
  }
  const failure = failureOf(response.source);
  if (!failure) return undefined;
  const error = { name: 'Function', message: failure.errorMessage };
  console.log(JSON.stringify({ level: 'error', time: now(), error }));
  return 'internal_error';
}

const now = (): string => new Date().toISOString();

function answerProblem(
  toolkit: HapiToolkit,
  code: ProblemCode,
  options?: { headers: Record<string, string> },
): HapiResponse {
  const requestId = randomUUID();
  const { statusCode, headers, body = '' } = problemResponse(new ApiError(code, options), requestId);
  const response = toolkit.response(body).code(statusCode).header('X-Request-Id', requestId);
  for (const [name, value] of Object.entries(headers)) response.header(name, value);
  return response;
}

const extended = new WeakSet<HapiServer>();

function extend(server: HapiServer): void {
  if (extended.has(server)) return;
  extended.add(server);
  server.ext('onRequest', (request, toolkit) => {
    // hapi routes HEAD to the function of GET; API Gateway has no route for it.
    const allowed = request.method === 'head' ? methodsAt(request.path) : [];
    if (allowed.length > 0) {
      const headers = { Allow: allowed.join(', ') };
      return answerProblem(toolkit, 'method_not_allowed', { headers }).takeover();
    }
    const { url = '/' } = request.raw.req;
    if (/\/(?:\?|$)/.test(url)) request.setUrl(url, false);
    return toolkit.continue;
  });
  server.ext('onPreHandler', (request, toolkit) => {
    // serverless-offline parses and rewrites JSON; functions must get the original text.
    request.mime = 'text/plain';
    // serverless-offline builds a URL from it and fails for an invalid one.
    const isAddress = URL.canParse(`http://${request.headers.host}`);
    if (!isAddress) return answerProblem(toolkit, 'validation_failed').takeover();
    // It decodes the bytes as text and replaces invalid UTF-8.
    const { payload, headers, raw } = request;
    // Functions get the raw headers.
    if (Buffer.isBuffer(payload) && headers['content-type'] === undefined) {
      raw.req.rawHeaders.push('content-type', 'application/octet-stream');
    }
    const isText = !Buffer.isBuffer(payload) || isUtf8(payload);
    return isText ? toolkit.continue : answerProblem(toolkit, 'malformed_json').takeover();
  });
  server.ext('onPostHandler', (request, toolkit) => {
    request.plugins.corechat = {
      corsHeaders: new Set(Object.keys(request.response.headers).filter(isCorsHeader)),
      status: request.response.statusCode,
    };
    return toolkit.continue;
  });
  server.ext('onPreResponse', (request, toolkit) => {
    const code = findFault(request);
    if (code) return answerProblem(toolkit, code);
    correctCors(request);
    const { response, plugins } = request;
    if (!response.isBoom && plugins.corechat) response.statusCode = plugins.corechat.status;
    // hapi would return only the requested range; API Gateway does not.
    delete request.headers.range;
    return toolkit.continue;
  });
}

let routes = 0;

function localGateway() {
  // serverless-offline registers one scheme per route, each under a different name.
  const name = `local-gateway-${routes++}`;
  const getAuthenticateFunction = (server: HapiServer) => {
    extend(server);
    return { authenticate };
  };
  return { name, scheme: name, getAuthenticateFunction };
}

// Ends with `npm start`, its parent, to which it has a channel.
process.once('disconnect', () => process.exit());

export { localGateway as 'module.exports' };
