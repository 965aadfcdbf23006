/** Headers of responses and requests. */
import type { RequestHeader, ResponseHeader } from '../lib/http/declaration.ts';
import { problems } from '../lib/http/errors.ts';

const text = (description: string, more = {}) => ({ description, schema: { type: 'string', ...more } });

export const responseHeaders = {
  'X-Request-Id': { ...text('Also in problem documents and in the log'), required: true },
  Link: text(
    '`<…>; rel="next"` (RFC 8288) leads to the next page, when there is one: follow it as it is. `rel="prev"` leads to newer messages',
  ),
  'X-Sync-Token': text(
    'Where the list stands: ask later for what changed with `since`. On first pages and at the end of a sync',
  ),
  'Set-Cookie': text(
    'The refresh token of browsers in cookie mode, or its removal: HttpOnly, Secure, SameSite=Strict',
  ),
  'Content-Disposition': text('A name to save it under'),
  Vary: text('What the answer depends on, for caches'),
  'Preference-Applied': text('`return=representation`, when it was asked for and is what follows (RFC 7240)'),
  ETag: text('Of this form of the file: send it back as If-None-Match'),
  'WWW-Authenticate': {
    ...text('What kind of token is wanted, and what was wrong with the one sent (RFC 6750)'),
    required: true,
  },
  RateLimit: text(
    '`"name";r=left;t=seconds`: remaining uses of a limit, and the seconds until its next window (draft-ietf-httpapi-ratelimit-headers)',
  ),
  'RateLimit-Policy': text('`"name";q=uses;w=seconds`: the limit itself'),
  'Retry-After': { description: 'Seconds to wait', required: true, schema: { type: 'integer' } },
} as const satisfies Record<ResponseHeader, object>;

/** Headers of every response with a status. */
export function headersOfStatus(status: number): ResponseHeader[] {
  if (status === 401) return ['WWW-Authenticate'];
  if (status === problems.rate_limited.status) return ['Retry-After', 'RateLimit', 'RateLimit-Policy'];
  return status === problems.service_unavailable.status ? ['Retry-After'] : [];
}

export const requestHeaders = {
  Prefer: {
    name: 'Prefer',
    in: 'header',
    description: '`return=representation` requests the message instead of the short sentence (RFC 7240)',
    schema: { type: 'string' },
    example: 'return=representation',
  },
  'Idempotency-Key': {
    name: 'Idempotency-Key',
    in: 'header',
    description:
      'The ClientId, for clients that send this header with every request. The same as ClientId where both are sent',
    schema: { type: 'string' },
    example: '"8e03978e-40d5-43dd-bc93-6894a57f9324"',
  },
  'X-CoreChat-Session': {
    name: 'X-CoreChat-Session',
    in: 'header',
    description:
      'Sent by clients that renew their access token, which is then valid for 15 minutes instead of three hours. `cookie`: the refresh token is sent and received in a cookie that scripts cannot read; `token`: in the body',
    schema: { type: 'string', enum: ['cookie', 'token'] },
  },
} as const satisfies Record<RequestHeader, object>;
