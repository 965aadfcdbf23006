/** What a browser asks before a call of a page of another origin. */
import { expect } from 'vitest';

const preflight = (url: string, origin: string) =>
  fetch(url, {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization,content-type',
    },
  });

/** The status, the body and the CORS headers must agree. @param origin one that the server allows */
export async function expectPreflights(url: string, origin: string): Promise<void> {
  for (const path of ['/messages', '/Login', '/nowhere']) {
    const allowed = await preflight(url + path, origin);
    expect([path, allowed.status, await allowed.text()]).toEqual([path, 204, '']);
    expect(Object.fromEntries(allowed.headers)).toMatchObject({
      'access-control-allow-origin': origin,
      'access-control-allow-methods': 'GET,POST,PUT,PATCH,DELETE',
      'access-control-allow-headers': 'Authorization,Content-Type,Idempotency-Key,Prefer,X-CoreChat-Session',
    });
  }
  const refused = await preflight(`${url}/messages`, 'https://evil.example');
  expect([refused.status, await refused.text()]).toEqual([204, '']);
  expect(refused.headers.has('access-control-allow-origin')).toBe(false);
  // The call itself, after the preflight.
  const call = await fetch(`${url}/health`, { headers: { origin } });
  expect([call.status, call.headers.get('access-control-allow-origin')]).toEqual([200, origin]);
}
