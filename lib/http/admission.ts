/** Admits a request: its uses are within the limit, and its sender's session has not ended. */

import { type ExactLimitName, isInMemory, type MemoryLimitName } from '../limits/rate-limit.ts';
import { countInMemory, refuseUsedUp } from '../limits/windows.ts';
import { waitForAll } from '../platform/wait-for-all.ts';
import type { Bearer } from '../sessions/token.ts';
import { clientAddress } from './client-address.ts';
import { ApiError } from './errors.ts';
import type { ApiEvent, Middleware } from './types.ts';

/** The limit of an endpoint. Endpoints with the same name share their uses. */
export interface LimitSpec<Name = ExactLimitName | MemoryLimitName> {
  name: Name;
  /** Whose uses count together: those of the bearer of the token, or of the client's address. */
  by: 'user' | 'address';
}

/**
 * Counts a use exactly: requireAdmission of lib/limits/rate-limits.ts. A parameter of the endpoints that have such a limit, because it
 * loads the client of DynamoDB, which the others do without.
 * @returns RateLimit headers for the response
 * @throws ApiError rate_limited
 */
export type CountUse = (name: ExactLimitName, subject: string) => Promise<Record<string, string>>;

/**
 * Refuses the tokens of ended sessions. A parameter of each endpoint, because functions that use one database should not load the client
 * of the other: requireLive reads MongoDB, requireSession DynamoDB.
 * @throws ApiError session_ended
 */
export type Admission = (bearer: Bearer) => Promise<void>;

export interface Admissions {
  limit: LimitSpec;
  admit: Admission | undefined;
  count: CountUse | undefined;
}

/** Awaited later, possibly not at all when something else fails first: otherwise a rejection would end the process. */
function inBackground<Result>(work: Promise<Result>): Promise<Result> {
  work.catch(() => undefined);
  return work;
}

/** Users and addresses share a table, and a username can look like an address. */
const subjectOf = (event: ApiEvent, by: LimitSpec['by']): string =>
  by === 'user' && event.bearer ? `@${event.bearer.username}` : clientAddress(event);

/**
 * Refuses from memory, else begins to count and to read, side by side. Call it once the sender is known.
 * @throws ApiError rate_limited, before anything is asked of a database
 */
export function beginAdmission(event: ApiEvent, { limit, admit, count }: Admissions): void {
  const { name, by } = limit;
  const subject = subjectOf(event, by);
  if (isInMemory(name)) countInMemory(name, subject);
  else refuseUsedUp(name, subject);
  event.limited = inBackground(isInMemory(name) || !count ? Promise.resolve({}) : count(name, subject));
  const { bearer } = event;
  event.admitted = inBackground(
    waitForAll<unknown>([event.limited, ...(bearer && admit ? [admit(bearer)] : [])]).then(() => undefined),
  );
}

/** A body must be parsed to find the token in it, so these requests are limited by address first. @throws ApiError rate_limited */
export const admitAnonymous = (event: ApiEvent): void => countInMemory('anonymous', clientAddress(event));

/** A refusal by the limit precedes any other failure, so that a failing request counts like one that succeeds. */
export const refusalFirst = (): Middleware => ({
  onError: async (exchange) => {
    const refusal: unknown = await exchange.event.limited?.then(
      () => undefined,
      (error: unknown) => error,
    );
    if (refusal instanceof ApiError && refusal.code === 'rate_limited') exchange.error = refusal;
  },
});
