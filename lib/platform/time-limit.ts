/** Answers a request shortly before Lambda's time-out would cut it off. */
import type { Context } from 'aws-lambda';
import { ApiError } from '../http/errors.ts';

/** Time before Lambda's time-out at which a function answers 503. */
export const ANSWER_EARLY_MS = 1_500;

/** Time limit outside Lambda. */
const ELSEWHERE_MS = 20_000;

/** The deadline of work that stops in order, by performance.now(): early enough for a step and the response to end. */
export const workUntil = (context: Context): number =>
  performance.now() + (context.getRemainingTimeInMillis?.() ?? ELSEWHERE_MS) - 2 * ANSWER_EARLY_MS;

export const outOfTime = (): ApiError =>
  new ApiError('service_unavailable', { cause: new Error('The function ran out of time') });

/** Late work is abandoned, and frozen with its environment. @throws ApiError service_unavailable */
export async function withinTime<T>(context: Context, work: () => Promise<T>): Promise<T> {
  const { promise: deadline, reject } = Promise.withResolvers<never>();
  // Absent outside Lambda.
  const remaining = context.getRemainingTimeInMillis?.();
  const timer =
    remaining === undefined ? undefined : setTimeout(() => reject(outOfTime()), remaining - ANSWER_EARLY_MS);
  try {
    return await Promise.race([work(), deadline]);
  } finally {
    clearTimeout(timer);
  }
}
