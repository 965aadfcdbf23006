/** Calls a function's exported handler as API Gateway does: HTTP API, payload format 2.0. */
import { randomUUID } from 'node:crypto';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import type { Context } from 'aws-lambda';
import type { LambdaHandler } from '#lib/http/endpoint.ts';
import type { ApiResponse } from '#lib/http/types.ts';
import { recordingAs } from '../deploy/recorded-calls.ts';

export interface ApiRequest {
  method?: string;
  path?: string;
  query?: Record<string, string>;
  params?: Record<string, string>;
  headers?: Record<string, string>;
  token?: string;
  /** the client's address as the gateway sees it */
  sourceIp?: string;
  /** A value is sent as JSON with its content type; a string as it stands. */
  body?: unknown;
}

export interface ApiAnswer {
  status: number;
  cookies: string[];
  headers: Record<string, string>;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  body: any;
}

/** `GET /Users/{username}`, as the gateway names the route, where the path contains the parameters. */
const routeKeyOf = (method: string, path: string, params: Record<string, string> = {}): string =>
  `${method} ${Object.entries(params).reduce((route, [name, value]) => route.replace(`/${value}`, `/{${name}}`), path)}`;

export function buildEvent(request: ApiRequest) {
  const { method = 'GET', path = '/', query, params, headers = {}, token, body } = request;
  const { sourceIp = '192.0.2.1' } = request;
  const routeKey = routeKeyOf(method, path, params);
  return {
    version: '2.0',
    routeKey,
    rawPath: path,
    rawQueryString: new URLSearchParams(query).toString(),
    headers: {
      host: 'api.example.org',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...headers,
    },
    ...(query ? { queryStringParameters: query } : {}),
    ...(params ? { pathParameters: params } : {}),
    requestContext: {
      http: { method, path, protocol: 'HTTP/1.1', sourceIp, userAgent: 'test' },
      requestId: randomUUID(),
      routeKey,
      stage: '$default',
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    isBase64Encoded: false,
  };
}

/** What a project of tests does with every answer: the integration tests hold it against openapi.json. */
export const answers: {
  observe?: (handler: LambdaHandler, answer: ApiAnswer) => Promise<void>;
} = {};

export const buildContext = (): Context =>
  ({ awsRequestId: randomUUID(), functionName: 'test' }) as unknown as Context;

/** As the gateway and a browser do. */
function decode(body: string, coding?: string): string {
  const bytes = Buffer.from(body, 'base64');
  if (coding === 'br') return brotliDecompressSync(bytes).toString();
  return (coding === 'gzip' ? gunzipSync(bytes) : bytes).toString();
}

/** What a client gets of a function's response. */
export function readAnswer(response: ApiResponse): ApiAnswer {
  const { statusCode, headers, cookies = [], body, isBase64Encoded } = response;
  const lowerCase = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
  const text = body && isBase64Encoded ? decode(body, headers['Content-Encoding']) : body;
  const isJson = /json/.test(headers['Content-Type'] ?? '');
  return {
    status: statusCode,
    cookies,
    headers: Object.fromEntries(lowerCase),
    body: text && isJson ? JSON.parse(text) : text || undefined,
  };
}

/** @param event as API Gateway sends it */
export async function deliver(handler: LambdaHandler, event: unknown): Promise<ApiAnswer> {
  const answer = readAnswer(await recordingAs(handler, () => handler(event, buildContext())));
  await answers.observe?.(handler, answer);
  return answer;
}

export const call = (handler: LambdaHandler, request: ApiRequest = {}): Promise<ApiAnswer> =>
  deliver(handler, buildEvent(request));
