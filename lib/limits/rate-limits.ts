/** Admits or refuses: for each limit in lib/limits/rate-limit.ts that counts uses. Wrong passwords: lib/limits/password-attempts.ts. */

import { ApiError } from '../http/errors.ts';
import { now } from '../platform/clock.ts';
import { config } from '../platform/config.ts';
import { log } from '../platform/log.ts';
import { orWithoutDynamo } from '../platform/without-dynamo.ts';
import { type RateLimitName, rateLimitHeaders } from './rate-limit.ts';
import { type Count, type Counter, countUse } from './store/rate-limits.ts';

/**
 * What works without DynamoDB goes on without its limit while DynamoDB is away. Frames do not: whose they are is kept there.
 */
const OPEN_WITHOUT_DYNAMODB = new Set<RateLimitName>(['register', 'sends', 'reports', 'search']);

/**
 * Until when a subject has used up its window, in epoch milliseconds: a count never falls, so who was refused once stays
 * refused, and a flood costs neither writes nor versions of a conversation.
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

/** @returns undefined when DynamoDB is away and that is no reason to refuse */
async function count(name: RateLimitName, counter: Counter): Promise<Count | undefined> {
  if (!OPEN_WITHOUT_DYNAMODB.has(name)) return countUse(counter);
  return orWithoutDynamo(
    () => countUse(counter),
    (reason) => log.warn('not limited', { limit: name, ...reason }),
  );
}

/**
 * @param subject whose uses are counted together: a username, an address, a connection id
 * @returns headers for the answer, which say what is left
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
