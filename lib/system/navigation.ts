/** Addresses that people type: the web app routes in the hash, so `/login` is the address of its screen `/#/login`. */
import type { ApiEvent, ApiResponse } from '../http/types.ts';

const SCREEN = /^\/(?:login|register|people|settings(?:\/[a-z]+)?|c\/[^/]+)\/?$/i;

/** Browsers ask for HTML when they open an address; API clients do not. @returns undefined for any other request */
export function redirectToApp({ rawPath, headers, requestContext }: ApiEvent): ApiResponse | undefined {
  if (requestContext.http.method !== 'GET' || !/\btext\/html\b/.test(headers.accept ?? '')) return undefined;
  const [first = '', ...rest] = rawPath.split('/').filter(Boolean);
  const screen = [first.toLowerCase(), ...rest.map(encodeURIComponent)].join('/');
  const location = SCREEN.test(rawPath) ? `/#/${screen}` : '/';
  return { statusCode: 302, headers: { Location: location, 'Cache-Control': 'no-store', Vary: 'Accept' } };
}
