/** One line per request, and the id that a problem document and the log share. */
import { logRequest } from '../log.ts';
import type { Exchange, Middleware } from './types.ts';

/** The address itself would tell whose conversation or profile was asked for; the route says enough. */
async function finish({ event, context, response }: Exchange): Promise<void> {
  if (response) response.headers['X-Request-Id'] = context.awsRequestId;
  await logRequest('request', {
    requestId: context.awsRequestId,
    route: event.routeKey,
    method: event.requestContext.http.method,
    status: response?.statusCode,
  });
}

export const requestLog = (): Middleware => ({ after: finish, onError: finish });
