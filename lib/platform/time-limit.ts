/** Lambda cuts off what takes longer than its function may; whoever waits for it is answered before. */
import type { Context } from 'aws-lambda';
import { ApiError } from '../http/errors.ts';

/** A function is given this much before Lambda's own time-out to answer 503. */
export const ANSWER_EARLY_MS = 1_500;

export const outOfTime = (): ApiError =>
  new ApiError('service_unavailable', { cause: new Error('The function ran out of time') });

/** What is not done in time is left, and frozen with its environment. @throws ApiError service_unavailable */
export async function withinTime<T>(context: Context, work: () => Promise<T>): Promise<T> {
  const { promise: deadline, reject } = Promise.withResolvers<never>();
  // Without it the function runs elsewhere than on Lambda.
  const remaining = context.getRemainingTimeInMillis?.();
  const timer =
    remaining === undefined ? undefined : setTimeout(() => reject(outOfTime()), remaining - ANSWER_EARLY_MS);
  try {
    return await Promise.race([work(), deadline]);
  } finally {
    clearTimeout(timer);
  }
}
