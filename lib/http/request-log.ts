/** One line per request, and the id that a problem document and the log share. */
import { logRequest } from '../platform/log.ts';
import type { Exchange, Middleware } from './types.ts';

/** Logs the route instead of the path, which names people and conversations. */
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
