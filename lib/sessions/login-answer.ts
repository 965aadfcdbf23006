import { isCookieMode, refreshCookie } from '../http/cookies.ts';
import { json } from '../http/responses.ts';
import type { ApiEvent, ApiResponse } from '../http/types.ts';
import { needKeys } from './keys.ts';
import type { LoginAnswer } from './resources.ts';
import type { Login } from './sessions.ts';

// Of whatever answers with a login; such endpoints are public, and ask for no token.
needKeys();

/** What /Login and /sessions/refresh answer: in cookie mode the refresh token goes into the cookie and nowhere else. */
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
