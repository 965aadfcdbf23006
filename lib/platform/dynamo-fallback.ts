/** For features that degrade without DynamoDB: limits, presence. */
import { ApiError } from '../http/errors.ts';
import { isThrottled, isUnavailable } from './database-errors.ts';
import { describeError } from './log.ts';

/**
 * A slow DynamoDB is awaited up to the time-out of lib/platform/dynamo.ts, so that limits hold under load. After a time-out it counts as
 * down for this long, so that not every request waits. A throttling one answers immediately and is asked again each time.
 */
const AWAY_MS = 30_000;
let awayUntil = 0;

const isAway = (error: unknown): boolean =>
  isUnavailable(error) || (error instanceof ApiError && error.code === 'service_unavailable');

/** @param goOn logs the fallback, with the reason the first time @returns undefined when DynamoDB is down */
export async function orWithoutDynamo<T>(
  ask: () => Promise<T>,
  goOn: (reason: { error?: object }) => void,
): Promise<T | undefined> {
  if (performance.now() < awayUntil) {
    goOn({});
    return undefined;
  }
  try {
    return await ask();
  } catch (error) {
    if (!isAway(error)) throw error;
    if (isUnavailable(error) && !isThrottled(error)) awayUntil = performance.now() + AWAY_MS;
    goOn({ error: describeError(error, 0) });
    return undefined;
  }
}
