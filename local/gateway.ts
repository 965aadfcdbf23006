/**
 * Makes serverless-offline's HTTP server behave like API Gateway where it does not by itself:
 * - it drops the body of GET requests, which the seed's client sends and API Gateway passes on;
 * - it answers every Origin with CORS headers, whether the function allowed that origin or not.
 *
 * serverless-offline has no hook for its server, but lets a project bring an authentication scheme per route
 * (`custom.offline.customAuthenticationProvider`); hapi hands a scheme its server and, before any payload is read,
 * each request. This module is loaded by `require`, hence the export's name.
 */
import type { IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';

/** The little of hapi that is used here; hapi is serverless-offline's dependency, not ours. */
interface HapiRequest {
  method: string;
  payload: unknown;
  raw: { req: IncomingMessage };
  plugins: { corechat?: { corsHeaders: Set<string> } };
  response: { isBoom?: boolean; headers: Headers; output: { headers: Headers } };
}
type Headers = Record<string, unknown>;

interface HapiToolkit {
  continue: unknown;
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

const extended = new WeakSet<HapiServer>();

/** Keeps the CORS headers that a function set and drops those that serverless-offline adds on its own. */
function correctCors(server: HapiServer): void {
  if (extended.has(server)) return;
  extended.add(server);
  server.ext('onPostHandler', (request, toolkit) => {
    request.plugins.corechat = {
      corsHeaders: new Set(Object.keys(request.response.headers).filter(isCorsHeader)),
    };
    return toolkit.continue;
  });
  server.ext('onPreResponse', ({ plugins, response }, toolkit) => {
    const headers = response.isBoom ? response.output.headers : response.headers;
    for (const name of Object.keys(headers)) {
      if (isCorsHeader(name) && !plugins.corechat?.corsHeaders.has(name)) delete headers[name];
    }
    return toolkit.continue;
  });
}

let routes = 0;

function localGateway() {
  // serverless-offline registers one scheme per route, each under a name of its own.
  const name = `local-gateway-${routes++}`;
  const getAuthenticateFunction = (server: HapiServer) => {
    correctCors(server);
    return { authenticate };
  };
  return { name, scheme: name, getAuthenticateFunction };
}

// Started by `npm start` with a channel to it: without that parent nothing would ever stop this process.
process.once('disconnect', () => process.exit());

export { localGateway as 'module.exports' };
