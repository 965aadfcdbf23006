import { actorOf } from '#lib/activity/actor.ts';
import { isCookieMode, readRefreshCookie } from '#lib/http/cookies.ts';
import { endpoint } from '#lib/http/endpoint.ts';
import { ApiError } from '#lib/http/errors.ts';
import { loginAnswer } from '#lib/sessions/login-answer.ts';
import { refreshSession } from '#lib/sessions/sessions.ts';
import { spec } from './refresh.endpoint.ts';

/** POST /sessions/refresh: takes the token from the body or, in cookie mode, from the cookie. */
export const handler = endpoint(spec, async ({ input, event }) => {
  const cookie = readRefreshCookie(event);
  if (input.RefreshToken === undefined && cookie !== undefined && !isCookieMode(event)) {
    throw new ApiError('cookie_header_missing');
  }
  const token = input.RefreshToken ?? cookie;
  if (token === undefined)
    throw new ApiError('invalid_refresh_token', { detail: 'No refresh token was sent' });
  return loginAnswer(await refreshSession(token, actorOf(event)), event);
});
