/**
 * Slows down password guessing without ever locking an account. docs/limits.md describes the rules, docs/decisions/040-device-marks.md
 * why others cannot keep an owner out.
 *
 * An attempt is counted before its password is compared, so that concurrent attempts cannot evade the limit, and uncounted when
 * the password was right. Attempts for unknown names count too.
 */

import { foldUsername } from '../accounts/username.ts';
import { ApiError } from '../http/errors.ts';
import { config } from '../platform/config.ts';
import { waitForAll } from '../platform/wait-for-all.ts';
import { delaysUpTo, type RateLimitName, rateLimitHeaders } from './rate-limit.ts';
import { beginAnew, type Count, type Counter, countDelayed, countUse, uncount } from './store/rate-limits.ts';

/** The username, address and device of a login attempt. */
export interface Attempt {
  /** as typed; the account may not exist */
  username: string;
  /** see addressGroup */
  address: string;
  /** has logged in to this name before: see lib/sessions/device-mark.ts. Undefined for any other device */
  device?: string | undefined;
}

type LoginLimit = Extract<RateLimitName, `login${string}`>;

/** The longest delay in seconds. */
const LONGEST_DELAY = 900;

/** Wrong passwords a day from each address for a name under attack. */
const TRIES_UNDER_ATTACK = 2;

/** Usernames contain no space. */
const SUBJECTS: Record<LoginLimit, (attempt: Attempt) => string> = {
  login_device: ({ username, device }) => `${foldUsername(username)} ${device}`,
  login: ({ username, address }) => `${foldUsername(username)} ${address}`,
  login_address: ({ address }) => address,
  login_user: ({ username }) => foldUsername(username),
};

/** @returns undefined when there is no such limit */
function counterOf(name: LoginLimit, attempt: Attempt): Counter | undefined {
  const policy = config.rateLimits[name];
  return policy && { ...policy, name, subject: SUBJECTS[name](attempt) };
}

function refusal({ name, limit, windowSeconds }: Counter, seconds: number, detail: string): ApiError {
  const usage = {
    name: name as RateLimitName,
    policy: { limit, windowSeconds },
    remaining: 0,
    resetSeconds: seconds,
  };
  const headers = { ...rateLimitHeaders(usage), 'Retry-After': String(seconds) };
  return new ApiError('rate_limited', { detail, headers });
}

const WAIT = 'Too many wrong passwords: try again later';
const OTHER_WAY =
  'Too many wrong passwords for this name today: log in on a device where you have logged in before, from another network, or use a recovery code';

/** The counters in which an attempt is counted. */
interface Counted {
  /** for this name from this device or address: begun again by the right password */
  own: Counter[];
  /** for the name, and for the address; other people's attempts count too */
  shared: Counter[];
}

/** @returns whether a device that has logged in before has attempts left today; without any it counts as a new one */
async function countDevice(attempt: Attempt, counted: Counted): Promise<boolean> {
  if (attempt.device === undefined) return false;
  const counter = counterOf('login_device', attempt);
  if (!counter) return true;
  const { admitted } = await countUse(counter);
  if (admitted) counted.own.push(counter);
  return admitted;
}

/** @throws ApiError rate_limited during a delay */
async function countDelayedIn(
  kind: keyof Counted,
  counter: Counter | undefined,
  counted: Counted,
): Promise<Count | undefined> {
  if (!counter) return undefined;
  const count = await countDelayed({ ...counter, delays: delaysUpTo(LONGEST_DELAY) });
  if (!count.admitted) throw refusal(counter, count.seconds, WAIT);
  counted[kind].push(counter);
  return count;
}

/** Counts without refusing: a name itself is never closed. @returns whether the name is under attack */
async function countForName(counter: Counter | undefined, counted: Counted): Promise<Count | undefined> {
  if (!counter) return undefined;
  const count = await countUse({ ...counter, limit: Number.MAX_SAFE_INTEGER });
  counted.shared.push(counter);
  return count.used > counter.limit ? count : undefined;
}

/** @param counted receives each counter as it is counted, so that the caller can uncount it after a throw @throws ApiError rate_limited */
async function begin(attempt: Attempt, counted: Counted): Promise<void> {
  if (await countDevice(attempt, counted)) return;
  const pair = counterOf('login', attempt);
  const fromHere = await countDelayedIn('own', pair, counted);
  const [attack] = await waitForAll([
    countForName(counterOf('login_user', attempt), counted),
    countDelayedIn('shared', counterOf('login_address', attempt), counted),
  ]);
  if (!pair || !attack || !fromHere || fromHere.used <= TRIES_UNDER_ATTACK) return;
  // Stays counted, so that a flood from here is refused by the first counter.
  counted.own = [];
  throw refusal(pair, attack.seconds, OTHER_WAY);
}

/** Uncounts an attempt with the right password. */
const settle = ({ own, shared }: Counted): Promise<void>[] => [
  ...own.map(beginAnew),
  // Emptied, so that a failure of the rest does not uncount them twice.
  ...shared.splice(0).map(uncount),
];

/**
 * Compares a password unless a delay is active.
 * @param compare returns whether it was right, and a value to pass on. When it throws, the attempt is not counted
 * @param ifRight runs after it was right, beside the uncounting. What it throws is thrown
 * @throws ApiError rate_limited during a delay, also for the right password, which is not compared
 */
export async function attemptPassword<Value>(
  attempt: Attempt,
  compare: () => Promise<{ right: boolean; value: Value }>,
  ifRight: (value: Value) => Promise<unknown> = async () => {},
): Promise<{ right: boolean; value: Value }> {
  const counted: Counted = { own: [], shared: [] };
  try {
    await begin(attempt, counted);
    const result = await compare();
    if (result.right) await waitForAll<unknown>([...settle(counted), ifRight(result.value)]);
    return result;
  } catch (error) {
    // Uncounting can fail for the same reason; the first error is thrown.
    await Promise.allSettled([...counted.own, ...counted.shared].map(uncount));
    throw error;
  }
}
