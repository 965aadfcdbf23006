/**
 * Slows down password guessing without ever locking an account. docs/limits.md describes the rules.
 *
 * An attempt is counted before its password is compared, so that concurrent attempts cannot evade the limit, and uncounted when
 * the password was right. Attempts for unknown names count too.
 */

import { foldUsername } from '../accounts/username.ts';
import { ApiError } from '../http/errors.ts';
import { config } from '../platform/config.ts';
import { waitForAll } from '../platform/wait-for-all.ts';
import { delaysUpTo, type RateLimitName, rateLimitHeaders } from './rate-limit.ts';
import {
  beginAnew,
  type Count,
  countDelayed,
  type DelayedCounter,
  isRemembered,
  remember,
  uncount,
} from './store/rate-limits.ts';

/** The username and address of a login attempt. */
export interface Attempt {
  /** as typed; the account may not exist */
  username: string;
  /** see addressGroup */
  address: string;
}

/** The longest delay in seconds. For one name over all addresses it is short, because anyone can cause it for any account. */
const LONGEST = { login: 900, login_user: 60, login_address: 900 } as const;
type LoginLimit = keyof typeof LONGEST;

/** How long an address counts as known after a login from it. */
const KNOWN_SECONDS = 30 * 24 * 60 * 60;

/** Usernames contain no space. */
const pairOf = ({ username, address }: Attempt): string => `${foldUsername(username)} ${address}`;

const SUBJECTS: Record<LoginLimit, (attempt: Attempt) => string> = {
  login: pairOf,
  login_user: ({ username }) => foldUsername(username),
  login_address: ({ address }) => address,
};

function counterOf(name: LoginLimit, attempt: Attempt): DelayedCounter | undefined {
  const policy = config.rateLimits[name];
  const subject = SUBJECTS[name](attempt);
  return policy && { ...policy, name, subject, delays: delaysUpTo(LONGEST[name]) };
}

function refusal({ name, limit, windowSeconds }: DelayedCounter, { seconds }: Count): ApiError {
  const usage = {
    name: name as RateLimitName,
    policy: { limit, windowSeconds },
    remaining: 0,
    resetSeconds: seconds,
  };
  const headers = { ...rateLimitHeaders(usage), 'Retry-After': String(seconds) };
  return new ApiError('rate_limited', { detail: 'Too many wrong passwords: try again later', headers });
}

/** The counters in which an attempt is counted. */
interface Counted {
  /** for this name from this address */
  own: DelayedCounter[];
  /** for the name, and for the address; other people's attempts count too */
  shared: DelayedCounter[];
}

/** @param counted receives each counter as it is counted, so that the caller can uncount it after a throw @throws ApiError rate_limited */
async function begin(attempt: Attempt, counted: Counted): Promise<void> {
  const countIn = async (kind: keyof Counted, name: LoginLimit): Promise<ApiError | undefined> => {
    const counter = counterOf(name, attempt);
    if (!counter) return undefined;
    const count = await countDelayed(counter);
    if (!count.admitted) return refusal(counter, count);
    counted[kind].push(counter);
    return undefined;
  };
  const refused = await countIn('own', 'login');
  if (refused) throw refused;
  const refusals = await waitForAll([countIn('shared', 'login_user'), countIn('shared', 'login_address')]);
  const first = refusals.find((each) => each !== undefined);
  // Other people's attempts never delay a login from an address that the account has used before.
  if (first && !(await isRemembered(pairOf(attempt)))) throw first;
}

/** Uncounts an attempt with the right password. */
async function settle(attempt: Attempt, { own, shared }: Counted): Promise<void> {
  const isCounted = own.length + shared.length > 0;
  await waitForAll([
    ...own.map(beginAnew),
    // Emptied, so that a failure of the rest does not uncount them twice.
    ...shared.splice(0).map(uncount),
    ...(isCounted ? [remember(pairOf(attempt), KNOWN_SECONDS)] : []),
  ]);
}

/**
 * Compares a password unless a delay is active.
 * @param compare returns whether it was right, and a value to pass on. When it throws, the attempt is not counted
 * @throws ApiError rate_limited during a delay, also for the right password, which is not compared
 */
export async function attemptPassword<Value>(
  attempt: Attempt,
  compare: () => Promise<{ right: boolean; value: Value }>,
): Promise<{ right: boolean; value: Value }> {
  const counted: Counted = { own: [], shared: [] };
  try {
    await begin(attempt, counted);
    const result = await compare();
    if (result.right) await settle(attempt, counted);
    return result;
  } catch (error) {
    // Uncounting can fail for the same reason; the first error is thrown.
    await Promise.allSettled([...counted.own, ...counted.shared].map(uncount));
    throw error;
  }
}
