/** Assembles the OpenAPI 3.1 document from declarations, problem codes and recorded responses. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { endpoints } from '../generate/declarations.ts';
import type { EndpointDeclaration } from '../lib/http/declaration.ts';
import { pathsOf } from '../lib/routes.ts';
import { problemExamples } from './examples.ts';
import { responseHeaders } from './headers.ts';
import { componentSchemas } from './json-schema.ts';
import { problemsOf, TAGS } from './operation.ts';
import { requestOf } from './requests.ts';
import { HealthProblem, responsesOf } from './responses.ts';
import { websocket } from './websocket.ts';

const ROOT = join(import.meta.dirname, '..');
export const DOCUMENT = join(ROOT, 'openapi.json');

const DESCRIPTION = `A chat backend of independent AWS Lambda functions.

**Tokens.** Log in, then send \`Authorization: Bearer <Token>\`. A token is valid for three hours, or for 15
minutes if the log-in says with \`X-CoreChat-Session\` that the client renews it; \`POST /sessions/refresh\` gives new ones. The
original API's clients may send it as \`Token\` in the JSON body instead, also of GET requests: as the string, or as the whole object that \`POST /Login\` answered.

**Errors** are problem documents (RFC 9457): match on \`code\`. Any other address answers 404 \`route_not_found\`, another method of
an address that exists 405 \`method_not_allowed\` with \`Allow\`.

**Lists** are plain arrays; \`Link\` leads to the next page. Unknown fields in answers are to be ignored: more may come.`;

const securitySchemes = {
  bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'The Token of POST /Login' },
  tokenInQuery: {
    type: 'apiKey',
    in: 'query',
    name: 'Token',
    description: 'For the original API’s clients; refused in production, because URLs end up in logs',
  },
};

/** The two forms in which the original clients send the token. */
const TokenInBody = {
  description:
    'The original API’s way to send the token: its text, or the whole object that POST /Login answered',
  deprecated: true,
  anyOf: [
    { type: 'string' },
    { type: 'object', properties: { Token: { type: 'string' } }, required: ['Token'] },
  ],
};

const operationId = (functionName: string, path: string, main: string): string =>
  [functionName, ...(path === main ? [] : [path])].join('-').replaceAll(/\W+/g, '-').replace(/-$/, '');

function describe(functionName: string, endpoint: EndpointDeclaration, path: string) {
  const { tag, summary, description, spec } = endpoint;
  return {
    operationId: operationId(functionName, path, endpoint.path),
    tags: [tag],
    summary,
    ...(description === undefined ? {} : { description }),
    security: spec.access === 'token' ? [{ bearer: [] }, { tokenInQuery: [] }] : [],
    ...requestOf(functionName, endpoint, path),
    responses: responsesOf(functionName, endpoint),
  };
}

function paths() {
  const found: Record<string, Record<string, object>> = {};
  for (const [name, endpoint] of Object.entries(endpoints)) {
    for (const path of pathsOf(endpoint)) {
      found[path] = { ...found[path], [endpoint.method.toLowerCase()]: describe(name, endpoint, path) };
    }
  }
  return found;
}

/** Without the codes that only the WebSocket, or an address without a route, answers. */
function examplesOfOperations() {
  const used = new Set<string>(Object.values(endpoints).flatMap(problemsOf));
  return Object.fromEntries(Object.entries(problemExamples()).filter(([code]) => used.has(code)));
}

export function createDocument() {
  const { version, license } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  return {
    openapi: '3.1.1',
    info: {
      title: 'CoreChat',
      version,
      summary: 'Chat over HTTP and WebSockets',
      description: DESCRIPTION,
      license: { name: license, identifier: license },
    },
    servers: [{ url: '/' }],
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
    paths: paths(),
    components: {
      securitySchemes,
      schemas: { ...componentSchemas(), TokenInBody, HealthProblem },
      headers: responseHeaders,
      examples: examplesOfOperations(),
    },
    'x-websocket': websocket(),
  };
}

export const documentText = (): string => `${JSON.stringify(createDocument(), null, 2)}\n`;
