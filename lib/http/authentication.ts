/** Finds the access token in each place where the API accepts one, and verifies it. */

import { config } from '../platform/config.ts';
import { identifyUser, needLogKey } from '../platform/identity.ts';
import { needKeys } from '../sessions/keys.ts';
import { type Bearer, rehearseVerification, verifyAccessToken } from '../sessions/token.ts';
import { ApiError } from './errors.ts';
import { gatherInput } from './input.ts';
import type { ApiEvent, Middleware } from './types.ts';

const BEARER = /^Bearer +([\w.~+/-]+=*)$/i;

/** The original clients send the token's text, or the whole object that /Login returned, as a value or as JSON text. */
function tokenText(given: unknown): string {
  if (typeof given === 'object' && given !== null) return tokenText((given as { Token?: unknown }).Token);
  if (typeof given !== 'string') throw new ApiError('invalid_token');
  if (!given.trimStart().startsWith('{')) return given;
  try {
    return tokenText(JSON.parse(given));
  } catch (cause) {
    throw new ApiError('invalid_token', { cause });
  }
}

/** @returns undefined when no token was sent @throws ApiError invalid_token when the token cannot be read */
function findToken(event: ApiEvent, fromInput: unknown): string | undefined {
  const { authorization } = event.headers;
  if (authorization !== undefined) {
    const [, token] = BEARER.exec(authorization.trim()) ?? [];
    if (!token)
      throw new ApiError('invalid_token', { detail: 'The header must be Authorization: Bearer <token>' });
    return token;
  }
  const given = fromInput ?? event.queryStringParameters?.Token;
  return given === undefined ? undefined : tokenText(given);
}

/** URLs end up in logs and histories, so production accepts no token in a query string (RFC 6750 §5.3). */
function refuseTokenInAddress(event: ApiEvent): void {
  if (config.isProduction && event.queryStringParameters?.Token !== undefined) {
    throw new ApiError('validation_failed', {
      errors: [{ field: 'Token', detail: 'is not accepted in the query string: send Authorization: Bearer' }],
    });
  }
}

/**
 * Refuses the tokens of ended sessions. A parameter of each endpoint, because functions that use one database should not load the client
 * of the other: requireLive reads MongoDB, requireSession DynamoDB.
 * @throws ApiError session_ended
 */
export type Admission = (bearer: Bearer) => Promise<void>;

/**
 * Collects the input, removes the token from it and, where the endpoint requires one, verifies it. Begins to read whether its session
 * has ended.
 */
export function authentication(access: 'public' | 'token', admit: Admission | undefined): Middleware {
  if (access === 'token') {
    needKeys(rehearseVerification);
    needLogKey();
  }
  return {
    before: async ({ event }) => {
      refuseTokenInAddress(event);
      const { Token: given, ...input } = gatherInput(event);
      event.input = input;
      if (access === 'public') return;
      const token = findToken(event, given);
      if (token === undefined) throw new ApiError('unauthenticated');
      event.bearer = await verifyAccessToken(token);
      identifyUser(event.bearer.username);
      event.admitted = admit?.(event.bearer);
      // Awaited later, possibly not at all when something else fails first: without this the rejection would end the process.
      event.admitted?.catch(() => undefined);
    },
  };
}
