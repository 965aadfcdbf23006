/** Applies the limits of lib/limits/rate-limit.ts, except wrong passwords (lib/limits/password-attempts.ts). */

import { ApiError } from '../http/errors.ts';
import { now } from '../platform/clock.ts';
import { config } from '../platform/config.ts';
import { orWithoutDynamo } from '../platform/dynamo-fallback.ts';
import { log } from '../platform/log.ts';
import { type RateLimitName, rateLimitHeaders } from './rate-limit.ts';
import { type Count, type Counter, countUse } from './store/rate-limits.ts';

/**
 * Requests that work without DynamoDB are not limited while it is down. Frames need it: their connection is stored there.
 */
const OPEN_WITHOUT_DYNAMODB = new Set<RateLimitName>(['register', 'sends', 'reports', 'search']);

/**
 * End of the window (epoch milliseconds) for subjects that have used up their limit. A count never falls within a window, so a
 * refused subject is refused from memory, and a flood costs neither writes nor versions of a conversation.
 */
const usedUp = new Map<string, number>();
const USED_UP_MAX = 1_000;

function isUsedUp(key: string): boolean {
  const until = usedUp.get(key);
  if (until !== undefined && until <= now().getTime()) usedUp.delete(key);
  return usedUp.has(key);
}

function noteUsedUp(key: string, { windowSeconds }: Counter): void {
  if (usedUp.size >= USED_UP_MAX) usedUp.clear();
  const windowMs = windowSeconds * 1000;
  usedUp.set(key, (Math.floor(now().getTime() / windowMs) + 1) * windowMs);
}

const refusedBefore = (key: string, counter: Counter): Count | undefined =>
  isUsedUp(key)
    ? {
        admitted: false,
        used: counter.limit,
        seconds: Math.max(1, Math.ceil(((usedUp.get(key) ?? 0) - now().getTime()) / 1000)),
      }
    : undefined;

/** @returns undefined when DynamoDB is down and the limit is skipped */
async function count(name: RateLimitName, counter: Counter): Promise<Count | undefined> {
  if (!OPEN_WITHOUT_DYNAMODB.has(name)) return countUse(counter);
  return orWithoutDynamo(
    () => countUse(counter),
    (reason) => log.warn('not limited', { limit: name, ...reason }),
  );
}

/**
 * @param subject of the count: a username, an address, a connection id
 * @returns RateLimit headers for the response
 * @throws ApiError rate_limited, with Retry-After
 */
export async function requireAdmission(
  name: RateLimitName,
  subject: string,
): Promise<Record<string, string>> {
  const policy = config.rateLimits[name];
  if (!policy) return {};
  const counter: Counter = { ...policy, name, subject };
  const key = `${name}#${subject}`;
  const result = refusedBefore(key, counter) ?? (await count(name, counter));
  if (!result) return {};
  const { admitted, used, seconds: resetSeconds } = result;
  const headers = rateLimitHeaders({ name, policy, remaining: policy.limit - used, resetSeconds });
  if (admitted) return headers;
  noteUsedUp(key, counter);
  throw new ApiError('rate_limited', { headers: { ...headers, 'Retry-After': String(resetSeconds) } });
}
