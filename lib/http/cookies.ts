/**
 * Cookies that scripts cannot read and browsers send only to this host, over TLS, from its own pages: the refresh token of a web app,
 * and the marks of a device. Requests that use the refresh token need a custom header, which pages of other sites cannot add (CSRF).
 */
import { now } from '../platform/clock.ts';
import type { ApiEvent } from './types.ts';

/** With the prefix `__Host-` browsers require Secure, Path=/ and no Domain (RFC 6265bis §4.1.3.2). */
const NAME = '__Host-corechat-refresh';
const DEVICE = '__Host-corechat-device';
const ATTRIBUTES = 'Path=/; HttpOnly; Secure; SameSite=Strict';

export const SESSION_HEADER = 'x-corechat-session';

/** Clients that renew their access tokens send the header with any value; the original client does not. */
export const renewsTokens = ({ headers }: ApiEvent): boolean => headers[SESSION_HEADER] !== undefined;

export const isCookieMode = ({ headers }: ApiEvent): boolean => headers[SESSION_HEADER] === 'cookie';

export const refreshCookie = (token: string, expiresAt: Date): string => {
  const maxAge = Math.max(0, Math.round((expiresAt.getTime() - now().getTime()) / 1000));
  return `${NAME}=${token}; ${ATTRIBUTES}; Max-Age=${maxAge}`;
};

export const clearedRefreshCookie = (): string => `${NAME}=; ${ATTRIBUTES}; Max-Age=0`;

/** Browsers keep no cookie for longer (RFC 6265bis §5.5). */
const DEVICE_SECONDS = 400 * 24 * 60 * 60;

/** Stays after a log-out. @param marks of the people who have logged in on this device, see lib/sessions/device-mark.ts */
export const deviceCookie = (marks: readonly string[]): string =>
  `${DEVICE}=${marks.join('~')}; ${ATTRIBUTES}; Max-Age=${DEVICE_SECONDS}`;

/** Payload 2.0 has cookies in a separate list; the local gateway leaves them in the header. */
function readCookie({ cookies, headers }: ApiEvent, name: string): string | undefined {
  const given = cookies ?? headers.cookie?.split(/; */) ?? [];
  const found = given.find((cookie) => cookie.startsWith(`${name}=`));
  return found?.slice(name.length + 1) || undefined;
}

export const readRefreshCookie = (event: ApiEvent): string | undefined => readCookie(event, NAME);

/** More people than share a browser. */
export const DEVICE_MARKS_MAX = 5;

export const readDeviceCookie = (event: ApiEvent): string[] =>
  readCookie(event, DEVICE)?.split('~').slice(0, DEVICE_MARKS_MAX) ?? [];
