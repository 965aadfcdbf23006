/** Uses of limits that this environment knows without asking a database. */
import { ApiError } from '../http/errors.ts';
import { now } from '../platform/clock.ts';
import { config } from '../platform/config.ts';
import { type MemoryLimitName, type RateLimit, type RateLimitName, rateLimitHeaders } from './rate-limit.ts';

interface Window {
  used: number;
  /** epoch milliseconds */
  endsAt: number;
}

/** By limit and subject. An environment runs one request at a time, so a busy one has a few thousand subjects a minute. */
const windows = new Map<string, Window>();
const WINDOWS_MAX = 10_000;

const keyOf = (name: RateLimitName, subject: string): string => `${name}#${subject}`;

/** Windows begin at multiples of their length since the epoch, as in DynamoDB. */
function windowOf(key: string, { windowSeconds }: RateLimit): Window {
  const at = now().getTime();
  const known = windows.get(key);
  if (known && at < known.endsAt) return known;
  windows.delete(key);
  // The oldest is forgotten first. It may be counted again, which lets more pass but never refuses anyone.
  const [oldest] = windows.keys();
  if (windows.size >= WINDOWS_MAX && oldest !== undefined) windows.delete(oldest);
  const windowMs = windowSeconds * 1000;
  const fresh = { used: 0, endsAt: (Math.floor(at / windowMs) + 1) * windowMs };
  windows.set(key, fresh);
  return fresh;
}

/** @param resetSeconds until the next use may pass */
export function refusal(name: RateLimitName, policy: RateLimit, resetSeconds: number): ApiError {
  const headers = rateLimitHeaders({ name, policy, remaining: 0, resetSeconds });
  const code = name === 'contacts' ? 'too_many_contacts' : 'rate_limited';
  return new ApiError(code, { headers: { ...headers, 'Retry-After': String(resetSeconds) } });
}

const secondsLeft = ({ endsAt }: Window): number => Math.max(1, Math.ceil((endsAt - now().getTime()) / 1000));

/**
 * Refuses subjects whose limit is known to be used up. A count never falls within a window, so a flood costs no request to a database.
 * @throws ApiError rate_limited
 */
export function refuseUsedUp(name: RateLimitName, subject: string): void {
  const policy = config.rateLimits[name];
  const known = windows.get(keyOf(name, subject));
  if (!policy || !known || known.used < policy.limit || known.endsAt <= now().getTime()) return;
  throw refusal(name, policy, secondsLeft(known));
}

/** @param used as counted in DynamoDB */
export function noteUsed(name: RateLimitName, subject: string, policy: RateLimit, used: number): void {
  if (used >= policy.limit) windowOf(keyOf(name, subject), policy).used = used;
}

/** After a use was taken back. */
export const forgetUsed = (name: RateLimitName, subject: string): boolean =>
  windows.delete(keyOf(name, subject));

/**
 * Counts one use in this environment.
 * @param subject a user, an address or a socket
 * @throws ApiError rate_limited, with Retry-After
 */
export function countInMemory(name: MemoryLimitName | 'frames', subject: string): void {
  const policy = config.rateLimits[name];
  if (!policy) return;
  const window = windowOf(keyOf(name, subject), policy);
  if (window.used >= policy.limit) throw refusal(name, policy, secondsLeft(window));
  window.used++;
}
