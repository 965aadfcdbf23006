/** One log line per request, with the request id that problem documents contain too. */
import { logRequest } from '../platform/log.ts';
import type { Exchange, Middleware } from './types.ts';

/** Logs the route instead of the path, which contains names and conversation ids. */
async function finish({ event, context, response }: Exchange): Promise<void> {
  if (response) response.headers['X-Request-Id'] = context.awsRequestId;
  await logRequest('request', {
    requestId: context.awsRequestId,
    gatewayRequestId: event.requestContext.requestId,
    route: event.routeKey,
    method: event.requestContext.http.method,
    status: response?.statusCode,
  });
}

export const requestLog = (): Middleware => ({ after: finish, onError: finish });
