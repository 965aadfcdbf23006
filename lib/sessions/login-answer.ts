import { isCookieMode, refreshCookie } from '../http/cookies.ts';
import { json } from '../http/responses.ts';
import type { ApiEvent, ApiResponse } from '../http/types.ts';
import { needKeys } from './keys.ts';
import type { LoginAnswer } from './resources.ts';
import type { Login } from './sessions.ts';

// Public endpoints do not load token verification, so this module requests the signing keys.
needKeys();

/** The response of /Login and /sessions/refresh. In cookie mode the refresh token is in the cookie only. */
export function loginAnswer(login: Login, event: ApiEvent): ApiResponse {
  const { access, refresh } = login;
  const answer: LoginAnswer = {
    Token: access.token,
    TokenIssued: access.issuedAt.toISOString(),
    TokenExpiry: access.expiresAt.toISOString(),
    Username: login.username,
    SessionId: login.session,
    RefreshTokenExpiry: refresh.expiresAt.toISOString(),
  };
  if (!isCookieMode(event))
    return json(200, { ...answer, RefreshToken: refresh.token } satisfies LoginAnswer);
  return { ...json(200, answer), cookies: [refreshCookie(refresh.token, refresh.expiresAt)] };
}
