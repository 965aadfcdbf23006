/** Assumptions about usage and run times. */

/** Per active person and day. The number of messages sent is the command line's. */
export const HABITS = {
  /** opening the app: each reads the inbox and the requests of strangers, and connects */
  visits: 6,
  inboxReadsPerVisit: 2,
  /** with the app open, all visits together */
  minutesOnline: 120,
  /** per minute online: docs/protocol.md asks for one every few minutes, and the SDK makes one every two */
  pingsPerMinute: 1 / 2,
  /** per minute online: the SDK asks what changed in the inbox, for events that were lost without a trace */
  syncsPerMinute: 1 / 2,
  /** eleven seconds after the inbox was read: what was being written then is to be seen by now */
  syncsPerVisit: 1,
  /** per minute online: an access token lives 15 minutes */
  refreshesPerMinute: 1 / 15,
  conversationsOpened: 10,
  /** per message sent */
  typingFramesPerMessage: 2,
  readMarksPerMessage: 0.5,
  /** of the groups of one size that a person is in, as far as there are as many */
  groupsOfOneSize: 3,
  /** of each of these groups */
  readMarksPerVisit: 1,
  registrations: 1 / 365,
  logins: 1 / 30,
} as const;

/** Of attachments. */
export const FILES = {
  perMessage: 0.1,
  kilobytes: 500,
  /** of a file, by all devices */
  downloads: 3,
  /** of which the files are kept when the sum is paid */
  months: 12,
  /** to the devices that show its message, when it was scanned */
  frames: 3,
} as const;

/** Of notifications. */
export const NOTIFICATIONS = {
  /** messages whose receiver has the app closed, and a subscription */
  perMessage: 0.3,
  /** billed milliseconds of one: databases and the push service, one after the other */
  billedMs: 250,
} as const;

/** Link previews: an assumption about what people send. */
export const LINKS = {
  perMessage: 0.05,
  /** of the function, most of it waiting for the page */
  billedMs: 1_000,
  /** to the devices that show it */
  frames: 3,
} as const;

export const DAYS = 30;

/** How much busier the busiest second is than the average one. */
export const PEAK = 5;

/**
 * Billed milliseconds of one execution on Lambda, database in the same region. Measured on a laptop they are a few; these allow for
 * the network and for a cold start now and then.
 */
export const BILLED_MS = { passwords: 120, mongodb: 25, others: 12 } as const;

/** Of a push to a socket, beyond the two that the time above allows for: signing and sending at 512 MB. */
export const PUSH_MS = 0.75;

/** Lambda asks each queue with five long polls at once, of twenty seconds, also while nothing is queued. */
export const QUEUE_POLLS = { queues: 4, atOnce: 5, perMinute: 3 } as const;

/** MongoDB operations a second that one core of Atlas is trusted with: all are single index look-ups or single writes. */
export const OPERATIONS_PER_CORE = 1_000;

/** To the primary: two in the pool, one that watches it. docs/operations.md#sizing-atlas */
export const CONNECTIONS_PER_ENVIRONMENT = 3;

/** Functions that serve requests all day, one environment each at the least. */
export const WARM_FUNCTIONS = 20;
