/** After how much absence a person gets a mail about unread messages. */
export const DIGEST_DELAYS = ['1h', '8h', '24h'] as const;

export type DigestDelay = (typeof DIGEST_DELAYS)[number];

const HOUR_MS = 60 * 60 * 1000;

export const DELAY_MS: Record<DigestDelay, number> = {
  '1h': HOUR_MS,
  '8h': 8 * HOUR_MS,
  '24h': 24 * HOUR_MS,
};
