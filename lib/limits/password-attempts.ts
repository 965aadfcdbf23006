/**
 * Guessing passwords is slowed down, and nobody is locked out for good. docs/limits.md tells the rules.
 *
 * An attempt is counted before its password is looked at, so that many at once are no way around, and uncounted when the
 * password was right. Unknown names count as any other.
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

/** Who tries. */
export interface Attempt {
  /** as typed; it may be nobody's */
  username: string;
  /** see addressGroup */
  address: string;
}

/** The longest wait in seconds: over all addresses it is short, because anybody can make it happen to anybody. */
const LONGEST = { login: 900, login_user: 60, login_address: 900 } as const;
type LoginLimit = keyof typeof LONGEST;

/** For so long an address from which somebody logged in is known to be theirs. */
const KNOWN_SECONDS = 30 * 24 * 60 * 60;

/** Not a character of usernames. */
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

/** The counters that hold an attempt. */
interface Counted {
  /** of this name from this address */
  own: DelayedCounter[];
  /** with what others do */
  shared: DelayedCounter[];
}

/** @param counted gets them as they are counted, so that they can be taken back when this throws @throws ApiError rate_limited */
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
  // What others do, elsewhere or next door, keeps nobody out of where they logged in before.
  if (first && !(await isRemembered(pairOf(attempt)))) throw first;
}

/** Of the right password. */
async function settle(attempt: Attempt, { own, shared }: Counted): Promise<void> {
  const isCounted = own.length + shared.length > 0;
  await waitForAll([
    ...own.map(beginAnew),
    // Should the rest fail, these are not taken back once more.
    ...shared.splice(0).map(uncount),
    ...(isCounted ? [remember(pairOf(attempt), KNOWN_SECONDS)] : []),
  ]);
}

/**
 * Lets a password be compared, if it is this attempt's turn.
 * @param compare says whether it was right; its value is passed on. When it throws, nothing was learnt and nothing counts
 * @throws ApiError rate_limited: also for the right password, which is not looked at
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
    // Which may fail for the same reason; the first one is told.
    await Promise.allSettled([...counted.own, ...counted.shared].map(uncount));
    throw error;
  }
}
