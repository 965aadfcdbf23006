import {
  DEVICE_MARKS_MAX,
  deviceCookie,
  isCookieMode,
  readDeviceCookie,
  refreshCookie,
} from '../http/cookies.ts';
import { json } from '../http/responses.ts';
import type { ApiEvent, ApiResponse } from '../http/types.ts';
import { deviceOf, markOf } from './device-mark.ts';
import { needSigningKey } from './keys.ts';
import type { LoginAnswer } from './resources.ts';
import type { Login } from './sessions.ts';

// Public endpoints do not load token verification, so this module requests the signing keys.
needSigningKey();

/** The response of /Login and /sessions/refresh. In cookie mode the refresh token and the device's mark are in cookies only. */
export function loginAnswer(login: Login, event: ApiEvent): ApiResponse {
  const { access, refresh, username } = login;
  const answer: LoginAnswer = {
    Token: access.token,
    TokenIssued: access.issuedAt.toISOString(),
    TokenExpiry: access.expiresAt.toISOString(),
    Username: username,
    SessionId: login.session,
    RefreshTokenExpiry: refresh.expiresAt.toISOString(),
  };
  const mark = markOf(username, login.session);
  if (!isCookieMode(event)) {
    return json(200, { ...answer, RefreshToken: refresh.token, DeviceMark: mark } satisfies LoginAnswer);
  }
  const others = readDeviceCookie(event).filter((each) => deviceOf([each], username) === undefined);
  const marks = [mark, ...others].slice(0, DEVICE_MARKS_MAX);
  return {
    ...json(200, answer),
    cookies: [refreshCookie(refresh.token, refresh.expiresAt), deviceCookie(marks)],
  };
}
