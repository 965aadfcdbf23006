import * as v from 'valibot';
import type { EndpointDeclaration } from '#lib/http/declaration.ts';
import { text } from '#lib/http/fields.ts';
import { Login } from '#lib/sessions/resources.ts';

export const spec = {
  access: 'public',
  limit: { name: 'refreshes', by: 'address' },
  input: v.strictObject({
    // Cookie mode sends the token in its cookie and an empty body.
    RefreshToken: v.optional(v.pipe(text, v.maxLength(400, 'must be a refresh token'))),
  }),
} as const;

export const endpoint = {
  spec,
  method: 'POST',
  path: '/sessions/refresh',
  tag: 'Sessions',
  summary: 'Exchange a refresh token for new tokens',
  description:
    'The previous refresh token stays valid for a minute, unless the new one is used before. Using an older one ends the session. Browsers in cookie mode send no body.',
  requestHeaders: ['X-CoreChat-Session'],
  success: { status: 200, description: 'The new tokens', output: Login, headers: ['Set-Cookie'] },
  problems: ['invalid_refresh_token', 'refresh_token_reused', 'cookie_header_missing'],
  authorization: {
    standings: {
      'session ended': '401 invalid_refresh_token',
      'account suspended': '401 invalid_refresh_token',
      'account deleted': '401 invalid_refresh_token',
    },
  },
  // Only an outdated token ends its session, which MongoDB records, and closes sockets.
  degradation: { mongodb: 'works', push: 'works' },
} as const satisfies EndpointDeclaration;
