/** For what goes on without DynamoDB, and less well: limits, presence. */
import { ApiError } from '../http/errors.ts';
import { describeError } from './log.ts';
import { isThrottled, isUnavailable } from './unavailable.ts';

/**
 * A DynamoDB that is slow is waited for, as long as lib/platform/dynamo.ts does: limits hold under load. One that does not answer is taken to
 * be away for so long, so that not every request waits. One that throttles answers at once, and is asked again.
 */
const AWAY_MS = 30_000;
let awayUntil = 0;

const isAway = (error: unknown): boolean =>
  isUnavailable(error) || (error instanceof ApiError && error.code === 'service_unavailable');

/** @param goOn logs that it does, with the reason when that is news @returns undefined when DynamoDB is away */
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
