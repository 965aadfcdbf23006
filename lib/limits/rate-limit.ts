/** The rate limits and their response headers. docs/limits.md is the reference. */

/** A number of uses per window. Windows begin at multiples of their length since the epoch. */
export interface RateLimit {
  limit: number;
  windowSeconds: number;
}

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Counted exactly, in DynamoDB: one conditional update for each use. */
const EXACT = {
  /** wrong passwords for one name from a device that has logged in to it before */
  login_device: { limit: 10, windowSeconds: DAY },
  /** wrong passwords before delays begin: for one name from one address, and from one address */
  login: { limit: 10, windowSeconds: DAY },
  login_address: { limit: 100, windowSeconds: DAY },
  /** requests that hash a password, by address: bounds how much of the hashing capacity one client can take */
  passwords: { limit: 30, windowSeconds: 10 },
  /** wrong passwords for one name from all addresses, before the name counts as under attack */
  login_user: { limit: 100, windowSeconds: DAY },
  /** wrong recovery codes by address, and by name */
  recovery: { limit: 20, windowSeconds: HOUR },
  recovery_user: { limit: 100, windowSeconds: HOUR },
  /** new sessions with one password, and from one address */
  sessions: { limit: 60, windowSeconds: HOUR },
  sessions_address: { limit: 300, windowSeconds: HOUR },
  /** by user: codes that confirm an address; and by the client's address, by the mailbox, and for all people together */
  mail: { limit: 5, windowSeconds: HOUR },
  mail_client: { limit: 20, windowSeconds: HOUR },
  mail_address: { limit: 5, windowSeconds: DAY },
  mail_total: { limit: 1_000, windowSeconds: HOUR },
  /** by address */
  register: { limit: 20, windowSeconds: HOUR },
  sends: { limit: 120, windowSeconds: MINUTE },
  edits: { limit: 120, windowSeconds: MINUTE },
  /** by user: requests for uploads */
  uploads: { limit: 300, windowSeconds: HOUR },
  /** by user: new conversations with others */
  contacts: { limit: 50, windowSeconds: DAY },
  /** by user: new groups */
  groups: { limit: 50, windowSeconds: DAY },
  reports: { limit: 30, windowSeconds: HOUR },
  blocks: { limit: 60, windowSeconds: HOUR },
  profile: { limit: 60, windowSeconds: HOUR },
  /** pages of about 1,000 messages */
  exports: { limit: 600, windowSeconds: HOUR },
  /** each opens a socket */
  tickets: { limit: 60, windowSeconds: MINUTE },
  /** everything else that changes something */
  changes: { limit: 600, windowSeconds: MINUTE },
  /** by user in the directory, by address in the public list */
  search: { limit: 300, windowSeconds: MINUTE },
  /** by user: a search of messages can take 1.5 s, so that one person holds three of eight environments at most */
  message_search: { limit: 120, windowSeconds: MINUTE },
  /** by user, over all sockets */
  frames: { limit: 40, windowSeconds: 10 },
} as const satisfies Record<string, RateLimit>;

/**
 * Counted in memory by each environment of a function, without a request to a database: up to the limit times the number of
 * environments can pass.
 */
const IN_MEMORY = {
  reads: { limit: 600, windowSeconds: MINUTE },
  /** profiles and presence of other people */
  lookups: { limit: 300, windowSeconds: MINUTE },
  /** by address: the web app, the API's reference, unknown paths and preflights */
  files: { limit: 3_000, windowSeconds: MINUTE },
  /** by address */
  health: { limit: 60, windowSeconds: MINUTE },
  /** by address */
  refreshes: { limit: 600, windowSeconds: MINUTE },
  /** by address */
  recoveries: { limit: 120, windowSeconds: MINUTE },
  /** by address */
  unsubscribes: { limit: 60, windowSeconds: MINUTE },
  /** by address */
  handshakes: { limit: 300, windowSeconds: MINUTE },
  /** by address: requests whose body must be parsed to find the token */
  anonymous: { limit: 600, windowSeconds: MINUTE },
} as const satisfies Record<string, RateLimit>;

export const DEFAULT_RATE_LIMITS = { ...EXACT, ...IN_MEMORY };

export type ExactLimitName = keyof typeof EXACT;
export type MemoryLimitName = keyof typeof IN_MEMORY;
export type RateLimitName = keyof typeof DEFAULT_RATE_LIMITS;

/** undefined: not limited */
export type RateLimits = Record<RateLimitName, RateLimit | undefined>;

export const isInMemory = (name: RateLimitName): name is MemoryLimitName => name in IN_MEMORY;

const NAMES = Object.keys(DEFAULT_RATE_LIMITS) as RateLimitName[];
const UNITS: Record<string, number> = { s: 1, m: MINUTE, h: HOUR, d: DAY };

export const RATE_LIMITS_RULE = `must be off, or name=COUNT/WINDOW or name=off, separated by commas, such as sends=60/1m; names are ${NAMES.join(', ')}`;

function parseLimit(text: string): RateLimit | undefined {
  const [, limit, count, unit = ''] = /^([1-9]\d{0,8})\/([1-9]\d{0,5})([smhd])$/.exec(text) ?? [];
  const windowSeconds = Number(count) * (UNITS[unit] ?? Number.NaN);
  return windowSeconds <= 30 * DAY ? { limit: Number(limit), windowSeconds } : undefined;
}

/**
 * @param text `off`, or overrides of the defaults: `sends=60/1m,search=off`
 * @returns undefined when the text is invalid
 */
export function parseRateLimits(text: string): RateLimits | undefined {
  if (text.trim() === 'off') return Object.fromEntries(NAMES.map((name) => [name, undefined])) as RateLimits;
  const limits: RateLimits = { ...DEFAULT_RATE_LIMITS };
  for (const entry of text.split(',').filter((part) => part.trim() !== '')) {
    const [name, value = '', ...others] = entry.split('=').map((part) => part.trim());
    const known = NAMES.find((each) => each === name);
    const limit = parseLimit(value);
    if (!known || others.length > 0 || (value !== 'off' && !limit)) return undefined;
    limits[known] = limit;
  }
  return limits;
}

/**
 * Delays for attempts beyond the limit: 5 s, then doubled each time up to the longest. They slow an attacker down, and the owner can
 * log in after the longest delay at the latest.
 * @returns seconds, one for each attempt beyond the limit; the last one applies to all further attempts
 */
export function delaysUpTo(longest: number): number[] {
  const delays = [5];
  for (;;) {
    const last = delays.at(-1) ?? longest;
    if (last >= longest) return delays.with(-1, longest);
    delays.push(last * 2);
  }
}

/** The current use of a limit. */
export interface Usage {
  name: RateLimitName;
  policy: RateLimit;
  /** uses left in this window */
  remaining: number;
  /** seconds until the next window */
  resetSeconds: number;
}

/**
 * The fields of the IETF draft, as structured fields (RFC 9651).
 * https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/
 */
export const rateLimitHeaders = ({ name, policy, remaining, resetSeconds }: Usage) => ({
  'RateLimit-Policy': `"${name}";q=${policy.limit};w=${policy.windowSeconds}`,
  RateLimit: `"${name}";r=${remaining};t=${resetSeconds}`,
});
