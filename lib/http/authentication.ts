/** Finds the access token in each place where the API accepts one, and verifies it. */

import { config } from '../platform/config.ts';
import { identifyUser, needLogKey } from '../platform/identity.ts';
import { needKeys } from '../sessions/keys.ts';
import { rehearseVerification, verifyAccessToken } from '../sessions/token.ts';
import { type Admissions, admitAnonymous, beginAdmission } from './admission.ts';
import { ApiError } from './errors.ts';
import { gatherInput } from './input.ts';
import type { ApiEvent, Middleware } from './types.ts';

type Access = 'public' | 'token';

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

/** @returns undefined when no header was sent @throws ApiError invalid_token when it cannot be read */
function tokenOfHeader(event: ApiEvent): string | undefined {
  const { authorization } = event.headers;
  if (authorization === undefined) return undefined;
  const [, token] = BEARER.exec(authorization.trim()) ?? [];
  if (!token)
    throw new ApiError('invalid_token', { detail: 'The header must be Authorization: Bearer <token>' });
  return token;
}

/** URLs end up in logs and histories, so production accepts no token in a query string (RFC 6750 §5.3). */
function refuseTokenInAddress(event: ApiEvent): void {
  if (config.isProduction && event.queryStringParameters?.Token !== undefined) {
    throw new ApiError('validation_failed', {
      errors: [{ field: 'Token', detail: 'is not accepted in the query string: send Authorization: Bearer' }],
    });
  }
}

/** @throws ApiError token_expired, invalid_token */
async function identify(event: ApiEvent, token: string): Promise<void> {
  event.bearer = await verifyAccessToken(token);
  identifyUser(event.bearer.username);
}

/** Verifies the token of the header, or admits the sender by address, before the body is parsed. */
export function headerAuthentication(access: Access, admissions: Admissions): Middleware {
  if (access === 'token') {
    needKeys(rehearseVerification);
    needLogKey();
  }
  return {
    before: async ({ event }) => {
      refuseTokenInAddress(event);
      const token = access === 'token' ? tokenOfHeader(event) : undefined;
      if (token !== undefined) await identify(event, token);
      if (event.bearer || access === 'public') beginAdmission(event, admissions);
      else admitAnonymous(event);
    },
  };
}

/** Collects the input and removes the token from it. Verifies it where the endpoint requires one and the header had none. */
export const bodyAuthentication = (access: Access, admissions: Admissions): Middleware => ({
  before: async ({ event }) => {
    const { Token: given, ...input } = gatherInput(event);
    event.input = input;
    if (access === 'public' || event.bearer) return;
    const sent = given ?? event.queryStringParameters?.Token;
    if (sent === undefined) throw new ApiError('unauthenticated');
    await identify(event, tokenText(sent));
    beginAdmission(event, admissions);
  },
});
