import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';

/** The event that API Gateway's HTTP API makes of a request: payload format 2.0, for functions that run here as bundles. */
export async function toEvent(request: IncomingMessage, url: URL) {
  const { method = 'GET', headers } = request;
  const body = method === 'GET' ? undefined : await text(request);
  return {
    version: '2.0',
    routeKey: `${method} ${url.pathname}`,
    rawPath: url.pathname,
    rawQueryString: url.search.slice(1),
    headers,
    queryStringParameters: Object.fromEntries(url.searchParams),
    requestContext: {
      http: { method, path: url.pathname, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'bench' },
      requestId: 'bench',
      stage: '$default',
    },
    ...(body === undefined ? {} : { body }),
    isBase64Encoded: false,
  };
}
