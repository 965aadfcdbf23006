/**
 * Makes serverless-offline's HTTP server behave like API Gateway where it does not by itself:
 * - it drops the body of GET requests, which the seed's client sends and API Gateway passes on;
 * - it answers every Origin with CORS headers, whether the function allowed that origin or not;
 * - it rewrites JSON bodies, takes a body without a content type for JSON, and replaces bytes that are no UTF-8;
 * - it takes /Users/ for /Users and HEAD for GET, which API Gateway tells apart, and answers each preflight with 200;
 * - it answers its own errors in its own form, a broken function with 200 and a stack trace.
 *
 * serverless-offline has no hook for its server, but lets a project bring an authentication scheme per route
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

/** The little of hapi that is used here; hapi is serverless-offline's dependency, not ours. */
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

/** Keeps the CORS headers that a function set and drops those that serverless-offline adds on its own. */
function correctCors({ plugins, response }: HapiRequest): void {
  const headers = response.isBoom ? response.output.headers : response.headers;
  for (const name of Object.keys(headers)) {
    if (isCorsHeader(name) && !plugins.corechat?.corsHeaders.has(name)) delete headers[name];
  }
}

/** No function answers with these two fields. */
function failureOf(source: unknown): { errorMessage: string; stackTrace: unknown } | undefined {
  if (typeof source !== 'string' || !source.startsWith('{"errorMessage":')) return undefined;
  const failure = JSON.parse(source);
  return failure.stackTrace === undefined ? undefined : failure;
}

/** What no function answered: hapi's own errors, and a function that failed to load, which comes as its stack trace. */
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
    // hapi gives HEAD to the function of GET; API Gateway has no route for it.
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
    // serverless-offline parses what it takes for JSON and writes it anew; functions get what was sent.
    request.mime = 'text/plain';
    // serverless-offline makes an address of it and falls over one that is none.
    const isAddress = URL.canParse(`http://${request.headers.host}`);
    if (!isAddress) return answerProblem(toolkit, 'validation_failed').takeover();
    // It makes a text of the bytes, and replaces what is no UTF-8.
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
    // hapi would cut the answer to the range that was asked for; API Gateway does not.
    delete request.headers.range;
    return toolkit.continue;
  });
}

let routes = 0;

function localGateway() {
  // serverless-offline registers one scheme per route, each under a name of its own.
  const name = `local-gateway-${routes++}`;
  const getAuthenticateFunction = (server: HapiServer) => {
    extend(server);
    return { authenticate };
  };
  return { name, scheme: name, getAuthenticateFunction };
}

// Started by `npm start` with a channel to it: without that parent nothing would ever stop this process.
process.once('disconnect', () => process.exit());

export { localGateway as 'module.exports' };
