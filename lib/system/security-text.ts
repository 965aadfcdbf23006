/** /.well-known/security.txt: where to report a vulnerability (RFC 9116). */

import { routeNotFound } from '../http/route-not-found.ts';
import type { ApiEvent, ApiResponse } from '../http/types.ts';
import { now } from '../platform/clock.ts';
import { config } from '../platform/config.ts';

/**
 * A file that is out of date must not be used (RFC 9116 §2.5.5), so it is no longer served.
 * @throws ApiError route_not_found without a contact, and once the file is out of date
 */
export function answerSecurityText(event: ApiEvent): ApiResponse {
  const { contact, expiresAt } = config.security;
  if (contact === '' || expiresAt <= now()) throw routeNotFound(event);
  return {
    statusCode: 200,
    headers: { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'public, max-age=300' },
    body: `Contact: ${contact}\nExpires: ${expiresAt.toISOString()}\n`,
  };
}
