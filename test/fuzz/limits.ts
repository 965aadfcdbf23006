import { DEFAULT_RATE_LIMITS } from '#lib/limits/rate-limit.ts';

/** Limits far above the number of requests, so that no route hides behind a 429; the counting code still runs (docs/limits.md). */
export const FUZZ_RATE_LIMITS = Object.entries(DEFAULT_RATE_LIMITS)
  .map(([name, { windowSeconds }]) => `${name}=900000000/${windowSeconds}s`)
  .join();
