/** Turns any thrown value into RFC 9457 problem details with a stable code. */

import { isUnavailable } from '../platform/database-errors.ts';
import { describeError, log } from '../platform/log.ts';
import { noteRefusedLogin } from '../platform/secrets.ts';
import { ApiError, type ProblemCode, problems } from './errors.ts';
import type { ProblemDocument } from './resources.ts';
import type { ApiResponse, Middleware } from './types.ts';

const RETRY_AFTER_SECONDS = 5;

export function toApiError(error: unknown): ApiError {
  noteRefusedLogin(error);
  if (error instanceof ApiError) return error;
  return new ApiError(isUnavailable(error) ? 'service_unavailable' : 'internal_error', { cause: error });
}

/** Headers that HTTP requires with certain statuses. */
function standardHeaders(code: ProblemCode): Record<string, string> {
  const { status, title } = problems[code];
  if (code === 'unauthenticated') return { 'WWW-Authenticate': 'Bearer realm="CoreChat"' };
  if (status === 401) {
    return {
      'WWW-Authenticate': `Bearer realm="CoreChat", error="invalid_token", error_description="${title}"`,
    };
  }
  return status === 503 ? { 'Retry-After': String(RETRY_AFTER_SECONDS) } : {};
}

export function problemResponse(error: ApiError, requestId: string): ApiResponse {
  const { status, title } = problems[error.code];
  const { detail, errors, headers, extensions } = error.options;
  return {
    statusCode: status,
    headers: {
      'Content-Type': 'application/problem+json',
      'Cache-Control': 'no-store',
      ...standardHeaders(error.code),
      ...headers,
    },
    body: JSON.stringify({
      type: `urn:corechat:problem:${error.code}`,
      title,
      status,
      code: error.code,
      ...(detail === undefined ? {} : { detail }),
      ...(errors === undefined ? {} : { errors }),
      ...extensions,
      request_id: requestId,
    } satisfies ProblemDocument),
  };
}

/** The only place where errors become responses. The private reason goes to the log only. */
export const problemMapper = (): Middleware => ({
  onError: (exchange) => {
    const error = toApiError(exchange.error);
    const requestId = exchange.context.awsRequestId;
    if (problems[error.code].status >= 500) {
      log.error('request failed', {
        requestId,
        code: error.code,
        error: describeError(error.cause ?? error),
      });
    }
    exchange.response = problemResponse(error, requestId);
  },
});
