import type { Login } from '../sessions.ts';
import { isCookieMode, refreshCookie } from './cookies.ts';
import { json } from './responses.ts';
import type { ApiEvent, ApiResponse } from './types.ts';

/** What /Login and /sessions/refresh answer: in cookie mode the refresh token goes into the cookie and nowhere else. */
export function loginAnswer(login: Login, event: ApiEvent): ApiResponse {
  const { access, refresh } = login;
  const answer = {
    Token: access.token,
    TokenIssued: access.issuedAt.toISOString(),
    TokenExpiry: access.expiresAt.toISOString(),
    Username: login.username,
    SessionId: login.session,
    RefreshTokenExpiry: refresh.expiresAt.toISOString(),
  };
  if (!isCookieMode(event)) return json(200, { ...answer, RefreshToken: refresh.token });
  return { ...json(200, answer), cookies: [refreshCookie(refresh.token, refresh.expiresAt)] };
}
