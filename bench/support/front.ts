/**
 * The one HTTP front of all that is compared: `node front.ts '{"GET /messages":"bundle.cjs"}'`. It turns a request into the event
 * that API Gateway makes of it, and nothing else. `GET /usage` tells how many requests there were and what they cost this process.
 */
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import type { LambdaHandler } from '../../lib/http/endpoint.ts';
import { toEvent } from '../../test/support/http/http-event.ts';

const require = createRequire(import.meta.url);
const files: Record<string, string> = JSON.parse(process.argv[2] ?? '{}');
const handlers = new Map<string, LambdaHandler>(
  Object.entries(files).map(([route, file]) => [route, require(file).handler]),
);
const context = { awsRequestId: 'bench', functionName: 'bench', getRemainingTimeInMillis: () => 6000 };
let requests = 0;

const server = createServer(async (request, response) => {
  const url = new URL(request.url ?? '/', 'http://front');
  if (url.pathname === '/usage') {
    response.end(JSON.stringify({ requests, cpu: process.cpuUsage() }));
    return;
  }
  const handler = handlers.get(`${request.method} ${url.pathname}`);
  const answer = await handler?.(await toEvent(request, url), context as never);
  requests++;
  // As API Gateway does, which has the whole answer before it sends any of it.
  response.setHeader('Content-Length', Buffer.byteLength(answer?.body ?? ''));
  response.writeHead(answer?.statusCode ?? 404, answer?.headers).end(answer?.body);
});
server.listen(0, '127.0.0.1', () => console.log(`port ${(server.address() as AddressInfo).port}`));
// Ends with the process that started it.
process.stdin.on('close', () => process.exit()).resume();
