/** One HTTP exchange with a time-out. Every outcome is a value or a CoreChatError. */
import { CoreChatError, type ErrorCode } from '../errors.ts';
import { type Fetch, type FetchAnswer, globals } from '../platform.ts';
import type { FieldError } from '../protocol.ts';

export interface Exchange {
  method: string;
  /** absolute */
  url: string;
  headers: Record<string, string>;
  /** sent as JSON */
  body?: unknown;
  credentials: 'omit' | 'same-origin';
  timeoutMs: number;
  signal: AbortSignal;
}

export interface Answer<Body> {
  status: number;
  body: Body;
  header(name: string): string | null;
}

/** Answers of the original API that are not problem documents. */
const SENTENCES: Record<string, ErrorCode> = {
  'Wrong password': 'wrong_password',
  'Invalid user.': 'unknown_user',
  'This user already exists': 'username_taken',
};

/** For answers that a gateway or proxy gives in its own form. */
function codeOfStatus(status: number): ErrorCode {
  if (status === 429) return 'rate_limited';
  if (status === 413) return 'payload_too_large';
  if (status === 408) return 'timeout';
  if ([425, 502, 503, 504].includes(status)) return 'service_unavailable';
  if (status >= 500) return 'internal_error';
  return status >= 400 ? 'refused' : 'bad_response';
}

/** Longer waits are not useful, and a timer of more than 24 days fires at once. */
const LONGEST_WAIT_MS = 3_600_000;

/** @param value of Retry-After: seconds, or a date, which is read by the server's own clock @returns milliseconds */
export function parseRetryAfter(value: string | null, date: string | null): number | undefined {
  if (value === null) return undefined;
  if (/^\d+$/.test(value)) return Math.min(Number(value) * 1000, LONGEST_WAIT_MS);
  const until = Date.parse(value) - Date.parse(date ?? '');
  return Number.isNaN(until) ? undefined : Math.min(Math.max(0, until), LONGEST_WAIT_MS);
}

const isFields = (value: unknown): value is FieldError[] =>
  Array.isArray(value) && value.every((each) => typeof each?.field === 'string');

function toError(answer: FetchAnswer, body: unknown): CoreChatError {
  const { status, headers } = answer;
  const retryAfterMs = parseRetryAfter(headers.get('retry-after'), headers.get('date'));
  const known = typeof body === 'string' ? SENTENCES[body] : undefined;
  if (known) return new CoreChatError(known, { status, message: body as string });
  const problem = (typeof body === 'object' ? body : null) as Record<string, unknown> | null;
  const { code, title, detail, request_id: requestId, errors } = problem ?? {};
  const isProblem = typeof code === 'string';
  return new CoreChatError(isProblem ? (code as ErrorCode) : codeOfStatus(status), {
    status,
    message: String(isProblem ? (detail ?? title ?? code) : `The server answered ${status}`),
    detail: isProblem && typeof detail === 'string' ? detail : undefined,
    requestId: typeof requestId === 'string' ? requestId : (headers.get('x-request-id') ?? undefined),
    fields: isFields(errors) ? errors : undefined,
    retryAfterMs,
  });
}

/** @returns undefined for text that is not JSON */
function parse(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

async function read(answer: FetchAnswer): Promise<Answer<unknown>> {
  const { status, headers } = answer;
  const header = (name: string) => headers.get(name);
  const text = await answer.text();
  if (status === 204) return { status, header, body: undefined };
  const parsed = parse(text);
  if (status < 200 || status > 299) throw toError(answer, parsed?.value);
  if (!parsed) {
    throw new CoreChatError('bad_response', { status, message: 'The server’s answer is not JSON' });
  }
  return { status, header, body: parsed.value };
}

/** A browser does not say whether the network failed or it refused the answer, for want of CORS headers. */
function unreachable(url: string, cause: unknown): CoreChatError {
  const { location, navigator } = globals();
  const isForeign = location && location.origin !== new URL(url).origin && navigator?.onLine !== false;
  if (!isForeign) return new CoreChatError('network', { message: 'The server cannot be reached', cause });
  const pageOrigin = location.origin;
  const message = `The server cannot be reached, or its CORS_ORIGINS do not list ${pageOrigin}`;
  return new CoreChatError('network', { message, pageOrigin, cause });
}

/** @throws CoreChatError; network also when the signal ended it */
export async function exchange(fetch: Fetch, request: Exchange): Promise<Answer<unknown>> {
  const { method, url, headers, body, credentials, timeoutMs, signal } = request;
  const ending = new AbortController();
  // Not every fetch obeys its signal: a separate promise ends the wait.
  const { promise: ended, reject } = Promise.withResolvers<never>();
  const end = (error: CoreChatError) => {
    reject(error);
    ending.abort();
  };
  const cancelled = () => end(new CoreChatError('network', { message: 'The request was cancelled' }));
  const late = () => end(new CoreChatError('timeout', { message: `No answer within ${timeoutMs} ms` }));
  if (signal.aborted) cancelled();
  const timer = setTimeout(late, timeoutMs);
  signal.addEventListener('abort', cancelled);
  const init = {
    method,
    headers: { ...headers, ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: ending.signal,
    credentials,
    cache: 'no-store',
  } as const;
  try {
    return await Promise.race([ended, fetch(url, init).then(read)]);
  } catch (cause) {
    if (cause instanceof CoreChatError) throw cause;
    throw unreachable(url, cause);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', cancelled);
  }
}
