/**
 * The refresh token of a web app, in a cookie that scripts cannot read and browsers send only to this host, over TLS, from its
 * own pages. Requests that use it need a custom header, which pages of other sites cannot add (CSRF).
 */
import { now } from '../platform/clock.ts';
import type { ApiEvent } from './types.ts';

/** With the prefix `__Host-` browsers require Secure, Path=/ and no Domain (RFC 6265bis §4.1.3.2). */
const NAME = '__Host-corechat-refresh';
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

/** Payload 2.0 has cookies in a separate list; the local gateway leaves them in the header. */
export function readRefreshCookie({ cookies, headers }: ApiEvent): string | undefined {
  const given = cookies ?? headers.cookie?.split(/; */) ?? [];
  const found = given.find((cookie) => cookie.startsWith(`${NAME}=`));
  return found?.slice(NAME.length + 1) || undefined;
}
