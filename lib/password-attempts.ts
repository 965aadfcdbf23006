/**
 * Guessing passwords is slowed down, and nobody is locked out for good. docs/limits.md tells the rules.
 *
 * An attempt is counted before its password is looked at, so that many at once are no way around, and uncounted when the
 * password was right. Unknown names count as any other.
 */
import { config } from './config.ts';
import { delaysUpTo, type RateLimitName, rateLimitHeaders } from './domain/rate-limit.ts';
import { foldUsername } from './domain/username.ts';
import { ApiError } from './errors.ts';
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

const isCounter = (counter: DelayedCounter | undefined): counter is DelayedCounter => counter !== undefined;

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

/** @returns the counters that hold this attempt @throws ApiError rate_limited, with nothing counted */
async function begin(attempt: Attempt): Promise<{ own: DelayedCounter[]; shared: DelayedCounter[] }> {
  const own = [counterOf('login', attempt)].filter(isCounter);
  for (const counter of own) {
    const count = await countDelayed(counter);
    if (!count.admitted) throw refusal(counter, count);
  }
  const wanted = [counterOf('login_user', attempt), counterOf('login_address', attempt)].filter(isCounter);
  const counts = await Promise.all(wanted.map(countDelayed));
  const shared = wanted.filter((_, index) => counts[index]?.admitted);
  const refused = wanted.findIndex((_, index) => !counts[index]?.admitted);
  const [counter, count] = [wanted[refused], counts[refused]];
  // What others do, elsewhere or next door, keeps nobody out of where they logged in before.
  if (!counter || !count || (await isRemembered(pairOf(attempt)))) return { own, shared };
  await Promise.all([...own, ...shared].map(uncount));
  throw refusal(counter, count);
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
  const { own, shared } = await begin(attempt);
  try {
    const result = await compare();
    if (result.right) {
      await Promise.all([
        ...own.map(beginAnew),
        ...shared.map(uncount),
        ...(own.length + shared.length > 0 ? [remember(pairOf(attempt), KNOWN_SECONDS)] : []),
      ]);
    }
    return result;
  } catch (error) {
    await Promise.all([...own, ...shared].map(uncount));
    throw error;
  }
}
