/** Limits far above the number of requests, so that no route hides behind a 429; the counting code still runs (docs/limits.md). */
export const FUZZ_RATE_LIMITS = [
  'login=900000000/1d',
  'login_user=900000000/1d',
  'login_address=900000000/1d',
  'register=900000000/1h',
  'sends=900000000/1m',
  'reports=900000000/1h',
  'search=900000000/1m',
  'frames=900000000/10s',
].join();
