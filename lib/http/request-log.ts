/** One line per request, and the id that a problem document and the log share. */
import { log } from '../log.ts';
import type { Exchange, Middleware } from './types.ts';

let coldStart = true;
const startedAt = new WeakMap<object, number>();

function finish({ event, context, response }: Exchange): void {
  if (response) response.headers['X-Request-Id'] = context.awsRequestId;
  log.info('request', {
    requestId: context.awsRequestId,
    route: event.routeKey,
    method: event.requestContext.http.method,
    path: event.rawPath,
    status: response?.statusCode,
    durationMs: Math.round((performance.now() - (startedAt.get(event) ?? performance.now())) * 10) / 10,
    coldStart,
  });
  coldStart = false;
}

export const requestLog = (): Middleware => ({
  before: ({ event }) => {
    startedAt.set(event, performance.now());
  },
  after: finish,
  onError: finish,
});
