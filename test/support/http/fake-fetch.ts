/** A server that is a function: for what a real one cannot be made to answer at will. */
import type { Fetch, FetchInit } from '#sdk';

export interface FakeCall {
  path: string;
  method: string;
  body: unknown;
  headers: Record<string, string>;
}

export type FakeAnswer = { status?: number; body?: unknown; headers?: Record<string, string> };

/** @param answer what it answers; a string body is sent as it stands */
export function fakeFetch(answer: (call: FakeCall) => FakeAnswer | Promise<FakeAnswer>) {
  const calls: FakeCall[] = [];
  const fetch: Fetch = async (url, { method, headers, body }: FetchInit) => {
    const { pathname, search } = new URL(url);
    const call = {
      path: pathname + search,
      method,
      headers,
      body: body === undefined ? undefined : JSON.parse(body),
    };
    calls.push(call);
    const { status = 200, body: answered, headers: given } = await answer(call);
    return {
      status,
      headers: new Headers(given),
      text: async () => (typeof answered === 'string' ? answered : JSON.stringify(answered ?? null)),
    };
  };
  return { fetch, calls };
}

let issued = 0;

/** What /Login and /sessions/refresh answer. */
export const loginAnswer = (Username: string, seconds = 900) => ({
  Token: `token-${++issued}`,
  TokenIssued: '2026-11-22T08:00:00.000Z',
  TokenExpiry: new Date(Date.UTC(2026, 10, 22, 8) + seconds * 1000).toISOString(),
  Username,
  SessionId: 's1',
  RefreshToken: `refresh-${issued}`,
});
