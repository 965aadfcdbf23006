/** Counts uses exactly, in DynamoDB. Wrong passwords: lib/limits/password-attempts.ts. */

import { config } from '../platform/config.ts';
import { orWithoutDynamo } from '../platform/dynamo-fallback.ts';
import { log } from '../platform/log.ts';
import { type ExactLimitName, rateLimitHeaders } from './rate-limit.ts';
import { type Count, type Counter, countUse, uncount } from './store/rate-limits.ts';
import { forgetUsed, noteUsed, refusal, refuseUsedUp } from './windows.ts';

/**
 * Requests are not limited while DynamoDB is down; those that need it otherwise fail anyway. Frames fail: their connection is stored there.
 * @returns undefined when DynamoDB is down and the limit is skipped
 */
async function count(name: ExactLimitName, counter: Counter): Promise<Count | undefined> {
  if (name === 'frames') return countUse(counter);
  return orWithoutDynamo(
    () => countUse(counter),
    (reason) => log.warn('not limited', { limit: name, ...reason }),
  );
}

/**
 * @param subject of the count: `@` and a username, or an address
 * @returns RateLimit headers for the response
 * @throws ApiError rate_limited, or too_many_contacts, with Retry-After
 */
export async function requireAdmission(
  name: ExactLimitName,
  subject: string,
): Promise<Record<string, string>> {
  const policy = config.rateLimits[name];
  if (!policy) return {};
  refuseUsedUp(name, subject);
  const result = await count(name, { ...policy, name, subject });
  if (!result) return {};
  const { admitted, used, seconds: resetSeconds } = result;
  if (!admitted) {
    noteUsed(name, subject, policy, policy.limit);
    throw refusal(name, policy, resetSeconds);
  }
  return rateLimitHeaders({ name, policy, remaining: policy.limit - used, resetSeconds });
}

/** Takes back a use that requireAdmission has counted, and that did not take place. */
export async function uncountAdmission(name: ExactLimitName, subject: string): Promise<void> {
  const policy = config.rateLimits[name];
  if (!policy) return;
  forgetUsed(name, subject);
  await orWithoutDynamo(
    () => uncount({ ...policy, name, subject }),
    (reason) => log.warn('not limited', { limit: name, ...reason }),
  );
}
