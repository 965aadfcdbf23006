/** Schemas of responses about sessions. */
import * as v from 'valibot';
import { described, flag, text, time } from '../http/resource-parts.ts';

export const Session = v.object({
  Id: text,
  Device: described('such as "Firefox on Linux"'),
  CreatedAt: time('when it logged in'),
  LastUsedAt: time('when its token was last refreshed'),
  ExpiresAt: time('when it ends unless it is used'),
  Current: flag('it is the one that asks'),
  PushService: v.pipe(
    v.nullable(text),
    v.description('host of the push service that brings its notifications; null: it gets none'),
  ),
});

export const Login = v.object({
  Token: described('the access token: send it as Authorization: Bearer'),
  TokenIssued: time('when it becomes valid'),
  TokenExpiry: time('when it ceases to be'),
  Username: text,
  SessionId: text,
  RefreshTokenExpiry: time('the session ends then, unless it is refreshed'),
  RefreshToken: v.exactOptional(
    described('for POST /sessions/refresh; in cookie mode it is in the cookie instead'),
  ),
  DeviceMark: v.exactOptional(
    described(
      'send it with the next log-in of this person on this device, also after logging out: wrong passwords of others then do not delay it; in cookie mode it is in a cookie instead',
    ),
  ),
});

export type SessionResource = v.InferOutput<typeof Session>;
export type LoginAnswer = v.InferOutput<typeof Login>;
